/** Random values with cycles and shared parts, and a comparison that sees identity. */
import { expect } from "vitest";
import type { Seeded } from "../support/seeded.js";

const TEXTS = [
  "",
  "a",
  "key",
  "ünïcode",
  "漢字",
  "\ud800 alone",
  "__proto__",
  "constructor",
  "1",
  "x".repeat(70),
  "é".repeat(300),
];
const NUMBERS = [
  0,
  -0,
  1,
  -1,
  127,
  128,
  -129,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 31,
  2 ** 53,
  0.1,
  -1e-300,
  Number.NaN,
  Infinity,
  -Infinity,
];
const BIGINTS = [0n, 1n, -1n, 255n, 256n, -(2n ** 63n), 2n ** 64n, 10n ** 40n];

export interface GraphOptions {
  /** Only what structuredClone gives back in the same way. */
  readonly cloneable: boolean;
}

/** A value of about `size` objects. */
export function randomGraph(random: Seeded, size: number, { cloneable }: GraphOptions): unknown {
  const made: object[] = [];
  const fillers: (() => void)[] = [];

  const primitive = (): unknown => {
    switch (random.integer(0, cloneable ? 6 : 7)) {
      case 0:
        return random.pick(NUMBERS);
      case 1:
        return random.pick(TEXTS);
      case 2:
        return random.pick(BIGINTS);
      case 3:
        return random.pick([undefined, null, true, false]);
      case 4:
        return random.integer(-1000, 1000);
      case 5:
        return random.next();
      case 6:
        return `${random.pick(TEXTS)}${random.integer(0, 99)}`;
      default:
        return random.pick([Symbol.iterator, Symbol.asyncIterator, Symbol.for("manycore"), Symbol.for("")]);
    }
  };
  // Leans back on what is there, so that parts are shared and cycles close.
  const value = (): unknown =>
    random.next() < 0.4 && made.length > 0
      ? random.pick(made)
      : made.length < size && random.next() < 0.5
        ? object()
        : primitive();
  const keep = <T extends object>(made_: T, fill: (made: T) => void = () => {}): T => {
    made.push(made_);
    fillers.push(() => fill(made_));
    return made_;
  };
  const buffer = (): ArrayBuffer => {
    const bytes = new Uint8Array(random.integer(0, 8) * 8);
    for (let i = 0; i < bytes.length; i++) bytes[i] = random.integer(0, 255);
    return bytes.buffer;
  };
  const object = (): object => {
    switch (random.integer(0, cloneable ? 12 : 15)) {
      case 0:
      case 1:
        return keep({} as Record<string, unknown>, (o) => {
          for (let i = random.integer(0, 6); i > 0; i--) {
            const key = random.pick(TEXTS) + (random.next() < 0.5 ? "" : String(random.integer(0, 5)));
            Object.defineProperty(o, key, {
              value: value(),
              enumerable: true,
              writable: true,
              configurable: true,
            });
          }
        });
      case 2:
        return keep([] as unknown[], (a) => {
          for (let i = random.integer(0, 8); i > 0; i--) a.push(value());
        });
      case 3:
        return keep([] as unknown[], (a) => {
          a.length = random.pick([3, 40, 3000]);
          for (let i = random.integer(0, 3); i > 0; i--) a[random.integer(0, a.length - 1)] = value();
        });
      case 4:
        return keep(Array.from({ length: random.integer(0, 60) }, () => random.integer(-9, 300)));
      case 5:
        return keep(Array.from({ length: random.integer(0, 60) }, () => random.pick(NUMBERS)));
      case 6:
        return keep(new Map<unknown, unknown>(), (m) => {
          for (let i = random.integer(0, 6); i > 0; i--) m.set(value(), value());
        });
      case 7:
        return keep(new Set<unknown>(), (s) => {
          for (let i = random.integer(0, 6); i > 0; i--) s.add(value());
        });
      case 8:
        return keep(new Date(random.pick([0, 1e12, -1, 8.64e15, Number.NaN])));
      case 9:
        return keep(random.pick([/a+b/gi, /(?<year>\d{4})/u, /[/\]]/s, /(?:)/]));
      case 10:
        return keep(buffer());
      case 11: {
        const View = random.pick([
          Int8Array,
          Uint8ClampedArray,
          Uint16Array,
          Int32Array,
          Float32Array,
          Float64Array,
          BigUint64Array,
          DataView,
        ]);
        return keep(new (View as new (buffer: ArrayBuffer) => object)(buffer()));
      }
      case 12:
        return keep(new Uint8Array(buffer()));
      case 13:
        return keep(Object.create(null) as Record<string, unknown>, (o) => {
          o.inside = value();
        });
      case 14:
        return keep(
          new (random.pick([Error, TypeError, RangeError]))(random.pick(TEXTS), { cause: primitive() }),
          (e) => {
            Object.assign(e, { code: value() });
          },
        );
      default:
        return keep(Object(random.pick([1, "text", true, 5n, Symbol.for("boxed")])) as object);
    }
  };

  const root = object();
  for (let i = 0; i < fillers.length; i++) fillers[i]!();
  return root;
}

