import { inspect } from "node:util";
import { Counters, MapReduce, pair, sum, ValueError } from "manycore/mapreduce";
import { describe, expect, test } from "vitest";

describe("counters", () => {
  test("begin at 0 and add up", () => {
    const counters = new Counters();
    expect(counters.count("words", "long")).toBe(0);
    expect(counters.isEmpty).toBe(true);
    counters.increment("words", "long");
    counters.increment("words", "long", 4);
    counters.increment("words", "short", -1);
    expect(counters.count("words", "long")).toBe(5);
    expect(counters.count("words", "short")).toBe(-1);
    expect(counters.isEmpty).toBe(false);
  });

  test("are given and shown in order, whatever their names", () => {
    const counters = new Counters();
    counters.increment("z", "b");
    counters.increment("a", "constructor", 2);
    counters.increment("z", "a", 3);
    counters.increment("__proto__", "toString", 4);
    expect(JSON.stringify(counters)).toBe(
      '{"__proto__":{"toString":4},"a":{"constructor":2},"z":{"a":3,"b":1}}',
    );
    expect(String(counters)).toBe("__proto__\n  toString=4\na\n  constructor=2\nz\n  a=3\n  b=1");
  });

  test("are printed as a plain object is", () => {
    const counters = new Counters();
    expect(inspect(counters)).toBe("{}");
    counters.increment("numbers", "not one", 2);
    expect(inspect(counters)).toBe("{ numbers: { 'not one': 2 } }");
    expect(inspect({ counters }, { depth: 0 })).toBe("{ counters: [Object] }");
  });

  test("merge with others, or with what others became as JSON", () => {
    const one = new Counters();
    one.increment("g", "n", 2);
    const other = new Counters();
    other.increment("g", "n", 3);
    other.increment("h", "m");
    one.merge(other);
    one.merge(JSON.parse(JSON.stringify(other)));
    expect(one.toJSON()).toEqual({ g: { n: 8 }, h: { m: 2 } });
    expect(other.count("g", "n")).toBe(3);
  });

  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    "are whole numbers: %s is refused",
    (amount) => {
      expect(() => new Counters().increment("g", "n", amount)).toThrow(ValueError);
      expect(() => new Counters().increment("g", "n", amount)).toThrow(/g › n .*whole numbers/);
    },
  );
});

class Counting extends MapReduce {
  override *mapper(_: null, line: string) {
    this.increment("mapper", "lines");
    this.setStatus(`at ${line}`);
    yield pair(line, 1);
  }

  override *reducer(line: string, counts: Iterable<number>) {
    const n = sum(counts);
    this.increment("reducer", line, n);
    yield pair(line, n);
  }
}

describe("a job's counters", () => {
  test("add up over its tasks", async () => {
    const { counters } = await new Counting().sandbox(["a", "b", "a"], { reducers: 3 });
    expect(counters.toJSON()).toEqual({ mapper: { lines: 3 }, reducer: { a: 2, b: 1 } });
  });

  test("can be raised outside of any task", () => {
    const job = new Counting();
    expect([...job.mapper(null, "a")]).toEqual([["a", 1]]);
    expect([...job.reducer("a", [1, 2])]).toEqual([["a", 3]]);
    expect(() => job.increment("g", "n", 0.5)).toThrow(ValueError);
  });

  test("status reaches whoever hears of progress", async () => {
    const heard: (string | undefined)[] = [];
    await new Counting().sandbox(["x", "y"], { onProgress: ({ status }) => heard.push(status) });
    expect(heard).toContain("at x");
    expect(heard).toContain("at y");
  });
});
