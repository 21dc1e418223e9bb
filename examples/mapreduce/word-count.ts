/**
 * How often is each word? The smallest job that is worth one.
 *
 *     npx tsx examples/mapreduce/word-count.ts FILE… -r local --workers 2
 *     npx tsx examples/mapreduce/word-count.ts FILE… --answer
 *
 * Prints `"word"\tcount`, a line a word. With `--answer` it prints what the word counts of `examples/word-count/` print, by a second
 * step: the sum over all words of length × count, and the ten most frequent words.
 */
import { MapReduce, option, pair, step, sum } from "manycore/mapreduce";
import { type Answer, answerOf } from "../word-count/answer.js";
import { type Counts, countWords } from "../word-count/words.js";

const OPTIONS = {
  answer: option.boolean({ help: "print the checksum and the ten most frequent words alone" }),
};

export class WordCount extends MapReduce<null, string, typeof OPTIONS> {
  static override options = OPTIONS;
  /** Old mails are in older encodings; such lines are counted under the counter `input`. */
  static override inputEncoding = "utf-8-or-latin1" as const;

  override *mapper(_: null, line: string) {
    const counts: Counts = new Map();
    countWords(line, counts);
    for (const [word, count] of counts) yield pair(word, count);
  }

  override *combiner(word: string, counts: Iterable<number>) {
    yield pair(word, sum(counts));
  }

  override *reducer(word: string, counts: Iterable<number>) {
    yield pair(word, sum(counts));
  }

  *wordAnswer(word: string, count: number) {
    yield pair(null, answerOf(new Map([[word, count]])));
  }

  /** As a combiner: what a map task hands on is ten words, however many it has met. */
  *addAnswers(_: null, answers: Iterable<Answer>) {
    yield pair(null, addAnswers(answers));
  }

  *printAnswer(_: null, answers: Iterable<Answer>) {
    const { checksum, words } = addAnswers(answers);
    yield pair("Checksum", checksum);
    for (const [word, count] of words) yield pair(word, count);
  }

  override steps() {
    const count = step({ mapper: this.mapper, combiner: this.combiner, reducer: this.reducer });
    if (!this.options.answer) return [count];
    return [count, step({ mapper: this.wordAnswer, combiner: this.addAnswers, reducer: this.printAnswer })];
  }
}

/** The answer about some words, from answers about parts of them; no word is in two of them. */
function addAnswers(answers: Iterable<Answer>): Answer {
  let checksum = 0;
  let words: Answer["words"] = [];
  for (const more of answers) {
    checksum += more.checksum;
    words = answerOf(new Map([...words, ...more.words])).words;
  }
  return { checksum, words };
}

await WordCount.main(import.meta);
