/** Each line is read once and in order, however files are cut. */
import { describe, expect, test } from "vitest";
import { planSplits, sampleRecords } from "../../dist/mapreduce/input/index.js";
import { Seeded } from "../support/seeded.js";
import {
  expectedLines,
  type Line,
  linesIn,
  linesOf,
  scratchFolder,
  textOf,
  written,
} from "./input_support.js";

const folder = scratchFolder();
const MIB = 1 << 20;

/** Random lines: lengths around 0, the block size and beyond; line ends of both kinds, lone \r, a last line with or without an end. */
function randomFile(random: Seeded): Buffer {
  const parts: Buffer[] = [];
  const lines = random.integer(0, 60);
  const most = random.pick([1, 3, 40, 500, 70_000]);
  const texts = random.pick([
    ["x", "yz", "\t "],
    ["x", "é", "\r"],
    ["ß", "水", "😀", "a\rb"],
  ]);
  for (let i = 0; i < lines; i++) {
    const length = random.next() < 0.2 ? 0 : random.integer(0, most);
    let line = "";
    while (line.length < length) line += random.pick(texts).repeat(random.integer(1, 1 + (length >> 3)));
    parts.push(
      Buffer.from(
        line +
          (i === lines - 1 ? random.pick(["", "\n", "\r\n", "\r"]) : random.pick(["\n", "\r\n", "\n\n"])),
      ),
    );
  }
  return Buffer.concat(parts);
}

describe("a split owns the lines that begin in it", () => {
  test.each(Array.from({ length: 60 }, (_, seed) => seed))("seed %i", async (seed) => {
    const random = new Seeded(seed);
    const bytes = randomFile(random);
    const file = written(folder, "random.txt", bytes);
    const expected = expectedLines(bytes).map(({ offset, bytes }) => ({
      offset,
      line: Buffer.from(bytes).toString(),
    }));
    const sizes = [
      1,
      7,
      100,
      1000,
      61_440,
      Math.max(1, bytes.length),
      10 * MIB,
      random.integer(1, bytes.length + 2),
    ];
    for (const splitSize of sizes) {
      if (bytes.length / splitSize > 3000) continue;
      const found: Line[] = [];
      let taken = 0;
      for (const split of planSplits([file], { workers: 2, splitSize })) {
        const { start, end } = split.pieces[0]!;
        const lines = await linesOf(split);
        for (const { offset } of lines) expect(offset >= start && offset < end).toBe(true);
        found.push(...lines);
        taken += split.bytes;
      }
      expect(found.map(({ offset, line }) => ({ offset, line }))).toEqual(expected);
      expect(taken).toBe(bytes.length);
    }
  });

  test("several files in one split, with what was read of each", async () => {
    const random = new Seeded(99);
    const contents = Array.from({ length: 30 }, () => randomFile(random));
    const files = contents.map((bytes, i) => written(folder, `part-${i}`, bytes));
    const splits = planSplits(files, { workers: 2, splitSize: 300_000 });
    expect(splits.some((split) => split.pieces.length > 1)).toBe(true);
    const found: Line[] = [];
    for (const split of splits) found.push(...(await linesOf(split)));
    const expected = contents.flatMap((bytes, i) =>
      expectedLines(bytes).map((line) => ({
        path: files[i]!.path,
        offset: line.offset,
        line: Buffer.from(line.bytes).toString(),
      })),
    );
    expect(found).toEqual(expected);
  });
});

test("batches add up to the bytes of their split, also where nothing is kept", async () => {
  const text = `${"some words in a line\n".repeat(30_000)}${"x".repeat(200_000)}\n${"y\n".repeat(10)}`;
  const file = written(folder, "sum.txt", text);
  const { readRecords } = await import("../../dist/mapreduce/input/index.js");
  for (const splitSize of [100_000, 150_001, 10 * MIB]) {
    for (const preFilter of [undefined, () => false]) {
      for (const split of planSplits([file], { workers: 1, splitSize })) {
        let sum = 0;
        for await (const batch of readRecords(split, { preFilter })) sum += batch.bytes;
        expect(sum).toBe(split.bytes);
      }
    }
  }
});

test("empty lines are records, empty files have none", async () => {
  const read = async (text: string) => {
    const [split] = planSplits([written(folder, "some.txt", text)], { workers: 1 });
    return split === undefined ? [] : textOf(split);
  };
  expect(await read("")).toEqual([]);
  expect(await read("\n")).toEqual([""]);
  expect(await read("\r\n")).toEqual([""]);
  expect(await read("\r")).toEqual([""]);
  expect(await read("a")).toEqual(["a"]);
  expect(await read("a\r")).toEqual(["a"]);
  expect(await read("a\n\nb\n\n")).toEqual(["a", "", "b", ""]);
  expect(await read("a\r\r\nb\rc\r\n")).toEqual(["a\r", "b\rc"]);
});

