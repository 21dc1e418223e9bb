/** A program for the tests of the command line: counts words. */
import { MapReduce, option, pair, sum } from "manycore/mapreduce";

export class Words extends MapReduce<null, string, typeof Words.options> {
  static override options = {
    least: option.integer({ default: 1, short: "l", help: "words that come up more rarely are left out" }),
    stopWords: option.list(option.string(), { help: "words that aren't counted" }),
    upperCase: option.boolean({ help: "count in upper case" }),
    list: option.file({ help: "not read" }),
  };

  override *mapper(_: null, line: string) {
    if (line === "bad") throw new TypeError("no bad lines");
    this.increment("words", "lines");
    for (const word of line.split(" ")) {
      if (!this.options.stopWords.includes(word))
        yield pair(this.options.upperCase ? word.toUpperCase() : word, 1);
    }
  }

  override *combiner(word: string, counts: Iterable<number>) {
    yield pair(word, sum(counts));
  }

  override *reducer(word: string, counts: Iterable<number>) {
    const n = sum(counts);
    if (n >= this.options.least) yield pair(word, n);
  }
}

await Words.main(import.meta);
