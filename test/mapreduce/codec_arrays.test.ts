/** Arrays of numbers and strings, which have shorter ways through the codec: held against the tables of its README, read literally. */
import { describe, expect, it } from "vitest";
import {
  Cursor,
  compareBytes,
  compareKeys,
  decodeKey,
  decodeValue,
  encodeKey,
  encodeValue,
  keyEnd,
  valueEnd,
} from "../../dist/mapreduce/codec/index.js";
import { Seeded } from "../support/seeded.js";
import { randomNumber, randomText } from "./codec_support.js";

const ROOM = 1 << 16;

type Part = null | boolean | number | string | undefined | readonly Part[];

/** Where a number begins to take another byte, and one to each side of it. */
const EDGES = [0, 64, 128, 2 ** 13, 2 ** 14, 2 ** 15, 2 ** 20, 2 ** 21, 2 ** 27, 2 ** 31, 2 ** 32, 2 ** 53];

function number(random: Seeded): number {
  switch (random.integer(0, 4)) {
    case 0:
      return (random.pick(EDGES) + random.integer(-2, 2)) * random.pick([1, -1]);
    case 1:
      return random.pick([0, -0, 1, 0.5, -0.5, 127, 127.5, 2 ** 53 + 2, -(2 ** 60), Infinity, -Infinity]);
    case 2:
      return random.integer(-20_000, 20_000);
    case 3:
      return random.integer(0, 200);
    default:
      return randomNumber(random);
  }
}

/** Arrays of one sort, as the engine has them: small integers, numbers, strings; and of several. */
function array(random: Seeded, deepest: number): readonly Part[] {
  const length = random.pick([0, 1, 2, 2, 3, 4, 5, 15, 16, 40]);
  const make = random.pick<() => Part>([
    () => random.integer(-300, 300),
    () => number(random),
    () => randomText(random),
    () => random.pick([null, true, false]),
    () => (deepest > 0 ? array(random, deepest - 1) : 0),
  ]);
  const one = random.next() < 0.7;
  return Array.from({ length }, () => (one || random.next() < 0.5 ? make() : randomText(random)));
}

function sixteen(value: bigint, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => Number((value >> BigInt(8 * (bytes - 1 - i))) & 0xffn));
}

function float64(value: number): number[] {
  return [...new Uint8Array(new BigUint64Array(new Float64Array([value]).buffer).buffer)].reverse();
}

function varint(value: bigint): number[] {
  return value < 128n ? [Number(value)] : [Number(value % 128n) + 128, ...varint(value / 128n)];
}

function slowValue(value: Part): number[] {
  if (value === undefined) return [0];
  if (value === null) return [1];
  if (typeof value === "boolean") return [value ? 3 : 2];
  if (typeof value === "number") {
    const int = Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31 && !Object.is(value, -0);
    if (!int) return [5, ...float64(value).reverse()];
    if (value >= 0 && value < 128) return [0x80 + value];
    return [4, ...varint(BigInt(value < 0 ? -2 * value - 1 : 2 * value))];
  }
  if (typeof value === "string") {
    const units = Array.from({ length: value.length }, (_, i) => value.charCodeAt(i));
    const length = varint(BigInt(units.length));
    if (units.some((unit) => unit > 0xff))
      return [7, ...length, ...units.flatMap((unit) => [unit & 0xff, unit >> 8])];
    return units.length < 64 ? [0x40 + units.length, ...units] : [6, ...length, ...units];
  }
  const head = value.length < 16 ? [0x20 + value.length] : [8, ...varint(BigInt(value.length))];
  return [...head, ...value.flatMap(slowValue)];
}

function slowKey(key: Part): number[] {
  if (key === null) return [1];
  if (typeof key === "boolean") return [key ? 3 : 2];
  if (typeof key === "number") {
    const flip = (bytes: number[]): number[] => (key < 0 ? bytes.map((byte) => 255 - byte) : bytes);
    const size = Math.abs(key);
    if (size === 0) return [0x10];
    if (size >= 2 ** 53) return [key < 0 ? 0x08 : 0x18, ...flip(float64(size))];
    const whole = Math.trunc(size);
    const w = 2n * BigInt(whole) + (whole === size ? 0n : 1n);
    const bytes = Math.ceil(w.toString(16).length / 2);
    const fraction = whole === size ? [] : float64(size);
    return [0x10 + (key < 0 ? -bytes : bytes), ...flip([...sixteen(w, bytes), ...fraction])];
  }
  if (typeof key === "string") {
    const text = [...key].flatMap((character) => {
      const point = character.codePointAt(0)!;
      if (point < 2) return [1, point + 1];
      // A lone surrogate, in the three bytes that it would have.
      if (point >= 0xd800 && point < 0xe000)
        return [0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63)];
      return [...new TextEncoder().encode(character)];
    });
    return [0x20, ...text, 0];
  }
  return [0x30, ...(key as readonly Part[]).flatMap(slowKey), 0];
}

