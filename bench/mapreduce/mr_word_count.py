"""The job for mrjob, which starts it in processes of their own."""

import words
from mrjob.job import MRJob
from mrjob.protocol import RawValueProtocol


class MRWordCount(MRJob):
    INPUT_PROTOCOL = RawValueProtocol

    def configure_args(self):
        super().configure_args()
        self.add_passthru_arg("--pattern")

    def mapper_init(self):
        self.words = words.load(self.options.pattern)

    def mapper(self, _, line):
        for word in self.words(line):
            yield word, 1

    def combiner(self, word, counts):
        yield word, sum(counts)

    def reducer(self, word, counts):
        yield word, sum(counts)


if __name__ == "__main__":
    MRWordCount.run()