/** Expects that two values are alike and have the same parts at the same places: one object here is one object there. */
export function expectSameGraph(actual: unknown, expected: unknown): void {
  const pairs = new Map<object, object>();
  const taken = new Set<object>();
  const open: [unknown, unknown, string][] = [[actual, expected, "value"]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [a, b, at] = next;
    if (typeof b !== "object" || b === null) {
      if (!Object.is(a, b)) expect(a, at).toBe(b);
      continue;
    }
    const partner = pairs.get(b);
    if (partner !== undefined) {
      if (partner !== a) expect(a, `${at}: the same object`).toBe(partner);
      continue;
    }
    if (typeof a !== "object" || a === null || taken.has(a)) expect.fail(`${at}: an object of its own`);
    pairs.set(b, a);
    taken.add(a);
    if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) expect.fail(`${at}: the same prototype`);
    const inner = [innards(a), innards(b)];
    if (inner[0]!.length !== inner[1]!.length) expect(inner[0], at).toEqual(inner[1]);
    inner[1]!.forEach(([name, value], i) => {
      const [otherName, other] = inner[0]![i]!;
      if (name !== otherName) expect(otherName, at).toBe(name);
      open.push([other, value, `${at} ${name}`]);
    });
  }
}

/** All that can be seen of an object, by name, in order. */
function innards(object: object): [string, unknown][] {
  const inner: [string, unknown][] = [];
  if (object instanceof Map)
    inner.push(
      ...[...object]
        .flatMap(([key, value]) => [key, value] as unknown[])
        .map((part, i): [string, unknown] => [`key or value ${i}`, part]),
    );
  if (object instanceof Set)
    inner.push(...[...object].map((part, i): [string, unknown] => [`element ${i}`, part]));
  if (object instanceof Date) inner.push(["time", object.getTime()]);
  if (object instanceof RegExp) inner.push(["source", String(object)], ["lastIndex", object.lastIndex]);
  if (object instanceof ArrayBuffer) inner.push(["bytes", Buffer.from(object).toString("hex")]);
  if (ArrayBuffer.isView(object))
    return [
      ["buffer", object.buffer],
      ["offset", object.byteOffset],
      ["length", object.byteLength],
    ];
  if (
    object instanceof Number ||
    object instanceof String ||
    object instanceof Boolean ||
    object instanceof BigInt
  )
    inner.push(["boxed", object.valueOf()]);
  if (object instanceof Error)
    inner.push(["message", object.message], ["stack", object.stack], ["cause", object.cause]);
  if (Array.isArray(object)) inner.push(["length", object.length]);
  for (const key of Object.keys(object)) inner.push([`.${key}`, (object as Record<string, unknown>)[key]]);
  return inner;
}
