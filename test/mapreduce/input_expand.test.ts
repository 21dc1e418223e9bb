/** What paths, folders and patterns stand for. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import zlib from "node:zlib";
import { describe, expect, test } from "vitest";
import {
  expandInputs,
  InputError,
  inputFileOf,
  readRecords,
  spoolStdin,
} from "../../dist/mapreduce/input/index.js";
import { scratchFolder, splitOf, textOf } from "./input_support.js";

const folder = scratchFolder();

const NAMES = [
  "logs/2024-01.log",
  "logs/2024-02.log.gz",
  "logs/2025-01.log",
  "logs/.hidden.log",
  "logs/_SUCCESS",
  "logs/_temporary/part-0.log",
  "logs/deep/a/one.log",
  "logs/deep/b/two.log",
  "logs/deep/b/[odd] {name}*.txt",
  "other/x.log",
  "other/é-😀.log",
];
for (const name of NAMES) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), `${name}\n`);
}
mkdirSync(join(folder, "empty"));

async function expand(...inputs: string[]): Promise<string[]> {
  const files = await expandInputs(inputs.map((input) => join(folder, input)));
  return files.map(({ path }) => relative(folder, path));
}

test("files, in the order given, as often as they are given", async () => {
  expect(await expand("other/x.log", "logs/2024-01.log", "other/x.log")).toEqual([
    "other/x.log",
    "logs/2024-01.log",
    "other/x.log",
  ]);
  const [file] = await expandInputs([pathToFileURL(join(folder, "other/é-😀.log")).href]);
  expect(file).toMatchObject({ path: join(folder, "other/é-😀.log"), size: 18, compression: "none" });
});

test("a folder's files and those of the folders in it, sorted, without hidden ones", async () => {
  expect(await expand("logs")).toEqual([
    "logs/2024-01.log",
    "logs/2024-02.log.gz",
    "logs/2025-01.log",
    "logs/deep/a/one.log",
    "logs/deep/b/[odd] {name}*.txt",
    "logs/deep/b/two.log",
  ]);
  // What is named is read, whatever its name.
  expect(await expand("logs/_temporary", "logs/.hidden.log")).toEqual([
    "logs/_temporary/part-0.log",
    "logs/.hidden.log",
  ]);
});

describe("patterns", () => {
  test.each([
    ["logs/*.log", ["logs/2024-01.log", "logs/2025-01.log"]],
    ["logs/2024-*", ["logs/2024-01.log", "logs/2024-02.log.gz"]],
    ["logs/202?-01.log", ["logs/2024-01.log", "logs/2025-01.log"]],
    ["logs/202[0-4]-01.log", ["logs/2024-01.log"]],
    ["logs/202[!0-4]-01.log", ["logs/2025-01.log"]],
    ["logs/202[^0-4]-01.log", ["logs/2025-01.log"]],
    ["logs/2024-0[]12].log", ["logs/2024-01.log"]],
    ["logs/.h*", ["logs/.hidden.log"]],
    ["logs/_*/*", ["logs/_temporary/part-0.log"]],
    ["{other,logs}/{x,2024-01}.log", ["other/x.log", "logs/2024-01.log"]],
    [
      "logs/{2024-{01,02},2025-01}.log{,.gz}",
      ["logs/2024-01.log", "logs/2024-02.log.gz", "logs/2025-01.log"],
    ],
    [
      "**/*.log",
      [
        "logs/2024-01.log",
        "logs/2025-01.log",
        "logs/deep/a/one.log",
        "logs/deep/b/two.log",
        "other/x.log",
        "other/é-😀.log",
      ],
    ],
    ["logs/**/two.log", ["logs/deep/b/two.log"]],
    ["logs/**/2024-01.log", ["logs/2024-01.log"]],
    ["other/??😀.log", ["other/é-😀.log"]],
    ["logs/de*", ["logs/deep/a/one.log", "logs/deep/b/[odd] {name}*.txt", "logs/deep/b/two.log"]],
    ["logs/deep/b/[odd] {name}*.txt", ["logs/deep/b/[odd] {name}*.txt"]],
    ["logs/deep/b/\\[odd\\]*", ["logs/deep/b/[odd] {name}*.txt"]],
  ])("%s", async (pattern, expected) => {
    expect((await expand(pattern)).sort()).toEqual([...expected].sort());
  });

  test("relative to the current folder", async () => {
    const before = process.cwd();
    process.chdir(folder);
    try {
      expect((await expandInputs(["other/*.log"])).map(({ path }) => path)).toEqual([
        "other/x.log",
        "other/é-😀.log",
      ]);
      expect((await expandInputs(["*/x.log"])).map(({ path }) => path)).toEqual(["other/x.log"]);
    } finally {
      process.chdir(before);
    }
  });
});

