"""GNU sort, with as many threads as the row says."""

import hashlib
import os
import resource
import subprocess
import tempfile
from time import perf_counter

from serve import serve

ENVIRONMENT = {**os.environ, "LC_ALL": "C"}


def version():
    """Of GNU's sort, else None."""
    said = subprocess.run(["sort", "--version"], capture_output=True, text=True, check=False)
    line = (said.stdout.splitlines() or [""])[0]
    return line if "GNU coreutils" in line else None


class Job:
    def __init__(self, work):
        self.work = work

    def run(self):
        megabytes, workers = self.work["megabytes"], self.work["workers"]
        with tempfile.TemporaryDirectory(dir=self.work["temp"]) as folder:
            path = os.path.join(folder, "sorted")
            command = [
                *("sort", f"--parallel={workers}", "-S", f"{megabytes}M", "-T", folder, "-o", path),
                self.work["input"]["path"],
            ]
            begin = perf_counter()
            subprocess.run(command, check=True, env=ENVIRONMENT)
            milliseconds = (perf_counter() - begin) * 1e3
            with open(path, "rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        # Of the largest child, in kilobytes.
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6
        return {"milliseconds": milliseconds, "value": digest, "memory": memory}

    def close(self):
        pass


if __name__ == "__main__":
    found = version()
    serve(found or "", lambda work: Job(work) if found else "the sort on the path isn't GNU's")
