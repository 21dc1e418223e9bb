"""NumPy, where it has the function of a row."""

from time import perf_counter

import numpy as np
from serve import serve


def numbers(n, seed):
    # state[k] = A[k] * seed + C[k] modulo 2^32, as work.ts steps it.
    out = np.empty(n, np.float32)
    state = seed
    for k in range(n):
        state = (state * 1664525 + 1013904223) % 2**32
        out[k] = state / 2**31 - 1
    return out


class Repeated:
    def __init__(self, times, once):
        self.times = times
        self.once = once

    def run(self):
        begin = perf_counter()
        for _ in range(self.times):
            last = self.once()
        milliseconds = (perf_counter() - begin) * 1e3 / self.times
        return {"milliseconds": milliseconds, "value": float(last.sum(dtype=np.float64))}


def make(work):
    task, n, times = work["task"], work["n"], work["times"]
    a, b = numbers(n, 1), numbers(n, 2)
    if task == "branch":
        return Repeated(times, lambda: np.where(a > 0, a * 2, -a / (1 - a)))
    if task == "hypot":
        out = np.empty_like(a)
        return Repeated(times, lambda: np.sqrt(a * a + b * b, out=out))
    if task == "saturating":
        p, q = (np.floor((x + np.float32(1)).astype(np.float64) * 128).astype(np.uint8) for x in (a, b))
        # uint8 wraps: a sum below an operand has wrapped.
        def saturating():
            total = p + q
            total[total < p] = 255
            return total

        return Repeated(times, saturating)
    return "NumPy has no such function"


serve(f"NumPy {np.__version__}", make)
