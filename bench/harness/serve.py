"""A peer in Python: speaks the protocol of protocol.ts."""

import json
import sys
from time import perf_counter


def timed(work):
    begin = perf_counter()
    value = work()
    return {"milliseconds": (perf_counter() - begin) * 1e3, "value": value}


def serve(version, make):
    """Answers the benchmark's requests until it ends. `make(work)` gives a job with `run()` and `close()`, or says in a
    string why the row is left out."""
    job = None
    # What the work prints isn't an answer.
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        request = json.loads(line)
        ask = request["ask"]
        reply = {}
        if ask == "make":
            job = make(request["work"])
            reply = {"version": version, **({"absent": job} if isinstance(job, str) else {})}
        elif ask == "end":
            if hasattr(job, "close"):
                job.close()
        else:
            begin = perf_counter()
            reply = job.run()
            if ask == "first":
                reply["cold"] = (perf_counter() - begin) * 1e3
        print(json.dumps(reply), file=answers, flush=True)
        if ask == "end":
            return
