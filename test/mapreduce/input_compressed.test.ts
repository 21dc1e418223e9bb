/** Compressed files: all of their text or an error, and nothing left open. */
import { join } from "node:path";
import zlib from "node:zlib";
import { describe, expect, test } from "vitest";
import { type Batch, InputError, readRecords, sampleRecords } from "../../dist/mapreduce/input/index.js";
import { Seeded } from "../support/seeded.js";
import {
  linesIn,
  linesOf,
  openFilesIn,
  scratchFolder,
  splitOf,
  textOf,
  withBadRecords,
  written,
} from "./input_support.js";

const folder = scratchFolder();

type Compress = (bytes: Uint8Array) => Buffer;
/** Node 20's types don't have it, nor has Node 20. */
const { zstdCompressSync } = zlib as unknown as { zstdCompressSync?: Compress };

/** Text that doesn't compress to nothing, in lines. */
function someText(seed: number, bytes: number): Buffer {
  const random = new Seeded(seed);
  const parts: string[] = [];
  for (let length = 0; length < bytes; length += parts.at(-1)!.length)
    parts.push(
      `${random.bits64().toString(36)} ${random.pick(["été", "words", "水", ""])}${random.pick(["\n", "\r\n", " "])}`,
    );
  return Buffer.from(parts.join(""));
}

describe.each([
  { ending: "gz", compress: zlib.gzipSync as Compress },
  { ending: "zst", compress: zstdCompressSync },
])("$ending", ({ ending, compress: maybe }) => {
  const there = maybe !== undefined;
  const compress = maybe as Compress;
  const name = (text: string) => `${text}.${ending}`;
  const reason = "this Node has no Zstandard (22.15 has)";

  test.each([10, 1000, 300_000, 3_000_000])(
    "the lines of %i bytes, with their offsets in the text",
    async (bytes) => {
      if (!there) return expectNoZstd();
      const text = someText(bytes, bytes);
      const plain = await linesOf(splitOf(written(folder, "plain.txt", text)));
      const split = splitOf(written(folder, name("packed"), compress(text)));
      const lines = await linesOf(split);
      expect(lines.map(({ offset, line }) => [offset, line])).toEqual(
        plain.map(({ offset, line }) => [offset, line]),
      );
      let sum = 0;
      for await (const batch of readRecords(split)) sum += batch.bytes;
      expect(sum).toBe(split.bytes);
    },
  );

  test("members and frames one after the other", async (context) => {
    context.skip(!there, reason);
    const texts = [1, 200_000, 5, 0, 100_000].map((bytes, i) => someText(i, bytes));
    const packed = Buffer.concat(texts.map((text) => compress(text)));
    expect((await textOf(splitOf(written(folder, name("members"), packed)))).join("\n")).toBe(
      (await textOf(splitOf(written(folder, "members.txt", Buffer.concat(texts))))).join("\n"),
    );
  });

  test("cut short anywhere, damaged, or with something behind it: an error that names it", async (context) => {
    context.skip(!there, reason);
    const packed = compress(someText(1, 200_000));
    const two = Buffer.concat([compress(someText(2, 300)), compress(someText(3, 50_000))]);
    const damaged = Buffer.from(packed);
    damaged.fill(0xaa, packed.length >> 1, (packed.length >> 1) + 40);
    const cases = [
      packed.subarray(0, packed.length - 1),
      packed.subarray(0, packed.length >> 1),
      packed.subarray(0, 20),
      packed.subarray(0, 3),
      two.subarray(0, two.length - 1),
      two.subarray(0, two.length - 30_000),
      damaged,
      Buffer.concat([packed, Buffer.from("something else\n")]),
      Buffer.concat([packed, Buffer.alloc(100), compress(Buffer.from("lost?\n"))]),
      Buffer.from("no such thing\n"),
    ];
    for (const [i, bytes] of cases.entries()) {
      const file = written(folder, name(`broken-${i}`), bytes);
      const error = await linesOf(splitOf(file), { encoding: "latin1" }).catch((error: unknown) => error);
      expect(error, `case ${i}`).toBeInstanceOf(InputError);
      expect((error as Error).message).toContain(file.path);
      expect((error as Error).message).toMatch(
        /can't be decompressed as (gzip|Zstandard): |holds something else than gzip at byte/,
      );
    }
    expect(openFilesIn(folder)).toBe(0);
  });

  test("whoever stops early leaves nothing open; nothing is inflated that isn't taken", async (context) => {
    context.skip(!there, reason);
    const split = splitOf(written(folder, name("early"), compress(someText(7, 4_000_000))));
    let taken = 0;
    for await (const batch of readRecords(split)) {
      taken += batch.bytes;
      if (batch.count > 0) break;
    }
    expect(taken).toBeLessThan(split.bytes / 2);
    expect(openFilesIn(folder)).toBe(0);

    const abort = new AbortController();
    const reading = (async () => {
      for await (const batch of readRecords(split, { signal: abort.signal }))
        if (batch.count > 0) abort.abort(new Error("enough"));
    })();
    await expect(reading).rejects.toThrow("enough");
    expect(openFilesIn(folder)).toBe(0);
    const samples: Batch[] = [];
    for await (const batch of sampleRecords([split])) samples.push(batch);
    expect(samples).toHaveLength(1);
    expect(openFilesIn(folder)).toBe(0);
  });

  function expectNoZstd(): void {
    expect(() => written(folder, name("packed"), "")).toThrow(/is not supported on Node 20/);
  }
});

