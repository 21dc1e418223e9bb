import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { answerOf, answerText } from "../../examples/word-count/answer.js";
import { addTally, countFile, countInto, emptyTally } from "../../examples/word-count/tally.js";
import { FolderNotReadable, textFiles } from "../../examples/word-count/text_files.js";
import { type Counts, countWords } from "../../examples/word-count/words.js";
import { scratchFolder } from "../setup/scratch-folder.js";
import { partPath, skipWithout } from "../support/parts.js";
import { inPython } from "./word_count_program.js";
import { seededTexts } from "./word_count_seeded.js";

function wordsOf(text: string): Record<string, number> {
  const counts: Counts = new Map();
  countWords(text, counts);
  return Object.fromEntries(counts);
}

function here(folder: string): string {
  const { counts } = textFiles(folder).paths.reduce(countInto, emptyTally());
  return `${answerText(answerOf(counts)).join("\n")}\n`;
}

describe("a word", () => {
  it("is a run of letters, marks and digits in lower case, with apostrophes between them", () => {
    expect(wordsOf("Don't 'quote' me: 3.14, the THE")).toEqual({
      "don't": 1,
      quote: 1,
      me: 1,
      3: 1,
      14: 1,
      the: 2,
    });
    expect(wordsOf("'' ' a'' 'b a'-b rock''n'roll'")).toEqual({ a: 2, b: 2, rock: 1, "n'roll": 1 });
    expect(wordsOf("")).toEqual({});
    expect(wordsOf("ÉTÉ ΟΔΟΣ 𐐀x漢字 “naïve” snake_case 😀")).toEqual({
      été: 1,
      // A sigma at the end of a word has a lower case of its own.
      "οδο\u03c2": 1,
      𐐨x漢字: 1,
      naïve: 1,
      snake: 1,
      case: 1,
    });
  });
});

describe("the answer", () => {
  it("has fewer than ten words when there are fewer, and none of nothing", () => {
    expect(answerOf(new Map())).toEqual({ checksum: 0, words: [] });
    expect(answerText(answerOf(new Map([["ab", 3]])))).toEqual(["Checksum: 6", "ab 3"]);
  });

  it("orders words that are equally frequent by character, and cuts after ten", () => {
    const letters = [..."kjihgfedcba"].map((word): [string, number] => [word, 2]);
    const { words } = answerOf(new Map([...letters, ["z", 3], ["y", 1]]));
    expect(words.map(([word]) => word).join("")).toBe("zabcdefghi");
    const wide = new Map([
      ["𝐚", 1],
      ["ａ", 1],
      ["ab", 1],
      ["a", 1],
    ]);
    expect(answerOf(wide)).toEqual({
      checksum: 5,
      words: [
        ["a", 1],
        ["ab", 1],
        ["ａ", 1],
        ["𝐚", 1],
      ],
    });
  });
});

describe("the files of a folder", () => {
  it("are found however deep, links to files too, and nothing that could block", () => {
    const folder = scratchFolder({
      "b.txt": "b",
      "a.txt": "a",
      "c.md": "c",
      "sub.txt/inner.txt": "in a folder",
    });
    let deep = folder;
    for (let depth = 0; depth < 120; depth++) deep = join(deep, `level${depth}`);
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(deep, "deep.txt"), "deep");
    symlinkSync("a.txt", join(folder, "link.txt"));
    symlinkSync("gone.txt", join(folder, "missing.txt"));
    symlinkSync(".", join(folder, "circle"));
    symlinkSync(".", join(folder, "circle.txt"));
    if (process.platform !== "win32") spawnSync("mkfifo", [join(folder, "pipe.txt")]);
    const { paths, problems } = textFiles(folder);
    expect(problems).toEqual([]);
    const names = ["a.txt", "b.txt", "link.txt", "missing.txt"].map((name) => join(folder, name));
    expect(paths).toEqual([...names, join(deep, "deep.txt"), join(folder, "sub.txt", "inner.txt")]);
  });

  it("that can't be read are named, and the rest is counted", () => {
    const folder = scratchFolder({ "good.txt": "one two two" });
    symlinkSync("gone", join(folder, "gone.txt"));
    writeFileSync(join(folder, "latin.txt"), Buffer.from([0x63, 0xe9]));
    const { counts, files, problems } = textFiles(folder).paths.reduce(countInto, emptyTally());
    expect(Object.fromEntries(counts)).toEqual({ one: 1, two: 2 });
    expect(files).toBe(1);
    expect(problems).toEqual([
      { path: join(folder, "gone.txt"), reason: "ENOENT" },
      { path: join(folder, "latin.txt"), reason: "not UTF-8" },
    ]);
  });

  it("of a folder that isn't there are an error", () => {
    const folder = scratchFolder({ "file.txt": "" });
    expect(() => textFiles(join(folder, "none"))).toThrow(FolderNotReadable);
    expect(() => textFiles(join(folder, "file.txt"))).toThrow(
      /file\.txt can't be read as a folder \(ENOTDIR\)/,
    );
  });
});

describe("counting", { timeout: 180_000 }, () => {
  skipWithout("python");

  it.each([1, 2, 3])("gives what Python counts in seeded texts (seed %i)", (seed) => {
    const folder = scratchFolder();
    const bad = seededTexts(folder, seed, 40);
    expect(here(folder)).toBe(inPython(folder));
    const tallies = textFiles(folder).paths.map(countFile);
    const merged = tallies.reduce(addTally, emptyTally());
    expect(merged.problems.map(({ path }) => path)).toEqual(bad);
    expect(`${answerText(answerOf(merged.counts)).join("\n")}\n`).toBe(here(folder));
  });

  it("gives what Python counts in an empty folder", () => {
    const folder = scratchFolder();
    expect(here(folder)).toBe("Checksum: 0\n");
    expect(inPython(folder)).toBe("Checksum: 0\n");
  });
});

describe("counting the corpus", { timeout: 180_000 }, () => {
  skipWithout("python", "corpus");

  it("gives what Python counts", () => {
    const folder = partPath("corpus");
    const { paths } = textFiles(folder);
    expect(paths).toHaveLength(6046);
    const { files, problems, counts } = paths.reduce(countInto, emptyTally());
    expect(files + problems.length).toBe(6046);
    expect(answerText(answerOf(counts)).join("\n")).toBe(inPython(folder).trimEnd());
  });
});