/** All rooms of short bytes; some of long ones. */
function refusesWhereThereIsNoRoom(
  encode: (u8: Uint8Array, at: number, end: number) => number,
  bytes: readonly number[],
): void {
  const step = Math.ceil(bytes.length / 40);
  for (let room = bytes.length - 1; room >= 0; room -= step) {
    const u8 = new Uint8Array(bytes.length + 8).fill(0xee);
    expect(encode(u8, 2, 2 + room), `room ${room} of ${bytes.length}`).toBe(-1);
    expect(u8.subarray(2 + room).every((byte) => byte === 0xee)).toBe(true);
  }
}

describe("arrays of numbers and strings", () => {
  it("as values are the bytes that the table says, and come back", () => {
    const u8 = new Uint8Array(ROOM);
    for (let seed = 0; seed < 2000; seed++) {
      const random = new Seeded(seed);
      const value = random.next() < 0.3 ? number(random) : array(random, 2);
      const expected = slowValue(value);
      const end = encodeValue(u8, 1, ROOM, value);
      expect([...u8.subarray(1, end)], `seed ${seed}`).toEqual(expected);
      u8.fill(random.pick([0, 0x80, 0xff]), end, end + 16);
      const cursor = new Cursor(1);
      expect(decodeValue(u8, cursor), `seed ${seed}`).toStrictEqual(value);
      expect(cursor.at).toBe(end);
      expect(valueEnd(u8, 1)).toBe(end);
      // Without a byte too many: a chunk of memory may end anywhere.
      expect(encodeValue(u8, 1, end, value)).toBe(end);
      if (seed < 300) refusesWhereThereIsNoRoom((into, at, to) => encodeValue(into, at, to, value), expected);
    }
  });

  it("as keys are the bytes that the table says, come back, and have the order of compareKeys", () => {
    const u8 = new Uint8Array(ROOM);
    let before: { key: Part; bytes: Uint8Array } | undefined;
    for (let seed = 0; seed < 2000; seed++) {
      const random = new Seeded(seed);
      const key = random.next() < 0.3 ? number(random) : array(random, 2);
      const expected = slowKey(key);
      const end = encodeKey(u8, 1, ROOM, key);
      const bytes = u8.slice(1, end);
      expect([...bytes], `seed ${seed}`).toEqual(expected);
      u8.fill(random.pick([0, 1, 0x30, 0xff]), end, end + 16);
      const cursor = new Cursor(1);
      expect(compareKeys(decodeKey(u8, cursor), key), `seed ${seed}`).toBe(0);
      expect(cursor.at).toBe(end);
      expect(keyEnd(u8, 1)).toBe(end);
      expect(encodeKey(u8, 1, end, key)).toBe(end);
      if (seed < 300) refusesWhereThereIsNoRoom((into, at, to) => encodeKey(into, at, to, key), expected);
      if (before !== undefined) {
        const order = compareBytes(bytes, 0, bytes.length, before.bytes, 0, before.bytes.length);
        expect(Math.sign(order), `seed ${seed}`).toBe(Math.sign(compareKeys(key, before.key)));
      }
      before = { key, bytes };
    }
  });

  it("come back as they were made, however the engine keeps them", () => {
    const grown: number[] = [];
    for (let n = -20; n < 20; n++) grown.push(n);
    const emptied = [1, 2, 3];
    emptied.length = 0;
    const filled = new Array<unknown>(3).fill(7);
    const changed: unknown[] = [1, 2];
    changed[1] = 1.5;
    changed.push("text");
    const frozen = Object.freeze([1, -1]);
    const found = /(\d+)-(\d+)/.exec("10-20")!;
    for (const value of [grown, emptied, filled, changed, frozen, [...found]]) {
      const u8 = new Uint8Array(ROOM);
      encodeValue(u8, 0, ROOM, value);
      expect(decodeValue(u8, new Cursor())).toStrictEqual([...value]);
      encodeKey(u8, 0, ROOM, value);
      expect(decodeKey(u8, new Cursor())).toStrictEqual([...value]);
    }
  });

  it("that have holes, or another prototype, are told from plain ones as values", () => {
    const u8 = new Uint8Array(ROOM);
    const through = (value: unknown): unknown => {
      const end = encodeValue(u8, 0, ROOM, value);
      const cursor = new Cursor();
      const decoded = decodeValue(u8, cursor);
      expect(cursor.at).toBe(end);
      return decoded;
    };
    const holes = [1];
    holes[2] = 3;
    const back = through(holes) as unknown[];
    expect(back).toStrictEqual(holes);
    expect(1 in back).toBe(false);
    expect(through([undefined, 1])).toStrictEqual([undefined, 1]);
    expect(through([holes, 2])).toStrictEqual([holes, 2]);
    // After so many plain ones the engine takes every array for one.
    for (let n = 0; n < 20_000; n++) encodeValue(u8, 0, ROOM, [n, -n]);
    class Route extends Array<string> {}
    // The tag of a parcel.
    encodeValue(u8, 0, ROOM, Route.of("LAX", "SFO"));
    expect(u8[0]).toBe(0x0a);
    encodeValue(u8, 0, ROOM, [1, Route.of("LAX", "SFO")]);
    expect([...u8.subarray(0, 3)]).toEqual([0x22, 0x81, 0x0a]);
  });
});
