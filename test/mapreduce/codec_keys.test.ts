import { describe, expect, it } from "vitest";
import {
  Cursor,
  checkKey,
  compareBytes,
  compareKeys,
  decodeKey,
  encodeKey,
  hashBytes,
  keyEnd,
} from "../../dist/mapreduce/codec/index.js";
import { Seeded } from "../support/seeded.js";
import { nearKeys, randomKey } from "./codec_support.js";

const ROOM = 1 << 14;

function bytesOf(key: unknown): Uint8Array {
  const u8 = new Uint8Array(ROOM);
  return u8.slice(0, encodeKey(u8, 0, ROOM, key));
}

const order = (a: unknown, b: unknown): number => {
  const [x, y] = [bytesOf(a), bytesOf(b)];
  return Math.sign(compareBytes(x, 0, x.length, y, 0, y.length));
};

/** -0 is 0, and an object's names come sorted. */
function normal(key: unknown): unknown {
  if (key === 0) return 0;
  if (Array.isArray(key)) return key.map(normal);
  if (typeof key !== "object" || key === null) return key;
  return Object.fromEntries(Object.entries(key).map(([name, value]) => [name, normal(value)]));
}

describe("keys as bytes", () => {
  it("have the documented order", () => {
    const sorted = [
      null,
      false,
      true,
      -Infinity,
      -Number.MAX_VALUE,
      -(2 ** 53),
      -(2 ** 53) + 1,
      -65536,
      -1.5,
      -1,
      -0.5,
      -Number.MIN_VALUE,
      0,
      Number.MIN_VALUE,
      2 ** -1022,
      0.5,
      1,
      1 + 2 ** -52,
      1.5,
      2,
      127,
      127.5,
      128,
      255,
      256,
      2 ** 31,
      2 ** 32,
      2 ** 52 + 1,
      2 ** 53 - 1,
      2 ** 53,
      2 ** 53 + 2,
      Infinity,
      "",
      "\0",
      "\0\0",
      "\0\x01",
      "\x01",
      "\x02",
      "A",
      "a",
      "a\0",
      "aa",
      "b",
      "é",
      "\ud7ff",
      "\ud800",
      "\ud800a",
      "\udfff",
      "\ue000",
      "\uffff",
      "\u{10000}",
      "😀",
      [],
      [null],
      [1],
      [1, 2],
      [2],
      ["a"],
      [[]],
      {},
      { a: 1 },
      { a: 1, b: 0 },
      { a: 2 },
      { b: 0 },
    ];
    for (let i = 0; i < sorted.length; i++) {
      for (let j = 0; j < sorted.length; j++) {
        const pair = `${JSON.stringify(sorted[i])} and ${JSON.stringify(sorted[j])}`;
        expect(order(sorted[i], sorted[j]), pair).toBe(Math.sign(i - j));
        expect(Math.sign(compareKeys(sorted[i], sorted[j])), pair).toBe(Math.sign(i - j));
      }
    }
  });

  it("sort as compareKeys does, for random pairs", () => {
    for (let seed = 0; seed < 4000; seed++) {
      const [a, b] = nearKeys(new Seeded(seed));
      const expected = Math.sign(compareKeys(a, b));
      expect(order(a, b), `seed ${seed}`).toBe(expected);
      expect(Math.sign(compareKeys(b, a)), `seed ${seed}`).toBe(0 - expected);
    }
  });

  it("come back, end where they say and begin no other key, whatever follows", () => {
    for (let seed = 0; seed < 2000; seed++) {
      const random = new Seeded(seed);
      const key = randomKey(random);
      const u8 = new Uint8Array(ROOM).fill(random.pick([0, 1, 0xff]));
      const end = encodeKey(u8, 3, ROOM, key);
      u8.fill(random.pick([0, 1, 0x20, 0xff]), end, end + 16);
      const cursor = new Cursor(3);
      expect(decodeKey(u8, cursor), `seed ${seed}`).toStrictEqual(normal(key));
      expect(cursor.at).toBe(end);
      expect(keyEnd(u8, 3)).toBe(end);
    }
  });

  it("are refused with -1 wherever there is no room, and nothing behind the end is touched", () => {
    for (let seed = 0; seed < 200; seed++) {
      const key = randomKey(new Seeded(seed));
      const whole = bytesOf(key);
      for (let room = 0; room <= whole.length; room++) {
        const u8 = new Uint8Array(whole.length + 8).fill(0xee);
        const behind = encodeKey(u8, 2, 2 + room, key);
        expect(behind, `seed ${seed}, room ${room}`).toBe(room < whole.length ? -1 : 2 + room);
        expect(u8.subarray(2 + room, 10 + room).every((byte) => byte === 0xee)).toBe(true);
      }
      expect(encodeKey(whole, 0, whole.length, key)).toBe(whole.length);
    }
  });

  it("of equal objects are equal, in whatever order the properties were given", () => {
    expect(order({ b: 1, a: [0] }, { a: [-0], b: 1 })).toBe(0);
    expect(bytesOf(Object.assign(Object.create(null), { a: 1 }))).toEqual(bytesOf({ a: 1 }));
  });

  it("are written to shared memory as to any other", () => {
    const u8 = new Uint8Array(new SharedArrayBuffer(256));
    for (const key of [
      "short",
      "a text of more than twenty characters",
      "für länger als zwanzig Zeichen",
      1.25,
    ]) {
      const end = encodeKey(u8, 0, 256, key);
      expect(decodeKey(u8, new Cursor(0, end))).toBe(key);
    }
  });

  it("that have no place in the order are refused, by name", () => {
    class Point {}
    const u8 = new Uint8Array(100);
    const cases: [unknown, RegExp][] = [
      [undefined, /^undefined can't be a key/],
      [NaN, /^NaN can't be a key/],
      [10n, /^The bigint 10n can't be a key/],
      [Symbol("a"), /^A symbol can't be a key/],
      [function swim() {}, /^The function swim can't be a key/],
      [new Date(), /class Date/],
      [new Map(), /class Map/],
      [new Uint8Array(2), /class Uint8Array/],
      [new Point(), /class Point/],
      [[1, [undefined]], /^undefined/],
      [{ a: { b: NaN } }, /^NaN/],
    ];
    for (const [key, message] of cases) {
      for (const refuse of [
        () => encodeKey(u8, 0, 100, key),
        () => checkKey(key),
        () => compareKeys(key, key),
      ]) {
        expect(refuse).toThrow(expect.objectContaining({ name: "ValueError" }));
        expect(refuse).toThrow(message);
      }
    }
    const cycle: unknown[] = [];
    cycle.push(cycle);
    const room = new Uint8Array(1000);
    expect(() => encodeKey(room, 0, 1000, cycle)).toThrow(/contains itself/);
    expect(() => checkKey(cycle)).toThrow(/contains itself/);
  });

  it("that were damaged are an error, not an endless loop", () => {
    expect(() => decodeKey(Uint8Array.of(0x77), new Cursor())).toThrow(/No key begins with the byte 119/);
    expect(() => decodeKey(new Uint8Array(0), new Cursor())).toThrow(/the end of the bytes/);
    expect(() => keyEnd(Uint8Array.of(0x30, 0x20, 97), 0)).toThrow(/the end of the bytes/);
    expect(() => decodeKey(Uint8Array.of(0x30, 0x02), new Cursor())).toThrow(/the end of the bytes/);
  });
});

describe("hashBytes", () => {
  const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
  const hash = (text: string): number => hashBytes(ascii(text), 0, text.length);

  it("is MurmurHash3_x86_32 with seed 0", () => {
    // Published vectors of the reference implementation.
    expect(hash("")).toBe(0);
    expect(hash("test")).toBe(0xba6bd213);
    expect(hash("Hello, world!")).toBe(0xc0363e43);
    expect(hash("The quick brown fox jumps over the lazy dog")).toBe(0x2e4ff723);
  });

  it("spreads near keys evenly over few partitions", () => {
    for (const partitions of [2, 7, 16]) {
      const counts = new Array<number>(partitions).fill(0);
      for (let n = 0; n < 16000; n++) {
        const key = bytesOf(n % 2 ? n : `key${n}`);
        counts[hashBytes(key, 0, key.length) % partitions]++;
      }
      // Six standard deviations of a binomial distribution.
      const mean = 16000 / partitions;
      for (const count of counts) expect(Math.abs(count - mean)).toBeLessThan(6 * Math.sqrt(mean));
    }
  });

  it("doesn't depend on where the bytes lie", () => {
    const bytes = ascii("xxabcdefgyy");
    expect(hashBytes(bytes, 2, 9)).toBe(hash("abcdefg"));
  });
});