test("a frame of Zstandard that ends where a block that is read ends", async (context) => {
  context.skip(zstdCompressSync === undefined, "this Node has no Zstandard (22.15 has)");
  const [first, second] = ["first\n", "second\n"].map((text) => zstdCompressSync!(Buffer.from(text)));
  for (const block of [61_439, 61_440, 61_441]) {
    // A skippable frame (RFC 8878, 3.1.2) fills it up.
    const filling = Buffer.alloc(block - first!.length);
    filling.writeUInt32LE(0x184d2a50, 0);
    filling.writeUInt32LE(filling.length - 8, 4);
    const split = splitOf(written(folder, "block.zst", Buffer.concat([first!, filling, second!])));
    expect(await textOf(split)).toEqual(["first", "second"]);
  }
});

test("plain and compressed files in one split, in their order", async () => {
  const files = [
    written(folder, "a.txt", "a\n"),
    written(folder, "b.gz", zlib.gzipSync("b1\nb2")),
    written(folder, "c.txt", "c"),
    written(folder, "d.GZ", zlib.gzipSync("")),
    written(folder, "e.gz", zlib.gzipSync("e\n\n")),
  ];
  expect(await linesOf(splitOf(...files))).toEqual([
    { path: join(folder, "a.txt"), offset: 0, line: "a" },
    { path: join(folder, "b.gz"), offset: 0, line: "b1" },
    { path: join(folder, "b.gz"), offset: 3, line: "b2" },
    { path: join(folder, "c.txt"), offset: 0, line: "c" },
    { path: join(folder, "e.gz"), offset: 0, line: "e" },
    { path: join(folder, "e.gz"), offset: 2, line: "" },
  ]);
});

test("gzip padded with zeros, as on tapes", async () => {
  const packed = Buffer.concat([zlib.gzipSync("a\nb\n"), Buffer.alloc(70_000)]);
  expect(await textOf(splitOf(written(folder, "padded.gz", packed)))).toEqual(["a", "b"]);
});

test("bad lines and lines that are too long name the byte of the text", async () => {
  const text = Buffer.concat([
    Buffer.from("good\n"),
    Buffer.from([0xff, 10]),
    Buffer.from("x".repeat(300_000)),
    Buffer.from("\nlast\n"),
  ]);
  const split = splitOf(written(folder, "bad.gz", zlib.gzipSync(text)));
  const { lines, bad } = await withBadRecords(split, { maxRecordBytes: 100_000 });
  expect(lines.map(({ line }) => line)).toEqual(["good", "last"]);
  expect(bad.map(({ offset }) => offset)).toEqual([5, 7]);
  await expect(linesOf(split)).rejects.toThrow(/bad\.gz: the line at byte 5 is not UTF-8/);
  expect(openFilesIn(folder)).toBe(0);
});

test("a batch is good until the next one, also while others read", async () => {
  const split = splitOf(written(folder, "slow.gz", zlib.gzipSync(someText(11, 500_000))));
  const expected = await textOf(split);
  const readers = await Promise.all(
    [0, 1, 2].map(async () => {
      const lines: unknown[] = [];
      for await (const batch of readRecords(split)) {
        await new Promise((resolve) => setImmediate(resolve));
        lines.push(...linesIn(batch).map(({ line }) => line));
      }
      return lines;
    }),
  );
  for (const lines of readers) expect(lines).toEqual(expected);
});