describe("what can't be read is named", () => {
  test.each([
    ["missing.log", /missing\.log doesn't exist\. An input is a file, a folder, a pattern/],
    ["logs/2024-01.log/x", /2024-01\.log\/x doesn't exist/],
    ["nothing/*.log", /nothing\/\*\.log matches no file/],
    ["empty", /empty holds no file to read\. Names that begin with _ or \./],
  ])("%s", async (input, message) => {
    const error = await expand(input).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toMatch(message);
  });

  test("no input, an empty one, other stores, unknown compressions, pipes", async () => {
    await expect(expandInputs([])).rejects.toThrow(/The job's input is empty: give files/);
    await expect(expandInputs([""])).rejects.toThrow(/"" is no input/);
    await expect(expandInputs(["s3://bucket/x"])).rejects.toThrow(
      /s3:\/\/bucket\/x is not supported on the runners of one machine\. Copy/,
    );
    writeFileSync(join(folder, "a.bz2"), "x");
    await expect(expand("a.bz2")).rejects.toThrow(/a\.bz2 is not supported .*\.gz or \.zst/);
    execFileSync("mkfifo", [join(folder, "pipe")]);
    await expect(expand("pipe")).rejects.toThrow(/pipe is a pipe, socket or device.*give - as the input/);
  });

  test("a link to nowhere in a folder; a folder that links to one it lies in is read once", async () => {
    mkdirSync(join(folder, "links/inner"), { recursive: true });
    writeFileSync(join(folder, "links/inner/a.txt"), "a\n");
    symlinkSync("..", join(folder, "links/inner/up"));
    symlinkSync("../other/x.log", join(folder, "links/x"));
    expect(await expand("links")).toEqual(["links/inner/a.txt", "links/x"]);
    symlinkSync("gone", join(folder, "links/broken"));
    await expect(expand("links")).rejects.toThrow(/links\/broken is a link to a file that doesn't exist/);
  });

  test("a folder that this user can't read", async (context) => {
    context.skip(process.getuid?.() === 0, "root may read everything");
    mkdirSync(join(folder, "closed"));
    chmodSync(join(folder, "closed"), 0);
    await expect(expand("closed")).rejects.toThrow(/closed can't be read: this user isn't allowed to/);
  });

  test("a pattern that is none", async () => {
    await expect(expand("logs/[z-a]*")).rejects.toThrow(/\[z-a\]\* is no pattern/);
  });

  test("a signal ends it", async () => {
    const reason = new Error("enough");
    await expect(expandInputs([folder], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe("standard input", () => {
  test("lies in a file that only this user can read, and is called by its name", async () => {
    const own = join(folder, "spool");
    mkdirSync(own);
    const stdin = () =>
      spoolStdin(Readable.from([Buffer.from("one\ntw"), Buffer.from("o\nbad \xff\n", "latin1")]), own);
    const files = await expandInputs([join(folder, "other/x.log"), "-"], { stdin });
    expect(files[1]).toMatchObject({ name: "standard input", size: 14 });
    expect(statSync(files[1]!.path).mode & 0o777).toBe(0o600);
    await expect(textOf(splitOf(files[1]!))).rejects.toThrow(
      /^standard input: the line at byte 8 is not UTF-8/,
    );
    expect(await textOf(splitOf(files[1]!), { encoding: "latin1" })).toEqual(["one", "two", "bad ÿ"]);
  });

  test("can be given once, and must be there", async () => {
    const stdin = async () => inputFileOf(join(folder, "other/x.log"), "standard input");
    await expect(expandInputs(["-", "-"], { stdin })).rejects.toThrow(/given twice/);
    await expect(expandInputs(["-"])).rejects.toThrow(/standard input, which this run wasn't given/);
  });

  test("a stream that breaks leaves no file", async () => {
    const own = join(folder, "broken");
    mkdirSync(own);
    async function* breaking() {
      yield Buffer.from("some\n");
      throw new Error("the pipe broke");
    }
    await expect(spoolStdin(Readable.from(breaking()), own)).rejects.toThrow(
      /standard input can't be put into a file: the pipe broke/,
    );
    const abort = new AbortController();
    const waiting = spoolStdin(new Readable({ read() {} }), own, { signal: abort.signal });
    abort.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    await expect(expandInputs([own])).rejects.toThrow(/holds no file/);
  });

  test("a full disk is a clear error", async () => {
    const full = new Readable({ read() {} });
    full.destroy(Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" }));
    await expect(spoolStdin(full, folder)).rejects.toThrow(/no room left in .*--temp/);
  });
});

test("Zstandard needs Node 22.15", async () => {
  writeFileSync(join(folder, "a.zst"), "x");
  if ("createZstdDecompress" in zlib)
    expect((await expandInputs([join(folder, "a.zst")]))[0]?.compression).toBe("zstd");
  else
    await expect(expand("a.zst")).rejects.toThrow(
      /a\.zst \(Zstandard\) is not supported on Node 20.*Run Node 22\.15 or newer/,
    );
});

test("the signal ends a reading between two batches", async () => {
  const abort = new AbortController();
  const file = join(folder, "many.txt");
  writeFileSync(file, "some words\n".repeat(100_000));
  const read = () => {
    for (const batch of readRecords(splitOf(inputFileOf(file)), {
      signal: abort.signal,
    }) as Iterable<unknown>) {
      if (batch) abort.abort(new Error("enough"));
    }
  };
  expect(read).toThrow("enough");
});
