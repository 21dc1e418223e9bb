import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { JobFailedError, MapReduce, pair, sum } from "manycore/mapreduce";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "manycore-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A file of the test's. */
function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

class Words extends MapReduce {
  override *mapper(_: null, line: string) {
    if (line === "bad") throw new TypeError("no bad lines");
    for (const word of line.split(" ")) yield pair(word, 1);
  }
  override *reducer(word: string, counts: Iterable<number>) {
    yield pair(word, sum(counts));
  }
}

const inline = { runner: "inline" } as const;

describe("inline: input", () => {
  test("files, patterns and compressed files together", async () => {
    file("one.txt", "a b\n");
    file("two.txt", "b");
    const input = [join(folder, "*.txt"), file("three.gz", gzipSync("b c\r\n"))];
    const { output, stats } = await Words.run({ ...inline, input });
    expect(output).toEqual([
      ["a", 1],
      ["b", 3],
      ["c", 1],
    ]);
    expect(stats.spilledBytes).toBe(0);
  });

  test("mapperRaw gets each file", async () => {
    class Sizes extends MapReduce {
      override *mapperRaw(path: string, uri: string) {
        yield pair(uri, readFileSync(path, "utf8").length);
      }
    }
    const input = [file("a", "12\n3"), file("b", "")];
    expect((await Sizes.run({ ...inline, input })).output).toEqual([
      [input[0], 4],
      [input[1], 0],
    ]);
  });

  test("keys and values by another protocol", async () => {
    class Sums extends MapReduce<string, number> {
      override inputProtocol = "json" as const;
      override *reducer(key: string, values: Iterable<number>) {
        yield pair(key, sum(values));
      }
    }
    const { output } = await new Sums().sandbox('"a"\t1\n"b"\t5\n"a"\t2');
    expect(output).toEqual([
      ["a", 3],
      ["b", 5],
    ]);
  });
});

describe("inline: an output folder", () => {
  test("gets a part a reducer and _SUCCESS; the result reads it, as often as you like", async () => {
    const output = join(folder, "deep/out");
    const result = await Words.run({ ...inline, stdin: ["b a\nc a d\n"], output, reducers: 3 });
    expect(readdirSync(output).sort()).toEqual(["_SUCCESS", "part-00000", "part-00001", "part-00002"]);
    const lines = [0, 1, 2].map((part) => readFileSync(join(output, `part-0000${part}`), "utf8")).join("");
    expect(lines.trim().split("\n").sort()).toEqual(['"a"\t2', '"b"\t1', '"c"\t1', '"d"\t1']);
    expect(JSON.parse(readFileSync(join(output, "_SUCCESS"), "utf8"))).toHaveProperty("counters");
    for (let round = 0; round < 2; round++) {
      const pairs: [string, number][] = [];
      for await (const each of result.output) pairs.push(each);
      expect(pairs.map((each) => each.map((part) => JSON.stringify(part)).join("\t")).join("\n")).toBe(
        lines.trim(),
      );
    }
  });

  test("of another protocol, bytes among them", async () => {
    class Bytes extends MapReduce {
      override outputProtocol = "bytes" as const;
      override *mapper(_: null, line: string) {
        yield pair(null, Uint8Array.of(line.length, 255));
      }
    }
    const output = join(folder, "out");
    await Bytes.run({ ...inline, stdin: ["a\nbb\n"], output });
    expect([...readFileSync(join(output, "part-00000"))]).toEqual([1, 255, 10, 2, 255, 10]);
  });

  test("one that exists is refused, unless it may be overwritten", async () => {
    const output = join(folder, "out");
    await Words.run({ ...inline, stdin: ["a\n"], output, reducers: 2 });
    await expect(Words.run({ ...inline, stdin: ["b\n"], output })).rejects.toThrow(/exists.*--overwrite/);
    expect(readdirSync(output)).toContain("part-00001");
    await Words.run({ ...inline, stdin: ["b\n"], output, overwrite: true });
    expect(readdirSync(output).sort()).toEqual(["_SUCCESS", "part-00000"]);
    expect(readFileSync(join(output, "part-00000"), "utf8")).toBe('"b"\t1\n');
  });

  test("what no job has written is never overwritten, nor an input", async () => {
    const output = join(folder, "out");
    mkdirSync(output);
    writeFileSync(join(output, "thesis.txt"), "a");
    const run = Words.run({ ...inline, stdin: ["b\n"], output, overwrite: true });
    await expect(run).rejects.toThrow(/holds thesis\.txt, which no job has written/);
    expect(readdirSync(output)).toEqual(["thesis.txt"]);
  });

  test("nothing stays of a job that failed", async () => {
    const output = join(folder, "out");
    await expect(Words.run({ ...inline, stdin: ["a\nbad\n"], output })).rejects.toThrow(JobFailedError);
    expect(existsSync(output)).toBe(false);
    class Unwritable extends Words {
      override *reducer(word: string) {
        yield pair(word, 1n as unknown as number);
      }
    }
    await expect(Unwritable.run({ ...inline, stdin: ["a\n"], output })).rejects.toThrow(
      /key "a" can't be written .*json/,
    );
    expect(existsSync(output)).toBe(false);
  });

  test("can't be resumed: nothing is kept that could be", async () => {
    const run = Words.run({ ...inline, stdin: ["a\n"], output: join(folder, "out"), resume: true });
    await expect(run).rejects.toThrow(/resume is not supported on the inline runner/);
  });
});

