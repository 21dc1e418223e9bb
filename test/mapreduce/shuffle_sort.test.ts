import { describe, expect, test } from "vitest";
import { compareBytes, encodeKey, hashBytes } from "../../dist/mapreduce/codec/index.js";
import { hashWords } from "../../dist/mapreduce/shuffle/hash-words.js";
import { KEY, words } from "../../dist/mapreduce/shuffle/record.js";
import { IndexSort, prefixAt, TRIPLE } from "../../dist/mapreduce/shuffle/sort.js";
import { Seeded } from "../support/seeded.js";

/** Lays compact records out as the append buffer does, sorts them, and compares with a stable sort of the keys. */
function check(keys: readonly unknown[], partitions: number, partitionOf: (n: number) => number): void {
  const u32 = new Uint32Array(8 + keys.length * 40);
  const u8 = new Uint8Array(u32.buffer);
  const index = new Uint32Array(TRIPLE * keys.length);
  const records: { partition: number; at: number; length: number }[] = [];
  let top = 16;
  keys.forEach((key, n) => {
    const at = top;
    const end = encodeKey(u8, at + KEY, u8.length, key);
    expect(end).toBeGreaterThan(0);
    const length = end - at - KEY;
    u32[at >>> 2] = length + 0x8000_0000;
    // What lies behind a key must not matter.
    u8.fill(n % 256, end, words(end) + 4);
    top = words(end) + 4;
    records.push({ partition: partitionOf(n), at, length });
    index.set([partitionOf(n), prefixAt(u32, at, 0), at], TRIPLE * n);
  });
  const base = words(top) >>> 2;
  const all = new Uint32Array(base + index.length + 1);
  all.set(u32.subarray(0, base));
  all.set(index, base);
  all[base + index.length] = 0xdeadbeef;
  const starts = new IndexSort(all).sort(base, keys.length, partitions);
  const bytes = new Uint8Array(all.buffer);
  records.sort(
    (a, b) =>
      a.partition - b.partition ||
      compareBytes(bytes, a.at + KEY, a.at + KEY + a.length, bytes, b.at + KEY, b.at + KEY + b.length) ||
      a.at - b.at,
  );
  expect(records.map((_, n) => all[base + TRIPLE * n + 2])).toEqual(records.map(({ at }) => at));
  for (let p = 0; p <= partitions; p++) {
    expect(starts[p]).toBe(records.filter(({ partition }) => partition < p).length);
  }
  expect(all[base + index.length]).toBe(0xdeadbeef);
}

const LONG = "x".repeat(70);

describe("like a stable sort by partition and bytes", () => {
  for (const count of [0, 1, 2, 12, 13, 100, 2047, 2048, 9000]) {
    for (const [name, key] of Object.entries<(random: Seeded, n: number) => unknown>({
      "random words": (random) => Math.floor(random.next() * 2 ** 40).toString(36),
      "few words": (random) => `w${random.integer(0, 20)}`,
      "one word": () => "always the same",
      "a long beginning": (random) => `${LONG}${random.integer(0, 500)}`,
      "beginnings of each other": (random) => LONG.slice(0, random.integer(0, 60)),
      ascending: (_, n) => n,
      descending: (_, n) => -n,
      arrays: (random) => [random.integer(0, 3), `${random.integer(0, 100)}`],
    })) {
      test(`${count} ${name}`, () => {
        const random = new Seeded(count);
        const keys = Array.from({ length: count }, (_, n) => key(random, n));
        const partitions = random.pick([1, 2, 7, 300]);
        const chosen = keys.map(() => random.integer(0, partitions - 1));
        check(keys, partitions, (n) => chosen[n]);
      });
    }
  }
});

test("the hash by words is the hash by bytes", () => {
  const random = new Seeded(1);
  const i32 = new Int32Array(20);
  const u8 = new Uint8Array(i32.buffer);
  for (let length = 0; length < 60; length++) {
    u8.fill(0);
    for (let k = 0; k < length; k++) u8[8 + k] = random.integer(0, 255);
    expect(hashWords(i32, 2, length) >>> 0).toBe(hashBytes(u8, 8, 8 + length));
  }
});
