"""What a word is, and what a count of words is compared by, for the peers in Python.

Run by itself it prints the regular expressions of a word, which take long to make.
"""

import json
import os
import re
import sys
import unicodedata

# The last character that takes one unit of UTF-16.
LAST_OF_BMP = 0xFFFF


def load(pattern_file):
    """A function that gives the words of a text, in lower case, as easy_parallelization.py has them."""
    with open(pattern_file, encoding="utf-8") as file:
        patterns = json.load(file)
    ascii_word, bmp_word, word = (re.compile(patterns[name]) for name in ("ascii", "bmp", "all"))
    beyond = re.compile(f"[{chr(LAST_OF_BMP + 1)}-{chr(sys.maxunicode)}]")

    # Python's regular expressions try ranges beyond the BMP one by one at each character that is no letter: a class
    # without them is several times faster, and most texts need no more.
    def words_of(text):
        lower = text.lower()
        if lower.isascii():
            return ascii_word.findall(lower)
        return (word if beyond.search(lower) else bmp_word).findall(lower)

    return words_of


def answer(pairs):
    """As answer.ts."""
    checksum = 0
    distinct = 0
    for word, count in pairs:
        checksum += len(word) * count
        distinct += 1
    return f"{checksum} of {distinct}"


def files_of(path):
    """A folder's files, or the file."""
    if not os.path.isdir(path):
        return [path]
    return [os.path.join(path, name) for name in sorted(os.listdir(path))]


def pattern(last):
    """A longest run of letters, marks and digits up to a character; an apostrophe between two of them belongs to it."""
    ranges = []
    for code in range(last + 1):
        if unicodedata.category(chr(code))[0] not in "LMN":
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    characters = "".join(f"{chr(low)}-{chr(high)}" for low, high in ranges)
    return f"[{characters}]+(?:'[{characters}]+)*"


if __name__ == "__main__":
    print(json.dumps({"ascii": pattern(0x7F), "bmp": pattern(LAST_OF_BMP), "all": pattern(sys.maxunicode)}))
