/** What bytes mean, where they mean nothing, and lines that are too long. */
import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { BadRecordError, inputFileOf, planSplits, readRecords } from "../../dist/mapreduce/input/index.js";
import { Seeded } from "../support/seeded.js";
import {
  expectedLines,
  linesOf,
  scratchFolder,
  splitOf,
  textOf,
  withBadRecords,
  written,
} from "./input_support.js";

const folder = scratchFolder();
const MIB = 1 << 20;

/** Lines of which some aren't UTF-8, in more than one block. */
function mixedLines(seed: number, badShare: number): Buffer {
  const random = new Seeded(seed);
  const lines = Array.from({ length: random.integer(1, 4000) }, () => {
    const text = random.pick(["plain ASCII ", "é and 水 ", "😀"]).repeat(random.integer(0, 6));
    if (random.next() >= badShare) return Buffer.from(`${text}${random.pick(["\n", "\r\n"])}`);
    // Latin-1, a character cut off, one too long, half a surrogate pair.
    const broken = random.pick([[0xe9], [0xe6, 0xb0], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xff]]);
    return Buffer.concat([Buffer.from(text), Buffer.from(broken), Buffer.from("\n")]);
  });
  return Buffer.concat(lines);
}

const isUtf8 = (bytes: Uint8Array): boolean => Buffer.from(Buffer.from(bytes).toString()).equals(bytes);

describe.each([0.001, 0.05, 0.6])("%d of the lines are not UTF-8", (share) => {
  test.each([1, 2, 3, 4])("seed %i", async (seed) => {
    const bytes = mixedLines(seed, share);
    const split = splitOf(written(folder, "mixed.txt", bytes));
    const expected = expectedLines(bytes);
    const { lines, bad } = await withBadRecords(split);
    expect(lines.map(({ offset, line }) => [offset, line])).toEqual(
      expected
        .filter((one) => isUtf8(one.bytes))
        .map((one) => [one.offset, Buffer.from(one.bytes).toString()]),
    );
    expect(bad.map(({ offset }) => offset)).toEqual(
      expected.filter((one) => !isUtf8(one.bytes)).map(({ offset }) => offset),
    );

    const counts: Record<string, number> = {};
    const mrjobs = await linesOf(split, {
      encoding: "utf-8-or-latin1",
      increment: (group, name, n) => {
        counts[`${group}: ${name}`] = (counts[`${group}: ${name}`] ?? 0) + n;
      },
    });
    expect(mrjobs.map(({ offset, line }) => [offset, line])).toEqual(
      expected.map((one) => [
        one.offset,
        Buffer.from(one.bytes).toString(isUtf8(one.bytes) ? "utf8" : "latin1"),
      ]),
    );
    expect(counts["input: lines read as latin1"] ?? 0).toBe(bad.length);

    const latin1 = await linesOf(split, { encoding: "latin1" });
    expect(latin1.map(({ offset, line }) => [offset, line])).toEqual(
      expected.map((one) => [one.offset, Buffer.from(one.bytes).toString("latin1")]),
    );
    const raw = await linesOf(split, { protocol: "bytes" });
    expect(raw.map(({ offset, line }) => [offset, Buffer.from(line as Uint8Array)])).toEqual(
      expected.map((one) => [one.offset, Buffer.from(one.bytes)]),
    );
  });
});

test("a line that is not UTF-8 ends the reading with its file, its byte and the ways out", async () => {
  const text = Buffer.concat([
    Buffer.from("été\n".repeat(20_000)),
    Buffer.from([0x63, 0xe9, 10]),
    Buffer.from("end\n"),
  ]);
  const file = written(folder, "latin.txt", text);
  for (const splitSize of [10 * MIB, 50_000]) {
    const read = async () => {
      for (const split of planSplits([file], { workers: 1, splitSize })) await linesOf(split);
    };
    const error = await read().catch((error: unknown) => error);
    expect(error).toBeInstanceOf(BadRecordError);
    expect(error).toMatchObject({ path: file.path, offset: 120_000 });
    expect((error as Error).message).toMatch(
      /latin\.txt: the line at byte 120000 is not UTF-8\..*latin1.*--encoding.*--bad-records/,
    );
  }
});

test("a byte order mark isn't text", async () => {
  const bytes = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from("key\r\nnext\n")]);
  const file = written(folder, "bom.txt", bytes);
  expect(await linesOf(splitOf(file))).toEqual([
    { path: file.path, offset: 3, line: "key" },
    { path: file.path, offset: 8, line: "next" },
  ]);
  expect(await textOf(splitOf(file), { encoding: "utf-8-or-latin1" })).toEqual(["key", "next"]);
  expect(await textOf(splitOf(file), { encoding: "latin1" })).toEqual(["ï»¿key", "next"]);
  expect(Buffer.from((await textOf(splitOf(file), { protocol: "bytes" }))[0] as Uint8Array)).toEqual(
    bytes.subarray(0, 6),
  );
  expect(await textOf(splitOf(written(folder, "only.txt", bytes.subarray(0, 3))))).toEqual([]);
  // Only at the beginning of a file: elsewhere it is a character (a zero-width space).
  expect(await textOf(splitOf(written(folder, "late.txt", "a\n\ufeffb\n")))).toEqual(["a", "\ufeffb"]);
});

