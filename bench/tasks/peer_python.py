"""The side of Python's multiprocessing."""

import multiprocessing
import os
import platform
import sys
from time import perf_counter

from serve import serve, timed


def increment(x):
    return x + 1


def spin(milliseconds):
    end = perf_counter() + milliseconds / 1e3
    while perf_counter() < end:
        pass
    return milliseconds


def identity(value):
    return value


def round_trips(n, trip):
    times = []
    value = 0
    for index in range(n):
        begin = perf_counter()
        value += trip(index)
        times.append((perf_counter() - begin) * 1e3)
    times.sort()
    return {"milliseconds": times[n >> 1], "p99": times[int(n * 0.99)], "value": value}


def produce(queue, start, n, ends):
    start.wait()
    # perf_counter is the system's monotonic clock: processes can compare theirs.
    begin = perf_counter()
    for index in range(n):
        queue.put(index)
    queue.put(None)
    ends.put(("begin", begin, 0))


def consume(queue, start, ends):
    start.wait()
    total = 0
    while (item := queue.get()) is not None:
        total += item
    ends.put(("end", perf_counter(), total))


def queue_run(n, pairs):
    queue = multiprocessing.Queue()
    ends = multiprocessing.SimpleQueue()
    start = multiprocessing.Barrier(2 * pairs)
    each = n // pairs
    processes = [
        process
        for _ in range(pairs)
        for process in (
            multiprocessing.Process(target=produce, args=(queue, start, each, ends)),
            multiprocessing.Process(target=consume, args=(queue, start, ends)),
        )
    ]
    for process in processes:
        process.start()
    said = [ends.get() for _ in processes]
    for process in processes:
        process.join()
    begin = min(at for what, at, _ in said if what == "begin")
    end = max(at for what, at, _ in said if what == "end")
    return {"milliseconds": (end - begin) * 1e3, "value": sum(total for _, _, total in said)}


class Job:
    """A row's work; the pool starts with the first run, as a user's program would start it."""

    def __init__(self, work):
        self.work = work
        self.pool = None
        self.run = self.runner(work["id"], work["n"])

    def runner(self, name, n):
        if name == "apply":
            return lambda: timed(lambda: sum(self.all_of(increment, range(n))))
        if name == "round trip":
            return lambda: round_trips(self.work["trips"], lambda index: self.started().apply(increment, (index,)))
        if name == "map":
            items = list(range(n))
            return lambda: timed(lambda: sum(self.started().map(increment, items)))
        if name.startswith("queue"):
            return lambda: queue_run(n, self.work["workers"])
        if name == "array":
            import numpy

            array = numpy.ones(n)
            return lambda: round_trips(self.work["trips"], lambda _: float(self.started().apply(identity, (array,))[n - 1]))
        if name == "uneven":
            return lambda: timed(lambda: sum(self.started().map(spin, self.work["durations"])))
        # Pool has no fold; both rows of words are the same here.
        sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "examples", "word-count"))
        import easy_parallelization as words

        paths = list(words.text_files(self.work["folder"]))[:n]
        return lambda: timed(
            lambda: words.answer(words.merge(self.started().map(words.count_file, paths)))[0]
        )

    def started(self):
        if self.pool is None:
            self.pool = multiprocessing.Pool(self.work["workers"])
        return self.pool

    def all_of(self, function, items):
        pool = self.started()
        waiting = [pool.apply_async(function, (item,)) for item in items]
        return (result.get() for result in waiting)

    def close(self):
        if self.pool is not None:
            self.pool.close()
            self.pool.join()


if __name__ == "__main__":
    method = multiprocessing.get_start_method()
    serve(f"multiprocessing of Python {platform.python_version()}, {method}", Job)
