import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { WordCount } from "../../examples/mapreduce/word-count.js";
import { answerOf, answerText } from "../../examples/word-count/answer.js";
import { countInto, emptyTally } from "../../examples/word-count/tally.js";
import { textFiles } from "../../examples/word-count/text_files.js";
import { scratchFolder } from "../setup/scratch-folder.js";
import { partPath, skipWithout } from "../support/parts.js";
import { all, byCodePoint, pairsOf, RUNNERS, runProgram } from "./mapreduce_program.js";
import { seededTexts } from "./word_count_seeded.js";

/** The files that the other word counts count too, and what they find. */
function readable(folder: string) {
  const { paths } = textFiles(folder);
  const { counts, problems } = paths.reduce(countInto, emptyTally());
  const bad = new Set(problems.map(({ path }) => path));
  return { input: paths.filter((path) => !bad.has(path)), counts, bad };
}

describe("word count as a MapReduce job", { timeout: 180_000 }, () => {
  it.each(RUNNERS)("finds what a loop finds, sorted, with -r %s", async (runner) => {
    const folder = scratchFolder();
    seededTexts(folder, 5, 40);
    const { input, counts } = readable(folder);
    // One reducer: the words are sorted as a whole.
    const { output } = await WordCount.run({ input, runner, workers: 2, reducers: 1 });
    expect(await all(output)).toEqual([...counts].sort(([a], [b]) => byCodePoint(a, b)));
  });

  it.each(RUNNERS)("gives the answer of the other two programs with -r %s", (runner) => {
    const folder = scratchFolder();
    seededTexts(folder, 6, 30);
    const { input, counts } = readable(folder);
    const { stdout, status } = runProgram("word-count", [...input, "-r", runner, "--answer"]);
    expect(status).toBe(0);
    const lines = pairsOf(stdout).map(([word, n]) =>
      word === "Checksum" ? `Checksum: ${n}` : `${word} ${n}`,
    );
    expect(lines.sort()).toEqual(answerText(answerOf(counts)).sort());
  });

  it("reads lines in an older encoding and counts them", async () => {
    const folder = scratchFolder();
    const [latin] = seededTexts(folder, 7, 0);
    const { output, counters } = await WordCount.run({ input: [latin as string], runner: "inline" });
    expect(await all(output)).toEqual([
      ["au", 1],
      ["café", 1],
      ["lait", 1],
    ]);
    expect(Object.keys(counters.toJSON().input ?? {})).toHaveLength(1);
  });
});

describe("word count of the corpus", { timeout: 180_000 }, () => {
  skipWithout("corpus");

  it("gives the answer of a loop", async () => {
    const { input, counts } = readable(partPath("corpus"));
    const { output } = await WordCount.run({ input, runner: "local", workers: 2, options: { answer: true } });
    const { checksum, words } = answerOf(counts);
    const found = await all(output);
    expect(found.find(([key]) => key === "Checksum")).toEqual(["Checksum", checksum]);
    expect(new Map(found)).toEqual(new Map([["Checksum", checksum], ...words]));
  });

  it("reads folders and globs", async () => {
    const folder = join(partPath("corpus"), "spam-1");
    const [one, other] = await Promise.all(
      [folder, join(folder, "*.txt")].map(async (path) => {
        const { output } = await WordCount.run({
          input: [path],
          runner: "inline",
          options: { answer: true },
        });
        return all(output);
      }),
    );
    expect(one).toEqual(other);
    expect(one).toHaveLength(11);
  });
});
