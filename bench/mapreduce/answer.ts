import { characters } from "../../examples/word-count/answer.js";

type Count = readonly [word: string, count: number];

/** Bytes of all words as a mapper that counts them yields them, each by itself: `word\t1\n`. */
export async function mappedBytes(pairs: Iterable<Count> | AsyncIterable<Count>): Promise<number> {
  let bytes = 0;
  for await (const [word, count] of pairs) bytes += (Buffer.byteLength(word) + "\t1\n".length) * count;
  return bytes;
}

/**
 * What word counts are compared by: the sum over all words of length × count, and how many words there are. words.py
 * does the same.
 */
export async function answerOf(pairs: Iterable<Count> | AsyncIterable<Count>): Promise<string> {
  let checksum = 0;
  let distinct = 0;
  const add = ([word, count]: Count) => {
    checksum += characters(word) * count;
    distinct++;
  };
  // An array isn't awaited pair by pair.
  if (Symbol.iterator in pairs) for (const pair of pairs) add(pair);
  else for await (const pair of pairs) add(pair);
  return `${checksum} of ${distinct}`;
}
