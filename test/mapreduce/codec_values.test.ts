import * as np from "manycore/numpy";
import { describe, expect, it } from "vitest";
import {
  Cursor,
  decodeValue,
  encodePairs,
  encodeValue,
  PairReader,
  PairWriter,
  readPairs,
  readVarint,
  valueEnd,
  valueEndWithin,
  varintSize,
  writeVarint,
} from "../../dist/mapreduce/codec/index.js";
// Arrays travel once their carrier is registered.
import "manycore/multiprocessing";
import { Seeded } from "../support/seeded.js";
import { randomKey, randomValue } from "./codec_support.js";

const ROOM = 1 << 16;

function bytesOf(value: unknown): Uint8Array {
  const u8 = new Uint8Array(ROOM);
  return u8.slice(0, encodeValue(u8, 0, ROOM, value));
}

const through = (value: unknown): unknown => decodeValue(bytesOf(value), new Cursor());

describe("values as bytes", () => {
  it("come back and end where they say, for random values", () => {
    for (let seed = 0; seed < 2000; seed++) {
      const random = new Seeded(seed);
      const value = random.next() < 0.3 ? randomKey(random) : randomValue(random);
      const u8 = new Uint8Array(ROOM).fill(0xff);
      const end = encodeValue(u8, 5, ROOM, value);
      const cursor = new Cursor(5);
      expect(decodeValue(u8, cursor), `seed ${seed}`).toStrictEqual(value);
      expect(cursor.at).toBe(end);
      expect(valueEnd(u8, 5)).toBe(end);
      for (const short of [5, 6, end - 1]) expect(valueEndWithin(u8, 5, Math.min(short, end - 1))).toBe(-1);
    }
  });

  it("are refused with -1 wherever there is no room, and nothing behind the end is touched", () => {
    for (let seed = 0; seed < 200; seed++) {
      const value = randomValue(new Seeded(seed));
      const whole = bytesOf(value);
      const step = Math.ceil(whole.length / 50);
      for (let room = whole.length; room >= 0; room -= step) {
        const u8 = new Uint8Array(whole.length + 8).fill(0xee);
        const behind = encodeValue(u8, 2, 2 + room, value);
        expect(behind, `seed ${seed}, room ${room}`).toBe(room < whole.length ? -1 : 2 + room);
        expect(u8.subarray(2 + room, 10 + room).every((byte) => byte === 0xee)).toBe(true);
      }
    }
  });

  it("take few bytes when they are simple", () => {
    const sizes: [unknown, number][] = [
      [null, 1],
      [1, 1],
      [127, 1],
      [128, 3],
      [-1, 2],
      ["", 1],
      ["four", 5],
      ["x".repeat(63), 64],
      [["word", 3], 7],
      [{ a: 1 }, 5],
    ];
    for (const [value, size] of sizes) expect(bytesOf(value).length, JSON.stringify(value)).toBe(size);
  });

  it("keep -0, NaN, infinities, subnormals and every kind of string", () => {
    const numbers = [
      -0,
      0,
      NaN,
      Infinity,
      -Infinity,
      5e-324,
      -5e-324,
      2 ** 31,
      -(2 ** 31),
      -(2 ** 31) - 1,
      2 ** 53,
    ];
    for (const number of numbers) expect(Object.is(through(number), number), String(number)).toBe(true);
    const units = ["\0", "a", "ÿ", "Ā", "\ud800", "\udc00", "😀", "\uffff"];
    for (const unit of units) {
      for (const length of [0, 1, 11, 12, 13, 19, 20, 21, 62, 63, 64, 127, 128, 5000]) {
        const text = unit.repeat(length);
        expect(through(text) === text, `${escape(unit)} × ${length}`).toBe(true);
        expect(through(`${text}z`) === `${text}z`).toBe(true);
      }
    }
  });

  it("of every kind that portable carries come back", () => {
    class Account {
      balance = 3;
      owe(sum: number): number {
        return this.balance - sum;
      }
    }
    const account = through(new Account()) as Account;
    expect(account.owe(1)).toBe(2);
    expect((through([(x: number) => 2 * x]) as ((x: number) => number)[])[0](4)).toBe(8);
    const array = through({ a: np.array([[1, 2.5]]) }) as { a: np.NDArray };
    expect(array.a.tolist()).toEqual([[1, 2.5]]);
    const holes = [1];
    holes[2] = 3;
    const sparse = through(holes) as number[];
    expect(1 in sparse).toBe(false);
    const huge: number[] = [];
    huge[2 ** 32 - 2] = 1;
    expect((through(huge) as number[])[2 ** 32 - 2]).toBe(1);
    const bare = through(Object.assign(Object.create(null), { a: 1 })) as object;
    expect(Object.getPrototypeOf(bare)).toBe(null);
    const error = through(new RangeError("too far")) as Error;
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe("too far");
  });

  it("that are nested deep or contain themselves come back as they were", () => {
    const cycle: unknown[] = [1];
    cycle.push([cycle]);
    const copy = through(cycle) as unknown[][];
    expect(copy[1][0]).toBe(copy);
    let deep: unknown = "end";
    for (let k = 0; k < 1000; k++) deep = k % 2 ? [deep] : { deep };
    let seen = through(deep);
    for (let k = 999; k >= 0; k--) seen = k % 2 ? (seen as unknown[])[0] : (seen as { deep: unknown }).deep;
    expect(seen).toBe("end");
  });

  it("don't change an object's prototype by a property's name", () => {
    const value = JSON.parse('{"__proto__": {"admin": true}}') as object;
    const copy = through(value) as { admin?: boolean };
    expect(copy.admin).toBe(undefined);
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"admin":true}}');
  });

  it("that can't travel are refused with the way to them", () => {
    const refuse = (): unknown => bytesOf({ rows: [1, { wait: Promise.resolve() }] });
    expect(refuse).toThrow(expect.objectContaining({ name: "NotPortableError" }));
    expect(refuse).toThrow(/rows.*wait/);
  });

  it("that were damaged are an error", () => {
    expect(() => decodeValue(Uint8Array.of(0x33), new Cursor())).toThrow(/No value begins with the byte 51/);
    expect(() => valueEnd(Uint8Array.of(0x06, 0x80), 0)).toThrow(/the end of the bytes/);
  });
});

