import { cpuCount, Pool } from "manycore/multiprocessing";
import { CORPUS, corpusFolder } from "../../scripts/corpus.mjs";
import { AnswersDiffer } from "../flights/compare.js";
import type { Circumstances, Report, Stage } from "../flights/stage.js";
import { textTable } from "../flights/text_table.js";
import { type Answer, answerOf, answerText } from "./answer.js";
import { addTally, countInto, emptyTally, type Tally } from "./tally.js";
import { textFiles } from "./text_files.js";

interface Way {
  readonly title: string;
  readonly workers: number;
  count(paths: readonly string[]): Promise<Tally>;
}

interface Outcome {
  readonly way: Way;
  readonly answer: Answer;
  readonly tally: Tally;
  /** Milliseconds, the first time and the second. */
  readonly first: number;
  readonly again: number;
}

/**
 * The words of 6,046 mails, counted by one thread and by a pool with a worker for each core: a fold a chunk of files.
 *
 * @param findCorpus where the mails are, or undefined
 */
export function wordStage(findCorpus: () => string | undefined = corpusFolder): Stage {
  return {
    name: "words",
    title: "words counted by a pool",
    async run(_, { progress }: Circumstances): Promise<Report> {
      const folder = findCorpus();
      if (folder === undefined) {
        const reason = `${CORPUS} isn't here: node scripts/corpus.mjs fetches it`;
        return { text: ["How often is each word in the mails?", "", reason], json: { ran: false, reason } };
      }
      const { paths } = textFiles(folder);
      progress.begin("counting words, one thread");
      const alone = await time(oneThread, paths);
      progress.end(`${alone.tally.files.toLocaleString("en-US")} mails`);
      const workers = cpuCount();
      progress.begin(`counting words, a pool of ${workers}`);
      await using pool = new Pool(workers);
      const pooled = await time(inPool(pool, workers), paths);
      progress.end(`${pooled.tally.files.toLocaleString("en-US")} mails`);
      assertSame(alone.answer, pooled.answer);
      return { text: text(alone, pooled), json: json(alone, pooled) };
    },
  };
}

const oneThread: Way = {
  title: "one thread",
  workers: 1,
  count: async (paths) => paths.reduce(countInto, emptyTally()),
};

function inPool(pool: Pool, workers: number): Way {
  return {
    title: "pool.reduce",
    workers,
    count: (paths) => pool.reduce(countInto, paths, { initial: emptyTally(), combine: addTally }),
  };
}

async function time(way: Way, paths: readonly string[]): Promise<Outcome> {
  const begin = performance.now();
  await way.count(paths);
  const between = performance.now();
  const tally = await way.count(paths);
  const end = performance.now();
  return { way, answer: answerOf(tally.counts), tally, first: between - begin, again: end - between };
}

function assertSame(one: Answer, other: Answer): void {
  const [expected, found] = [answerText(one), answerText(other)];
  const line = expected.findIndex((text, index) => text !== found[index]);
  if (line >= 0) throw new AnswersDiffer(`one thread counts ${expected[line]}, the pool ${found[line]}`);
}

function text(alone: Outcome, pooled: Outcome): string[] {
  const { answer, tally } = alone;
  const rows = [alone, pooled].map(({ way, first, again }) => [
    way.title,
    `${way.workers}`,
    first.toFixed(0),
    again.toFixed(0),
    `${(alone.again / again).toFixed(2)}×`,
  ]);
  const notCounted = tally.problems.length > 0 ? `, ${tally.problems.length} aren't UTF-8` : "";
  return [
    `How often is each word in ${tally.files.toLocaleString("en-US")} mails${notCounted}?`,
    "",
    ...answerText(answer),
    "",
    "Milliseconds, the first time (with the workers' start) and the second:",
    ...textTable([["", "workers", "first", "again", "faster"], ...rows]),
  ];
}

function json(alone: Outcome, pooled: Outcome): object {
  return {
    ran: true,
    corpus: CORPUS,
    files: alone.tally.files,
    notCounted: alone.tally.problems.length,
    ...alone.answer,
    ways: [alone, pooled].map(({ way, first, again }) => ({
      title: way.title,
      workers: way.workers,
      milliseconds: { first, again },
    })),
  };
}
