import { MapReduce, pair, sum } from "manycore/mapreduce";
import { type Counts, countWords, wordsOf } from "../../examples/word-count/words.js";

/** As anybody writes it who has the words of a line in an array. */
export class WordCount extends MapReduce {
  override mapper(_: null, line: string) {
    return wordsOf(line).map((word) => pair(word, 1));
  }

  override *combiner(word: string, counts: Iterable<number>) {
    yield pair(word, sum(counts));
  }

  override *reducer(word: string, counts: Iterable<number>) {
    yield pair(word, sum(counts));
  }
}

/** As users of mrjob write it. */
export class WordCountByYield extends MapReduce {
  override *mapper(_: null, line: string) {
    for (const word of wordsOf(line)) yield pair(word, 1);
  }

  override *combiner(word: string, counts: Iterable<number>) {
    yield pair(word, sum(counts));
  }

  override *reducer(word: string, counts: Iterable<number>) {
    yield pair(word, sum(counts));
  }
}

export class WordCountWithoutCombiner extends MapReduce {
  override mapper(_: null, line: string) {
    return wordsOf(line).map((word) => pair(word, 1));
  }

  override *reducer(word: string, counts: Iterable<number>) {
    yield pair(word, sum(counts));
  }
}

/**
 * Counts in a Map, as one thread does: "in-mapper combining" of J. Lin and C. Dyer, "Data-Intensive Text Processing with
 * MapReduce" (2010), section 3.1. It is faster and no longer bounded by `--memory`: the Map grows with the words.
 */
export class WordCountInMapper extends MapReduce {
  readonly #counts: Counts = new Map();

  override mapper(_: null, line: string) {
    countWords(line, this.#counts);
    return [] as [string, number][];
  }

  override *mapperFinal() {
    for (const [word, count] of this.#counts) yield pair(word, count);
  }

  override *reducer(word: string, counts: Iterable<number>) {
    yield pair(word, sum(counts));
  }
}

const KEY = 10;

/** The parts of its output, one after the other, are the input's lines in the order of their first ten characters. */
export class SortLines extends MapReduce {
  override totalOrder = true;
  override outputProtocol = "rawValue" as const;

  override *mapper(_: null, line: string) {
    yield pair(line.slice(0, KEY), line);
  }

  override *reducer(_: string, lines: Iterable<string>) {
    for (const line of lines) yield pair(null, line);
  }
}
