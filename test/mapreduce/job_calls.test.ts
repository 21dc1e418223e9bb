import {
  type JobConstructor,
  JobFailedError,
  MapReduce,
  max,
  min,
  pair,
  step,
  sum,
  ValueError,
} from "manycore/mapreduce";
import { describe, expect, test } from "vitest";

const LINES = ["a b", "b"];

describe("functions of a job", () => {
  test("run in order, with one job a task", async () => {
    const calls: string[] = [];
    class Job extends MapReduce {
      n = 0;
      override mapperInit() {
        calls.push("mapperInit");
        return [pair("init", ++this.n)];
      }
      override *mapper(_: null, line: string) {
        calls.push(`mapper ${line}`);
        yield pair(line, ++this.n);
      }
      override *mapperFinal() {
        calls.push("mapperFinal");
        yield pair("final", ++this.n);
      }
      override *reducerInit() {
        calls.push("reducerInit");
        yield pair("begin", this.n);
      }
      override *reducer(key: string, values: Iterable<number>) {
        calls.push(`reducer ${key}`);
        yield pair(key, [...values]);
      }
      override *reducerFinal() {
        calls.push("reducerFinal");
        yield pair("end", this.n);
      }
    }
    const { output } = await new Job().sandbox(LINES);
    expect(calls).toEqual([
      "mapperInit",
      "mapper a b",
      "mapper b",
      "mapperFinal",
      "reducerInit",
      "reducer a b",
      "reducer b",
      "reducer final",
      "reducer init",
      "reducerFinal",
    ]);
    expect(output).toEqual([
      ["begin", 0],
      ["a b", [2]],
      ["b", [3]],
      ["final", [4]],
      ["init", [1]],
      ["end", 0],
    ]);
  });

  test("may be generators, arrays, promises, async generators, or give nothing", async () => {
    class Job extends MapReduce {
      override async mapperInit() {
        return [pair("init", 1)];
      }
      override async *mapper(_: null, line: string) {
        await Promise.resolve();
        for (const word of line.split(" ")) yield pair(word, 1);
      }
      override async mapperFinal() {}
      override combiner(word: string, counts: Iterable<number>) {
        return new Set([pair(word, sum(counts))]);
      }
      override async reducer(word: string, counts: Iterable<number>) {
        return [pair(word, sum(counts))];
      }
      override reducerFinal() {}
    }
    const { output } = await new Job().sandbox(LINES);
    expect(output).toEqual([
      ["a", 1],
      ["b", 2],
      ["init", 1],
    ]);
  });

  test("arrays of two are pairs", async () => {
    class Plain extends MapReduce {
      override *mapper(_: null, line: string): Generator<[string, number]> {
        yield [line, line.length];
      }
    }
    expect((await new Plain().sandbox(LINES)).output).toEqual([
      ["a b", 3],
      ["b", 1],
    ]);
  });

  test("later steps get the pairs of those before; a missing mapper hands on", async () => {
    class Job extends MapReduce {
      *words(_: null, line: string) {
        for (const word of line.split(" ")) yield pair(word, 1);
      }
      *count(word: string, counts: Iterable<number>) {
        yield pair(word, sum(counts));
      }
      *swap(word: string, n: number) {
        yield pair(n, word);
      }
      *gather(n: number, words: Iterable<string>) {
        yield pair(n, [...words].join());
      }
      override steps() {
        return [
          step({ mapper: this.words }),
          step({ reducer: this.count }),
          step({ mapper: this.swap, reducer: this.gather }),
        ];
      }
    }
    const { output, lines } = await new Job().sandbox(["c b a", "b"]);
    expect(output).toEqual([
      [1, "a,c"],
      [2, "b"],
    ]);
    expect(lines).toEqual(['1\t"a,c"', '2\t"b"']);
  });

  test("jobs inherit, and take mixins", async () => {
    class Words extends MapReduce {
      override *mapper(_: null, line: string) {
        for (const word of line.split(" ")) yield pair(word, 1);
      }
      override *reducer(word: string, counts: Iterable<number>) {
        yield pair(word, sum(counts));
      }
    }
    class Loud extends Words {
      override *mapper(_: null, line: string) {
        for (const [word, n] of super.mapper(null, line)) yield pair(`${word}!`, n);
      }
    }
    function Timed<B extends JobConstructor>(Base: B) {
      abstract class TimedJob extends Base {
        override mapperInit() {
          this.increment("tasks", "mappers");
        }
      }
      return TimedJob;
    }
    class TimedLoud extends Timed(Loud) {}
    const { output, counters } = await new TimedLoud().sandbox(LINES);
    expect(output).toEqual([
      ["a!", 1],
      ["b!", 2],
    ]);
    expect(counters.count("tasks", "mappers")).toBe(1);
  });

  test("a value that is changed after it was yielded stays as it was", async () => {
    class Job extends MapReduce {
      readonly seen: string[] = [];
      override *mapper(_: null, line: string) {
        this.seen.push(line);
        yield pair("seen", this.seen);
      }
      override *reducer(key: string, values: Iterable<string[]>) {
        yield pair(key, [...values]);
      }
    }
    expect((await new Job().sandbox(["a", "b"])).output).toEqual([["seen", [["a"], ["a", "b"]]]]);
  });

  test("the values of a key are there during the call, and once: a loop goes on where one was left", async () => {
    const kept: Iterable<number>[] = [];
    class Job extends MapReduce {
      override *mapper(_: null, line: string) {
        yield pair("k", line.length);
      }
      override *reducer(key: string, values: Iterable<number>) {
        kept.push(values);
        const [first] = values;
        yield pair(key, first);
        yield pair(key, [...values]);
      }
    }
    expect((await new Job().sandbox(LINES)).output).toEqual([
      ["k", 3],
      ["k", [1]],
    ]);
    expect(() => kept.flatMap((values) => [...values])).toThrow(/can be read once/);
  });
});