describe("planSplits", () => {
  const file = (name: string, size: number, compression: "none" | "gzip" = "none") => ({
    path: name,
    size,
    mtimeMs: 0,
    compression,
  });

  test("cuts a large file evenly: the input / (workers × 2), from 1 MiB to 64 MiB", () => {
    const sizes = (total: number, workers: number) =>
      planSplits([file("a", total)], { workers }).map((split) => split.bytes);
    expect(sizes(40 * MIB, 2).length).toBe(4);
    expect(sizes(3 * MIB, 8).length).toBe(3);
    expect(sizes(1024 * MIB, 2).length).toBe(16);
    expect(sizes(MIB, 8)).toEqual([MIB]);
    for (const size of sizes(1000 * MIB + 17, 3)) expect(size).toBeLessThanOrEqual(64 * MIB);
    expect(sizes(1000 * MIB + 17, 3).reduce((a, b) => a + b)).toBe(1000 * MIB + 17);
  });

  test("packs small files in their order, and thousands of tiny ones not into one", () => {
    const files = Array.from({ length: 6000 }, (_, i) => file(`${i}`, 5000 + (i % 7)));
    const splits = planSplits(files, { workers: 2 });
    expect(splits.length).toBeGreaterThanOrEqual(4);
    expect(splits.length).toBeLessThanOrEqual(5);
    expect(splits.flatMap((split) => split.pieces.map((piece) => piece.path))).toEqual(
      files.map(({ path }) => path),
    );
    const tiny = Array.from({ length: 10_000 }, (_, i) => file(`${i}`, 10));
    expect(planSplits(tiny, { workers: 2 }).length).toBeGreaterThanOrEqual(4);
  });

  test("compressed files and whole ones aren't cut; empty ones are left out unless they are records", () => {
    const [large, empty] = [file("a.gz", 500 * MIB, "gzip"), file("b", 0)];
    expect(planSplits([large, empty], { workers: 2 })).toHaveLength(1);
    const whole = planSplits([file("a", 500 * MIB), empty], { workers: 2, whole: true });
    expect(whole.flatMap((split) => split.pieces.map(({ path, start, end }) => [path, start, end]))).toEqual([
      ["a", 0, 500 * MIB],
      ["b", 0, 0],
    ]);
  });

  test("a file that goes through a shell command isn't cut", () => {
    const large = file("a", 100 * MIB);
    expect(planSplits([large], { workers: 2, preFilter: "tail -n +2" })).toHaveLength(1);
    expect(planSplits([large], { workers: 2, preFilter: /x/ })).toHaveLength(4);
  });

  test("refuses sizes below 1", () => {
    expect(() => planSplits([], { workers: 0 })).toThrow(/workers is 0; it has to be 1 or more/);
    expect(() => planSplits([], { workers: 1, splitSize: 0 })).toThrow(/splitSize is 0/);
  });
});

test("a whole file is one record: its path", async () => {
  const files = [written(folder, "one.pdf", Buffer.from([0xff, 0, 10, 10])), written(folder, "none.pdf", "")];
  const records: unknown[] = [];
  const { readRecords } = await import("../../dist/mapreduce/input/index.js");
  for (const split of planSplits(files, { workers: 1, whole: true }))
    for await (const batch of readRecords(split, { protocol: "json", preFilter: /never/ }))
      for (let i = 0; i < batch.count; i++) records.push(batch.record(i));
  expect(records).toEqual(files.map(({ path }) => [null, path]));
});

test("samples come from all over the input, and say nothing of bad records", async () => {
  const lines = Array.from({ length: 200_000 }, (_, i) => `line ${i}`);
  lines[100_000] = "\xff";
  const file = written(folder, "sampled.txt", Buffer.from(`${lines.join("\n")}\n`, "latin1"));
  const small = Array.from({ length: 50 }, (_, i) => written(folder, `small-${i}`, `small ${i}\n`));
  const splits = planSplits([file, ...small], { workers: 2, splitSize: 300_000 });
  const seen: string[] = [];
  for await (const batch of sampleRecords(splits, { samples: 10 })) {
    expect(batch.count).toBeGreaterThan(0);
    seen.push(...linesIn(batch).map(({ line }) => line as string));
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeLessThan(100_000);
  const numbers = seen.map((line) => Number(/^line (\d+)$/.exec(line)?.[1])).filter((n) => n >= 0);
  for (let tenth = 0; tenth < 10; tenth++)
    expect(numbers.some((n) => n >= tenth * 20_000 && n < (tenth + 1) * 20_000)).toBe(true);
  const again: string[] = [];
  for await (const batch of sampleRecords(splits, { samples: 10 }))
    again.push(...linesIn(batch).map(({ line }) => line as string));
  expect(again).toEqual(seen);
});
