"""Python's multiprocessing.Pool: each worker counts pieces of files that are cut at line ends."""

import multiprocessing
import os
import platform
from collections import Counter

import words
from serve import serve, timed

# Pieces a worker when there is one large file, and the most bytes of one: a text of it and its words are held at once.
PIECES = 4
MOST_BYTES = 16 << 20

words_of = None


def load(pattern_file):
    global words_of
    words_of = words.load(pattern_file)


def cut(paths, workers):
    """Lists of (path, begin, end). Small files go together, large ones are cut anywhere; count mends the cuts."""
    total = sum(os.path.getsize(path) for path in paths)
    size = max(1, min(total // (workers * PIECES), MOST_BYTES))
    pieces = [[]]
    room = size
    for path in paths:
        length = os.path.getsize(path)
        for begin in range(0, length, size):
            end = min(begin + size, length)
            if room < end - begin and pieces[-1]:
                pieces.append([])
                room = size
            pieces[-1].append((path, begin, end))
            room -= end - begin
    return pieces


def count(piece):
    counts = Counter()
    for path, begin, end in piece:
        with open(path, "rb") as file:
            # A line belongs to the piece that it begins in.
            if begin > 0:
                file.seek(begin - 1)
                file.readline()
            text = file.read(max(0, end - file.tell()))
            if text and not text.endswith(b"\n"):
                text += file.readline()
        counts.update(words_of(text.decode("utf-8")))
    return counts


class Job:
    def __init__(self, work):
        self.work = work
        self.pool = None

    def run(self):
        return timed(self.count)

    def count(self):
        if self.pool is None:
            self.pool = multiprocessing.Pool(self.work["workers"], load, (self.work["pattern"],))
        total = Counter()
        for counts in self.pool.imap_unordered(
            count, cut(words.files_of(self.work["input"]["path"]), self.work["workers"])
        ):
            total.update(counts)
        return words.answer(total.items())

    def close(self):
        if self.pool is not None:
            self.pool.close()
            self.pool.join()


if __name__ == "__main__":
    method = multiprocessing.get_start_method()
    serve(f"multiprocessing of Python {platform.python_version()}, {method}", Job)
