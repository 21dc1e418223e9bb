/** Any value, decoded, is what was encoded: the same parts, shared and in cycles as before. */
import { decode, encode, type Road } from "manycore/portable";
import { describe, expect, test } from "vitest";
import { Seeded } from "../support/seeded.js";
import { expectSameGraph, randomGraph } from "./graph.js";

const roads: readonly Road[] = ["thread", "process", "bundle"];

function roundTrip(value: unknown, road: Road): unknown {
  return decode(encode(value, road).bytes, road);
}

describe("random graphs", () => {
  test("come back alike", () => {
    for (let seed = 0; seed < 400; seed++) {
      const graph = randomGraph(new Seeded(seed), 1 + (seed % 60), { cloneable: false });
      try {
        expectSameGraph(roundTrip(graph, roads[seed % 3]!), graph);
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
    }
  });

  test("come back as structuredClone gives them", () => {
    for (let seed = 1000; seed < 1300; seed++) {
      const graph = randomGraph(new Seeded(seed), 1 + (seed % 40), { cloneable: true });
      try {
        expectSameGraph(roundTrip(graph, "process"), structuredClone(graph));
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
    }
  });

  test("give the same bytes each time", () => {
    for (let seed = 2000; seed < 2050; seed++) {
      const graph = randomGraph(new Seeded(seed), 30, { cloneable: false });
      expect(encode(graph, "process").bytes).toEqual(encode(graph, "process").bytes);
    }
  });

  test("can lie in shared memory, at any address", () => {
    for (let seed = 3000; seed < 3050; seed++) {
      const graph = randomGraph(new Seeded(seed), 30, { cloneable: false });
      const { bytes } = encode(graph, "thread");
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length + 8), seed % 8, bytes.length);
      shared.set(bytes);
      const decoded = decode(shared, "thread");
      shared.fill(0);
      expectSameGraph(decoded, graph);
    }
  });
});

describe("large values", () => {
  test("a column of doubles and one of integers, in shared memory too", () => {
    const doubles = Array.from({ length: 100_000 }, (_, i) => i / 3);
    const integers = Array.from({ length: 100_000 }, (_, i) => i - 50_000);
    const { bytes } = encode([doubles, integers, "end"], "thread");
    expect(bytes.length).toBeLessThan(1_200_100);
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length + 3), 3);
    shared.set(bytes);
    expect(decode(shared, "thread")).toEqual([doubles, integers, "end"]);
  });

  test("300,000 strings in a Map", () => {
    const map = new Map(Array.from({ length: 300_000 }, (_, i) => [`word${i}`, i % 1000] as const));
    expect(roundTrip(map, "process")).toEqual(map);
  });

  test("a list nested 100,000 deep, of objects, arrays, Maps and instances", () => {
    class Link {
      next: unknown;
      constructor(next: unknown) {
        this.next = next;
      }
    }
    let list: unknown = null;
    for (let i = 0; i < 25_000; i++) list = { next: [new Map([["next", new Link(list)]])] };
    let depth = 0;
    for (let at = roundTrip(list, "process"); at !== null; depth++) {
      const link = (at as { next: [Map<string, Link>] }).next[0].get("next")!;
      expect(link instanceof Link).toBe(true);
      at = link.next;
    }
    expect(depth).toBe(25_000);
  });

  test("a sparse array takes what its elements take", () => {
    const sparse: number[] = [];
    sparse[3_000_000_000] = 7;
    const { bytes } = encode(sparse, "process");
    expect(bytes.length).toBeLessThan(100);
    const decoded = decode(bytes, "process") as number[];
    expect(decoded.length).toBe(3_000_000_001);
    expect(Object.keys(decoded)).toEqual(["3000000000"]);
  });

  test("views on one buffer share it, whether they show all of it or parts", () => {
    const buffer = new ArrayBuffer(64);
    const parts = {
      a: new Uint8Array(buffer, 0, 16),
      b: new Float64Array(buffer, 8, 2),
      whole: new Uint8Array(buffer),
    };
    const decoded = roundTrip(parts, "process") as typeof parts;
    decoded.whole[8] = 1;
    expect(decoded.a[8]).toBe(1);
    expect(decoded.b.buffer).toBe(decoded.a.buffer);
    expect(decoded.b.byteOffset).toBe(8);
  });

  test("a single view brings only its part", () => {
    const part = new Uint8Array(new ArrayBuffer(1_000_000), 500, 10).fill(9);
    const { bytes } = encode(part, "process");
    expect(bytes.length).toBeLessThan(100);
    expect(decode(bytes, "process")).toEqual(new Uint8Array(10).fill(9));
  });
});
