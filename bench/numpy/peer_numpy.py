"""NumPy's side of the benchmark: speaks the protocol of protocol.ts."""

import json
import platform
import resource
import sys
from time import perf_counter

import numpy as np

# Samples shorter than this are mostly the clock's.
SAMPLE_SECONDS = 1e-3


def inputs(work):
    n = work["n"] ** 2 if work["operation"] == "matmul" else work["n"]
    i = np.arange(n)
    a = (1 + (i % 1000) / 1000).astype(work["dtype"])
    b = (0.5 + (i % 777) / 777).astype(work["dtype"])
    return a, b, n >> 1


def make(work):
    a, b, probe = inputs(work)
    operation = work["operation"]
    if operation == "chain":
        return lambda: ((a * b + a) * b - a).item(probe)
    if operation == "norm":
        return lambda: np.sqrt(a * a + b * b).sum().item()
    if operation == "add":
        return lambda: (a + b).item(probe)
    if operation in ("exp", "log", "sin"):
        function = getattr(np, operation)
        return lambda: function(a).item(probe)
    if operation == "matmul":
        n = work["n"]
        left, right = a.reshape(n, n), b.reshape(n, n)
        return lambda: (left @ right).item(probe)
    raise ValueError(operation)


def sample(run, seconds):
    end = perf_counter() + seconds
    samples = []
    batch = 1
    while True:
        begin = perf_counter()
        for _ in range(batch):
            run()
        spent = perf_counter() - begin
        if spent < SAMPLE_SECONDS:
            batch *= 2
        else:
            samples.append(spent / batch * 1e3)
        if perf_counter() >= end and samples:
            return samples


def loop(n, steps):
    x = np.zeros(n)
    times = []
    for _ in range(steps):
        begin = perf_counter()
        x = x + 1
        x.item(n >> 1)
        times.append((perf_counter() - begin) * 1e3)
    return times


def peak():
    # Linux counts in kilobytes, macOS in bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def version():
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    python = platform.python_version()
    return f"NumPy {np.__version__}, BLAS: {blas['name']} {blas['version']}, Python {python}"


def main():
    idle = peak()
    run = None
    for line in sys.stdin:
        request = json.loads(line)
        ask = request["ask"]
        if ask == "make":
            run = make(request["work"])
            reply = {"version": version()}
        elif ask == "first":
            begin = perf_counter()
            value = run()
            reply = {"milliseconds": (perf_counter() - begin) * 1e3, "value": value}
        elif ask == "slice":
            reply = {"samples": sample(run, request["milliseconds"] / 1e3)}
        elif ask == "loop":
            steps = loop(request["n"], request["steps"])
            reply = {"steps": steps, "peak": peak()}
        else:
            print(json.dumps({"peak": peak(), "idle": idle}), flush=True)
            return
        print(json.dumps(reply), flush=True)


main()