test("an unknown encoding is refused", () => {
  const split = splitOf(written(folder, "some.txt", "a\n"));
  expect(() => readRecords(split, { encoding: "utf8" as never })).toThrow(
    /"utf8" isn't known\. There are utf-8, latin1/,
  );
});

describe("lines longer than maxRecordBytes", () => {
  const limits = [1, 5, 1000, 61_438, 61_439, 61_440, 61_441, 100_000, 200_000];

  test.each(limits)("%i bytes: those that fit are read, the others are bad", async (maxRecordBytes) => {
    const lengths = [
      0, 1, 5, 6, 999, 1000, 1001, 61_437, 61_438, 61_439, 61_440, 61_441, 61_442, 99_999, 100_001, 200_000,
      3, 250_000,
    ];
    const ends = ["\n", "\r\n"];
    const bytes = Buffer.from(
      lengths.map((length, i) => `${"v".repeat(length)}${ends[i % 2]}`).join("") + "w".repeat(61_440),
    );
    const file = written(folder, "long.txt", bytes);
    const expected = expectedLines(bytes);
    for (const splitSize of [10 * MIB, 70_001]) {
      const offsets: number[] = [];
      const badOffsets: number[] = [];
      for (const split of planSplits([file], { workers: 1, splitSize })) {
        const { lines, bad } = await withBadRecords(split, { maxRecordBytes });
        offsets.push(...lines.map(({ offset }) => offset));
        badOffsets.push(...bad.map(({ offset }) => offset));
      }
      const fits = ({ bytes }: { bytes: Uint8Array }) => bytes.length <= maxRecordBytes;
      expect(offsets).toEqual(expected.filter(fits).map(({ offset }) => offset));
      expect(badOffsets).toEqual(expected.filter((one) => !fits(one)).map(({ offset }) => offset));
    }
  });

  test("a line of 100 MB is an error, or skipped, in bounded memory", async () => {
    const path = join(folder, "huge.txt");
    const fd = openSync(path, "w");
    writeSync(fd, "first\n");
    // A hole reads as zeros.
    ftruncateSync(fd, 100 * MIB);
    writeSync(fd, "\nlast\n", 100 * MIB);
    closeSync(fd);
    const file = inputFileOf(path);
    const split = splitOf(file);
    const allocate = vi.spyOn(Buffer, "allocUnsafeSlow");
    try {
      const maxRecordBytes = MIB;
      await expect(linesOf(split, { maxRecordBytes })).rejects.toThrow(
        /huge\.txt: the line at byte 6 is longer than maxRecordBytes \(--max-record\), 1048576 bytes/,
      );
      const before = process.memoryUsage().arrayBuffers;
      let most = 0;
      const bad: BadRecordError[] = [];
      const lines: unknown[] = [];
      for (const batch of readRecords(split, {
        maxRecordBytes,
        onBadRecord: (one) => bad.push(one),
      }) as Iterable<import("../../dist/mapreduce/input/index.js").Batch>) {
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
        for (let i = 0; i < batch.count; i++) lines.push(batch.line(i));
      }
      expect(lines).toEqual(["first", "last"]);
      expect(bad.map(({ offset }) => offset)).toEqual([6]);
      for (const [size] of allocate.mock.calls) expect(size).toBeLessThanOrEqual(maxRecordBytes + 2);
      // Two buffers while one grows, and those that a collection hasn't seen yet.
      expect(most).toBeLessThan(8 * MIB);

      allocate.mockClear();
      const read = await textOf(split, { maxRecordBytes: 128 * MIB });
      expect(read.map((line) => line.length)).toEqual([5, 100 * MIB - 6, 4]);
      for (const [size] of allocate.mock.calls) expect(size).toBeLessThanOrEqual(128 * MIB + 2);
    } finally {
      allocate.mockRestore();
    }
    // 64 MiB by default.
    await expect(linesOf(split)).rejects.toThrow(/maxRecordBytes \(--max-record\), 67108864 bytes/);
  });

  test("the limit itself has limits", () => {
    const split = splitOf(written(folder, "some.txt", "a\n"));
    for (const maxRecordBytes of [0, -1, 1.5, Number.NaN, 2 ** 30])
      expect(() => readRecords(split, { maxRecordBytes })).toThrow(/maxRecordBytes is .*from 1 to 536870888/);
  });
});