describe("what is no pair", () => {
  class Yields extends MapReduce {
    static given: unknown;
    override mapper() {
      return Yields.given as [];
    }
  }

  test.each<[unknown, RegExp]>([
    [[3], /Yields, mapper yields the number 3; it has to yield pairs: yield pair\(key, value\)/],
    [[["a"]], /yields an array of 1 \(\["a"\]\)/],
    [[["a", 1, 2]], /yields an array of 3/],
    [[undefined], /yields undefined/],
    [["ab"], /yields the string "ab"/],
    [[{ a: 1 }], /yields a Object \(\{"a":1\}\)/],
    [["a", 1], /yields the string "a"/],
    ["ab", /gives the string "ab"; it has to yield pairs/],
    [3, /gives the number 3/],
    [Promise.resolve(3), /gives the number 3/],
    [{ a: 1 }, /gives a Object/],
  ])("%o: an error that names job, function and record", async (given, message) => {
    Yields.given = given;
    const run = new Yields().sandbox(["first"]);
    await expect(run).rejects.toThrow(JobFailedError);
    await expect(run).rejects.toThrow(message);
    await expect(run).rejects.toThrow(/mapper, byte 0 of standard input, record "first"/);
    await expect(run).rejects.toSatisfy((error: Error) => error.cause instanceof ValueError);
  });

  test("combiners can't be async", async () => {
    class Job extends MapReduce {
      override *mapper(_: null, line: string) {
        yield pair(line, 1);
      }
      override combiner() {
        return Promise.resolve([]) as unknown as [];
      }
      override *reducer(line: string) {
        yield pair(line, 1);
      }
    }
    await expect(new Job().sandbox("a")).rejects.toThrow(/Job, combiner is async; .*Do that in the reducer/);
  });

  test("values that can't travel and keys without order are refused where they are yielded", async () => {
    class Job extends MapReduce {
      static pair: [unknown, unknown];
      override *mapper() {
        yield Job.pair;
      }
      override *reducer(key: unknown) {
        yield pair(key, 1);
      }
    }
    Job.pair = [1, new WeakMap()];
    await expect(new Job().sandbox("line")).rejects.toThrow(
      /mapper, byte 0 .*record "line": NotPortableError/,
    );
    Job.pair = [new Date(0), 1];
    await expect(new Job().sandbox("line")).rejects.toThrow(
      /mapper, byte 0 .*record "line": ValueError: .*Date/,
    );
  });
});

describe("folds", () => {
  test("min and max go by the order of keys", () => {
    expect(
      max([
        [2, "b"],
        [10, "a"],
        [2, "z"],
      ]),
    ).toEqual([10, "a"]);
    expect(min(new Set(["b", "a"]))).toBe("a");
    expect(min<unknown>(["a", 3, null])).toBe(null);
    expect(() => max([])).toThrow(/no largest value/);
  });
});