describe("varints", () => {
  it("come back for every length, and are -1 when cut", () => {
    const u8 = new Uint8Array(16);
    for (let bit = 0; bit <= 53; bit++) {
      for (const n of [2 ** bit - 1, 2 ** bit, 2 ** bit + 1]) {
        if (n > 2 ** 53) continue;
        u8.fill(0xff);
        const end = writeVarint(u8, 1, n);
        expect(end - 1).toBe(varintSize(n));
        const cursor = new Cursor(1);
        expect(readVarint(u8, cursor)).toBe(n);
        expect(cursor.at).toBe(end);
        expect(readVarint(u8, new Cursor(1, end - 1))).toBe(-1);
      }
    }
  });
});

describe("pairs", () => {
  it("come back in order, from chunks that never cut one", () => {
    for (const room of [1, 16, 300, 1 << 16]) {
      const random = new Seeded(room);
      const pairs = Array.from({ length: 300 }, () => [randomValue(random), randomValue(random)] as const);
      const seen: unknown[] = [];
      let counted = 0;
      const writer = new PairWriter((bytes, count) => {
        const before = seen.length;
        seen.push(...readPairs(bytes));
        expect(seen.length - before).toBe(count);
        counted += count;
      }, room);
      for (const [key, value] of pairs) writer.write(key, value);
      writer.flush();
      writer.flush();
      expect(counted).toBe(300);
      expect(seen).toStrictEqual(pairs);
    }
  });

  it("are all there after one that can't travel", () => {
    const chunks: Uint8Array[] = [];
    const writer = new PairWriter((bytes) => chunks.push(bytes.slice()));
    writer.write("a", 1);
    expect(() => writer.write("b", Promise.resolve())).toThrow(/can't travel/);
    writer.write("c", 3);
    writer.flush();
    expect(chunks.flatMap((chunk) => [...readPairs(chunk)])).toEqual([
      ["a", 1],
      ["c", 3],
    ]);
  });

  it("can be read one by one without pairs being made, from a part of some bytes", () => {
    const bytes = encodePairs([
      [null, "x"],
      [-0, { a: 1 }],
    ]);
    const first = encodePairs([[null, "x"]]).length;
    const reader = new PairReader(bytes, first);
    expect(reader.next()).toBe(true);
    expect([reader.key, reader.value]).toStrictEqual([-0, { a: 1 }]);
    expect(reader.next()).toBe(false);
    expect([...readPairs(encodePairs([]))]).toEqual([]);
  });
});