describe("inline: temporary data", () => {
  test("there are none without standard input, and standard input's are removed", async () => {
    const temp = join(folder, "temp");
    const path = file("in.txt", "a\n");
    await Words.run({ ...inline, input: path, temp });
    expect(existsSync(temp)).toBe(false);
    let during: string[] = [];
    class Looking extends Words {
      override mapperInit() {
        during = readdirSync(temp);
      }
    }
    await Looking.run({ ...inline, stdin: ["a\n"], temp });
    expect(during).toHaveLength(1);
    expect(readdirSync(temp)).toEqual([]);
    await expect(Looking.run({ ...inline, stdin: ["bad\n"], temp })).rejects.toThrow(JobFailedError);
    expect(readdirSync(temp)).toEqual([]);
    expect(process.listenerCount("SIGINT")).toBe(0);
  });
});

describe("inline: records that fail", () => {
  test("end the job, with the error itself as the cause", async () => {
    const path = file("in.txt", "good\nbad\n");
    const error = await Words.run({ ...inline, input: path }).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(JobFailedError);
    const { message, cause } = error as JobFailedError;
    expect(message).toContain(
      `Words failed in mapper, byte 5 of ${path}, record "bad": TypeError: no bad lines at test/mapreduce/inline_files.test.ts:`,
    );
    expect(cause).toBeInstanceOf(TypeError);
    // Straight into the user's function, for debuggers and for people.
    expect((cause as Error).stack).toContain("inline_files.test.ts");
  });

  test("are left out as far as that is allowed, with all that they yielded", async () => {
    class Partly extends MapReduce {
      override *mapper(_: null, line: string) {
        yield pair(line, 1);
        if (line.startsWith("bad")) throw new TypeError(line);
      }
      override *reducer(line: string, counts: Iterable<number>) {
        yield pair(line, sum(counts));
      }
    }
    const path = file("in.txt", Buffer.from("a\nbad 1\n\xff\nb\nbad 2\n", "latin1"));
    const { output, skipped, stats } = await Partly.run({ ...inline, input: path, badRecords: 3 });
    expect(output).toEqual([
      ["a", 1],
      ["b", 1],
    ]);
    expect(skipped.map(({ offset }) => offset).sort((a, b) => a - b)).toEqual([2, 8, 12]);
    expect(skipped.every((record) => record.path === path)).toBe(true);
    expect(stats.steps[0]?.map.skippedRecords).toBe(3);
    const run = Partly.run({ ...inline, input: path, badRecords: 2 });
    await expect(run).rejects.toThrow(
      /more bad records than the 2 that --bad-records allows; the last one: .*bad 2/,
    );
  });

  test("async mappers as well", async () => {
    class Later extends MapReduce {
      override async *mapper(_: null, line: string) {
        yield pair(line, 1);
        await Promise.resolve();
        if (line === "bad") throw new TypeError("later");
      }
    }
    const { output, skipped } = await new Later().sandbox(["a", "bad", "b"], { badRecords: 1 });
    expect(output).toEqual([
      ["a", 1],
      ["b", 1],
    ]);
    expect(skipped).toMatchObject([{ path: "standard input", offset: 2, error: "TypeError: later" }]);
    await expect(new Later().sandbox(["bad"])).rejects.toThrow(
      /mapper, byte 0 of standard input.*TypeError: later/,
    );
  });

  test("a reducer that fails names the key", async () => {
    class Job extends Words {
      override *reducer(word: string): Generator<[string, number]> {
        if (word === "b") throw new RangeError("no b");
        yield pair(word, 1);
      }
    }
    await expect(new Job().sandbox("a b")).rejects.toThrow(
      /Job failed in reducer, key "b": RangeError: no b/,
    );
  });
});
