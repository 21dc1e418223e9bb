/** Kinds of values that have something of their own. */
import { runInNewContext } from "node:vm";
import { decode, encode } from "manycore/portable";
import { describe, expect, test } from "vitest";

function roundTrip<T>(value: T): T {
  return decode(encode(value, "process").bytes, "process") as T;
}

test("numbers keep their sign and their kind", () => {
  expect(roundTrip([0, -0, Number.NaN, 2 ** 31, -(2 ** 31), 1e308])).toEqual([
    0,
    -0,
    Number.NaN,
    2 ** 31,
    -(2 ** 31),
    1e308,
  ]);
  const column = Array.from({ length: 50 }, (_, i) => (i === 20 ? -0 : i));
  expect(Object.is(roundTrip(column)[20], -0)).toBe(true);
});

test("strings of any length and alphabet", () => {
  for (const unit of ["a", "é", "漢", "😀", "\ud800"])
    for (const length of [1, 31, 32, 64, 65, 1000, 70_000])
      expect(roundTrip(unit.repeat(length))).toBe(unit.repeat(length));
  const many = Array.from({ length: 20_000 }, (_, i) => "x".repeat(i % 60) + i);
  expect(roundTrip(many)).toEqual(many);
});

test("holes stay holes", () => {
  // biome-ignore lint/suspicious/noSparseArray: that is what is tested
  const holes = [1, , undefined, 3, ,];
  const decoded = roundTrip(holes);
  expect(decoded.length).toBe(5);
  expect(Object.keys(decoded)).toEqual(["0", "2", "3"]);
});

test("names on arrays, Maps and functions' own fields stay", () => {
  const match = /(?<first>a)b/.exec("xab")!;
  const decoded = roundTrip(match);
  expect([decoded.index, decoded.input, decoded.groups?.first]).toEqual([1, "xab", "a"]);
  const map = Object.assign(new Map([[1, 2]]), { label: "m" });
  expect(roundTrip(map).label).toBe("m");
});

test("an own key __proto__ is a key", () => {
  const value = JSON.parse('{"__proto__": {"a": 1}, "b": 2}') as object;
  const decoded = roundTrip(value);
  expect(Object.keys(decoded)).toEqual(["__proto__", "b"]);
  expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
});

test("getters travel as getters and don't run", () => {
  let runs = 0;
  const value = {
    base: 20,
    get twice() {
      return this.base * 2;
    },
  };
  const watched = Object.defineProperty({ ok: 1 }, "seen", {
    enumerable: true,
    get: () => {
      runs += 1;
      return runs;
    },
  });
  const decoded = roundTrip(value);
  decoded.base = 21;
  expect(decoded.twice).toBe(42);
  roundTrip(watched);
  expect(runs).toBe(0);
});

test("symbols: registered and well-known ones, as values and as keys", () => {
  const key = Symbol.for("a key");
  const decoded = roundTrip({ [key]: Symbol.iterator, plain: Symbol.for("x") });
  expect(decoded[key]).toBe(Symbol.iterator);
  expect(decoded.plain).toBe(Symbol.for("x"));
});

test("URLs, boxed values, resizable buffers", () => {
  expect(roundTrip(new URL("https://a.b/c?d=e#f")).href).toBe("https://a.b/c?d=e#f");
  expect(roundTrip(new URLSearchParams("a=1&b=2")).get("b")).toBe("2");
  const decoded = roundTrip(Object("text") as string);
  expect(typeof decoded).toBe("object");
  expect(decoded.valueOf()).toBe("text");
  const Resizable = ArrayBuffer as unknown as new (
    bytes: number,
    options: object,
  ) => ArrayBuffer & { maxByteLength: number };
  expect(roundTrip(new Resizable(8, { maxByteLength: 64 })).maxByteLength).toBe(64);
});

test("a Buffer is a Buffer and brings only its own bytes", () => {
  const { bytes } = encode(Buffer.from("hello"), "process");
  expect(bytes.length).toBeLessThan(64);
  const decoded = decode(bytes, "process") as Buffer;
  expect(Buffer.isBuffer(decoded)).toBe(true);
  expect(decoded.toString()).toBe("hello");
});

test("what both sides have goes by name", () => {
  const names = {
    math: Math,
    json: JSON,
    log: console.log,
    map: Array.prototype.map,
    type: Map,
    global: globalThis,
  };
  const decoded = roundTrip(names);
  for (const [name, value] of Object.entries(names)) expect(decoded[name as keyof typeof names]).toBe(value);
});

test("objects of another realm become this realm's", () => {
  const foreign = runInNewContext(
    "({ list: [1, 2], map: new Map([[1, { a: 1 }]]), when: new Date(5), error: new TypeError('x') })",
  ) as {
    map: Map<number, unknown>;
  };
  const decoded = roundTrip(foreign) as {
    list: number[];
    map: Map<number, object>;
    when: Date;
    error: Error;
  };
  expect(decoded.map).toBeInstanceOf(Map);
  expect(decoded.map.get(1)).toEqual({ a: 1 });
  expect(decoded.when.getTime()).toBe(5);
  expect(decoded.error).toBeInstanceOf(TypeError);
});

describe("instances", () => {
  test("keep their class, their fields and their identity", () => {
    class Node {
      children: Node[] = [];
      parent: Node | null = null;
      add(child: Node): this {
        child.parent = this;
        this.children.push(child);
        return this;
      }
    }
    const tree = new Node().add(new Node()).add(new Node());
    const decoded = roundTrip(tree);
    expect(decoded).toBeInstanceOf(Node);
    expect(decoded.children[1]!.parent).toBe(decoded);
    expect(decoded).not.toBe(tree);
  });

  test("of classes that extend builtins", () => {
    class Bag<T> extends Set<T> {
      label = "bag";
      first(): T | undefined {
        return [...this][0];
      }
    }
    class Row extends Array<number> {
      total(): number {
        return this.reduce((a, b) => a + b, 0);
      }
    }
    class Stamp extends Date {
      zone = "UTC";
    }
    const bag = roundTrip(new Bag(["x", "y"]));
    expect([bag.first(), bag.label, bag.size, bag instanceof Bag]).toEqual(["x", "bag", 2, true]);
    const row = roundTrip(Row.from([1, 2, 3]) as Row);
    expect([row.total(), row.length, row instanceof Row]).toEqual([6, 3, true]);
    expect(roundTrip(Row.from({ length: 40 }, (_, i) => i) as Row).total()).toBe(780);
    expect([roundTrip(new Stamp(9)).getTime(), roundTrip(new Stamp(9)).zone]).toEqual([9, "UTC"]);
  });

  test("with a prototype that is an object", () => {
    const defaults = { color: "red", show: () => "shown" };
    const value = Object.assign(Object.create(defaults) as typeof defaults, { size: 3 });
    const decoded = roundTrip(value);
    expect(Object.keys(decoded)).toEqual(["size"]);
    expect(decoded.color).toBe("red");
  });

  test("that a static field of their class holds", () => {
    class Single {
      static instance = new Single();
      value = 1;
    }
    const decoded = roundTrip([Single.instance, Single.instance]);
    expect(decoded[0]).toBe(decoded[1]);
    expect(decoded[0]).toBeInstanceOf(Single);
  });
});
