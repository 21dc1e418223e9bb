"""The other side of numpy_oracle.ts: evaluates expressions of the test suite in NumPy.

A message, either way, is a 32-bit little-endian length, a JSON header of that many bytes, and the raw bytes whose
number the header gives as "payload". End of input ends the process, so it never outlives the tests.
"""

import json
import struct
import sys
import warnings

import numpy as np


def read_exactly(count):
    parts = []
    while count > 0:
        part = sys.stdin.buffer.read(count)
        if not part:
            sys.exit(0)
        parts.append(part)
        count -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def read_message():
    (length,) = struct.unpack("<I", read_exactly(4))
    header = json.loads(read_exactly(length))
    return header, read_exactly(header["payload"])


def write_message(header, chunks):
    header["payload"] = sum(len(chunk) for chunk in chunks)
    text = json.dumps(header).encode()
    out = sys.stdout.buffer
    out.write(struct.pack("<I", len(text)))
    out.write(text)
    for chunk in chunks:
        out.write(chunk)
    out.flush()


def input_array(description, payload):
    """A writable array with the strides of the description, over a copy of its bytes."""
    start, count = description["start"], description["bytes"]
    memory = bytearray(payload[start : start + count])
    if count == 0:
        return np.zeros(description["shape"], description["dtype"])
    return np.ndarray(
        description["shape"],
        description["dtype"],
        buffer=memory,
        offset=description["offset"],
        strides=description["strides"],
    )


def attempt(function, *arguments):
    """What the function returns or raises."""
    try:
        return function(*arguments)
    except Exception as error:
        return error


def outcome(expression, names, chunks, start):
    """What the expression gives, and the bytes that belong to it."""
    try:
        # All as globals: a lambda or comprehension in an expression doesn't see eval's locals.
        value = eval(expression, {"np": np, "attempt": attempt, **names})
        if isinstance(value, (str, list, dict, type(None))):
            # Once here, so that what is no JSON is this request's error and not the end of the conversation.
            json.dumps(value, allow_nan=False)
            return {"json": value}, start
        array = np.asarray(value)
    except Exception as error:
        return {"error": {"class": type(error).__name__, "message": str(error)}}, start
    data = array.tobytes()
    chunks.append(data)
    described = {"dtype": array.dtype.name, "shape": array.shape, "start": start, "bytes": len(data)}
    return described, start + len(data)


def main():
    warnings.simplefilter("ignore")
    write_message({"numpy": np.__version__}, [])
    while True:
        header, payload = read_message()
        arrays = header["arrays"]
        results, chunks, start = [], [], 0
        for request in header["requests"]:
            # Each request gets arrays of its own: an expression may write into them.
            names = {name: input_array(arrays[index], payload) for name, index in request["names"].items()}
            with np.errstate(all="ignore"), np.printoptions():
                result, start = outcome(request["expression"], names, chunks, start)
            results.append(result)
        write_message({"id": header["id"], "results": results}, chunks)


main()
