"""The easy program in Python, for comparison: the same words, the same output.

python3 examples/word-count/easy_parallelization.py -w WORKERS PATH
"""

import argparse
import os
import re
import sys
import unicodedata
from collections import Counter
from multiprocessing import Pool


def word_pattern():
    """A longest run of letters, marks and digits; an apostrophe between two of them belongs to it."""
    ranges = []
    begin = None
    for code in range(sys.maxunicode + 2):
        inside = code <= sys.maxunicode and unicodedata.category(chr(code))[0] in "LMN"
        if inside and begin is None:
            begin = code
        elif not inside and begin is not None:
            ranges.append((begin, code - 1))
            begin = None
    characters = "".join(f"{re.escape(chr(low))}-{re.escape(chr(high))}" for low, high in ranges)
    return re.compile(f"[{characters}]+(?:'[{characters}]+)*")


WORD = word_pattern()


def text_files(folder):
    for path, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.endswith(".txt"):
                yield os.path.join(path, name)


def count_file(path):
    """The words of one file, or None when it can't be read or isn't UTF-8."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return Counter(WORD.findall(file.read().lower()))
    except (OSError, UnicodeDecodeError):
        return None


def merge(results):
    total = Counter()
    for counts in results:
        if counts is not None:
            for word, count in counts.items():
                total[word] += count
    return total


def answer(total):
    checksum = sum(len(word) * count for word, count in total.items())
    words = sorted(total.items(), key=lambda item: (-item[1], item[0]))[:10]
    return checksum, words


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-w", "--workers", type=int, default=os.cpu_count())
    parser.add_argument("path")
    options = parser.parse_args()
    paths = list(text_files(options.path))
    if options.workers == 1:
        results = map(count_file, paths)
        checksum, words = answer(merge(results))
    else:
        with Pool(options.workers) as pool:
            checksum, words = answer(merge(pool.map(count_file, paths)))
    sys.stdout.reconfigure(encoding="utf-8")
    print(f"Checksum: {checksum}")
    for word, count in words:
        print(word, count)


if __name__ == "__main__":
    main()
