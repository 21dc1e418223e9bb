import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { InvertedIndex } from "../../examples/mapreduce/inverted-index.js";
import { type Counts, countWords } from "../../examples/word-count/words.js";
import { scratchFolder } from "../setup/scratch-folder.js";
import { all, pairsOf, RUNNERS, runProgram } from "./mapreduce_program.js";
import { seededTexts } from "./word_count_seeded.js";

describe("the inverted index", { timeout: 180_000 }, () => {
  it.each(RUNNERS)("has each word's documents, the most frequent first, with -r %s", async (runner) => {
    const folder = scratchFolder({
      "a.txt": "rose is a rose is a rose",
      "b.txt": "a rose",
      "c.txt": "The A-Z",
    });
    const path = (name: string) => join(folder, name);
    const { output, counters } = await InvertedIndex.run({ input: [folder], runner, workers: 2 });
    expect(new Map(await all(output))).toEqual(
      new Map([
        [
          "a",
          [
            [path("a.txt"), 2],
            [path("b.txt"), 1],
            [path("c.txt"), 1],
          ],
        ],
        ["is", [[path("a.txt"), 2]]],
        [
          "rose",
          [
            [path("a.txt"), 3],
            [path("b.txt"), 1],
          ],
        ],
        ["the", [[path("c.txt"), 1]]],
        ["z", [[path("c.txt"), 1]]],
      ]),
    );
    expect(counters.toJSON().documents).toEqual({ indexed: 3 });
  });

  it("writes parts that hold every word once, and leaves out what isn't UTF-8", () => {
    const folder = scratchFolder();
    const [latin] = seededTexts(folder, 11, 0);
    const texts = { "one.txt": "über alles, über", "two.txt": "alles neu" };
    const into = join(folder, "in");
    const out = join(folder, "out");
    const input = scratchFolder(texts);
    const args = [input, latin as string, "-r", "local", "--workers", "2", "--reducers", "3", "-o", out];
    const { status, stdout } = runProgram("inverted-index", args);
    expect(status).toBe(0);
    expect(stdout).toBe("");
    expect(existsSync(into)).toBe(false);
    expect(existsSync(join(out, "_SUCCESS"))).toBe(true);
    const parts = readdirSync(out).filter((name) => name.startsWith("part-"));
    expect(parts).toHaveLength(3);
    const found = parts.flatMap((name) => pairsOf(readFileSync(join(out, name), "utf8")));
    const words: Counts = new Map();
    for (const text of Object.values(texts)) countWords(text, words);
    expect(found.map(([word]) => word).sort()).toEqual([...words.keys()].sort());
    expect(new Map(found).get("alles")).toEqual([
      [join(input, "one.txt"), 1],
      [join(input, "two.txt"), 1],
    ]);
  });
});
