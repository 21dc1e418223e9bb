"""mrjob's local runner: a process for each task, all cores that the row says."""

import platform

import mrjob
import words
from mr_word_count import MRWordCount
from serve import serve, timed


class Job:
    def __init__(self, work):
        self.work = work

    def run(self):
        return timed(self.count)

    def count(self):
        job = MRWordCount(
            [
                *("-r", "local", "--no-conf", "--quiet"),
                *("--num-cores", str(self.work["workers"])),
                *("--local-tmp-dir", self.work["temp"]),
                *("--pattern", self.work["pattern"]),
                *words.files_of(self.work["input"]["path"]),
            ]
        )
        with job.make_runner() as runner:
            runner.run()
            return words.answer(job.parse_output(runner.cat_output()))


if __name__ == "__main__":
    serve(f"mrjob {mrjob.__version__} -r local, Python {platform.python_version()}", Job)
