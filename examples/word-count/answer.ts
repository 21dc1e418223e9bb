import type { Counts } from "./words.js";

/** What both programs print. */
export interface Answer {
  /** The sum over all words of length × count; a length is in Unicode characters. */
  readonly checksum: number;
  /** The most frequent words with their counts, at most ten; of words that occur equally often the smaller first. */
  readonly words: readonly (readonly [word: string, count: number])[];
}

const MOST = 10;

export function answerOf(counts: Counts): Answer {
  let checksum = 0;
  const best: [string, number][] = [];
  for (const [word, count] of counts) {
    checksum += characters(word) * count;
    const last = best[MOST - 1];
    if (last && count < last[1]) continue;
    best.push([word, count]);
    best.sort(([a, m], [b, n]) => n - m || compareCharacters(a, b));
    if (best.length > MOST) best.pop();
  }
  return { checksum, words: best };
}

/** @returns the lines of standard output */
export function answerText({ checksum, words }: Answer): string[] {
  return [`Checksum: ${checksum}`, ...words.map(([word, count]) => `${word} ${count}`)];
}

/** A word's length in Unicode characters, as Python counts them. */
export function characters(word: string): number {
  let pairs = 0;
  for (let at = 0; at < word.length; at++) {
    const unit = word.charCodeAt(at);
    if (unit >= 0xd800 && unit < 0xdc00) pairs++;
  }
  return word.length - pairs;
}

/** As Python compares strings. JavaScript's `<` compares UTF-16 units, which puts U+1D400 before U+FF21. */
function compareCharacters(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
