/**
 * In which documents is each word, and how often? What a search engine looks words up in.
 *
 *     npx tsx examples/mapreduce/inverted-index.ts FOLDER -o index
 *
 * A document is a file. Prints `"word"\t[[document, times], …]`, the documents in which a word is most frequent first, of those where
 * it is as frequent the smaller name. A file that isn't UTF-8 or can't be read is left out and counted (`documents`, `left out`).
 */
import { MapReduce, pair } from "manycore/mapreduce";
import { countFile } from "../word-count/tally.js";

type Posting = [document: string, times: number];

export class InvertedIndex extends MapReduce {
  /**
   * A record is a whole file: the mapper is given its path and reads it itself. What it is called is another matter: standard input
   * has a path too.
   */
  override *mapperRaw(path: string, name: string) {
    const { counts, problems } = countFile(path);
    this.increment("documents", problems.length > 0 ? "left out" : "indexed");
    for (const [word, times] of counts) yield pair(word, [name, times]);
  }

  override *reducer(word: string, postings: Iterable<Posting>) {
    const sorted = [...postings].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    yield pair(word, sorted);
  }
}

await InvertedIndex.main(import.meta);
