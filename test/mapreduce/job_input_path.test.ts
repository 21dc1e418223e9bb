/** `inputPath`: the file of the record at hand, and nothing where there is none. */
import { mkdirSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import { MapReduce, pair, sum } from "manycore/mapreduce";
import { describe, expect, test } from "vitest";
import { Seeded } from "../support/seeded.js";
import { LinesOfFiles, RawPaths } from "./local_jobs.mjs";
import { LITTLE_MEMORY } from "./local_random.js";
import { scratch, sorted, wordLines, writeLines } from "./local_support.js";

const { fresh } = scratch();
const random = new Seeded(12);

/** Files of very different sizes, a compressed one among them, and how many lines that aren't empty each has. */
function files(): { folder: string; counts: [string, number][] } {
  const folder = fresh("files");
  mkdirSync(`${folder}/deep`);
  const counts: [string, number][] = [];
  const add = (name: string, lines: readonly string[], write: (path: string) => void) => {
    const path = `${folder}/${name}`;
    write(path);
    const count = lines.filter((line) => line !== "").length;
    if (count > 0) counts.push([path, count]);
  };
  for (const [name, length] of [
    ["large", 8000],
    ["empty", 0],
    ["one", 1],
    ["deep/some", 90],
  ] as const) {
    const lines = wordLines(random, length);
    add(`${name}.txt`, lines, (path) => writeLines(path, lines));
  }
  const lines = wordLines(random, 700);
  add("packed.gz", lines, (path) => writeFileSync(path, gzipSync(lines.map((line) => `${line}\n`).join(""))));
  return { folder, counts };
}

describe.each(["inline", "local", LITTLE_MEMORY])("with %s", (runner) => {
  test("a mapper knows the file of its record; other functions know none", async () => {
    const { folder, counts } = files();
    const run = { runner, workers: 2, splitSize: 40_000 };
    const { output, counters } = await LinesOfFiles.run({ ...run, input: folder });
    expect(sorted(output as [string, number][])).toEqual(sorted(counts));
    expect(counters.toJSON()).toEqual({});
  });

  test("standard input is no file, also beside one", async () => {
    const input = writeLines(`${fresh("beside")}/two.txt`, ["a", "b"]);
    const { output } = await LinesOfFiles.run({ runner, workers: 2, input: [input, "-"], stdin: ["a\n"] });
    expect(sorted(output as [string | null, number][])).toEqual(
      sorted<[string | null, number]>([
        [input, 2],
        [null, 1],
      ]),
    );
  });

  test("a mapperRaw's is its uri", async () => {
    const path = writeLines(`${fresh("raw")}/a.txt`, ["a"]);
    const { output } = await RawPaths.run({ runner, workers: 2, input: [path, "-"], stdin: ["b\n"] });
    expect(sorted(output as [string, unknown][])).toEqual([
      [path, [path, "a\n"]],
      ["standard input", [undefined, "b\n"]],
    ]);
  });
});

describe("in a unit test", () => {
  class Lines extends MapReduce {
    override *mapper(_: null, line: string) {
      yield pair(this.inputPath === undefined ? "" : basename(this.inputPath), line.length);
    }
    override *reducer(name: string, lengths: Iterable<number>) {
      yield pair(name, sum(lengths));
    }
  }

  test("it is undefined for lines, and for a mapper called by itself", async () => {
    expect((await new Lines().sandbox(["abc"])).output).toEqual([["", 3]]);
    expect([...new Lines().mapper(null, "ab")]).toEqual([["", 2]]);
  });

  test.each(["inline", "local"])("the sandbox gives names to texts, with %s", async (runner) => {
    const input = { "b.txt": ["abc", "d"], "deep/a.txt": "ef\n", "c.txt": Buffer.from("g") };
    expect(sorted((await new Lines().sandbox(input, { runner, workers: 1 })).output)).toEqual([
      ["a.txt", 2],
      ["b.txt", 4],
      ["c.txt", 1],
    ]);
  });

  test("names that lead out of the sandbox are refused", async () => {
    await expect(new Lines().sandbox({ "../a.txt": "" })).rejects.toThrow(
      /sandbox can't read.*"\.\.\/a\.txt"/,
    );
  });
});
