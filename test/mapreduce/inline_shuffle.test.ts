import { MapReduce, option, pair, step, sum } from "manycore/mapreduce";
import { describe, expect, test } from "vitest";
import { compareKeys, encodeKey, hashBytes } from "../../dist/mapreduce/codec/index.js";
import { Seeded } from "../support/seeded.js";

class Words extends MapReduce {
  override *mapper(_: null, line: string) {
    for (const word of line.split(" ")) yield pair(word, 1);
  }
  override *reducer(word: string, counts: Iterable<number>) {
    yield pair(word, sum(counts));
  }
}

/** Lines of words that come up in very different numbers. */
function linesOf(seed: number, lines: number): string[] {
  const random = new Seeded(seed);
  const word = () => "abcdefgh".slice(0, random.integer(1, 3)) + random.integer(0, random.integer(0, 40));
  return Array.from({ length: lines }, () => Array.from({ length: random.integer(1, 8) }, word).join(" "));
}

function counted(lines: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const word of lines.join(" ").split(" ")) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

describe("inline: from mapper to reducer", () => {
  test.each([1, 2, 3, 4, 5])("counts as a plain loop does (seed %i)", async (seed) => {
    const lines = linesOf(seed, 50 * seed);
    class Combined extends Words {
      override *combiner(word: string, counts: Iterable<number>) {
        yield pair(word, sum(counts));
      }
    }
    for (const job of [new Words(), new Combined()]) {
      expect((await job.sandbox(lines)).output).toEqual(counted(lines));
      const { output } = await job.sandbox(lines, { reducers: 3 });
      expect(output.sort(([a], [b]) => (a < b ? -1 : 1))).toEqual(counted(lines));
    }
  });

  test("a combiner that can't run on its own results, or not at all, shows", async () => {
    class CountsCalls extends Words {
      override *combiner(word: string, counts: Iterable<number>) {
        yield pair(word, [...counts].length);
      }
    }
    const lines = ["a a a a a a a a a a a a a a a a"];
    const { output } = await new CountsCalls().sandbox(lines);
    expect(output[0]?.[1]).not.toBe(16);
  });

  test("the beginning and the end of a combiner run once", async () => {
    class Job extends Words {
      calls = 0;
      override *combinerInit() {
        yield pair("init", 10);
      }
      override *combiner(word: string, counts: Iterable<number>) {
        this.calls++;
        yield pair(word, sum(counts));
      }
      override *combinerFinal() {
        yield pair("final", this.calls > 0 ? 20 : 0);
      }
    }
    expect((await new Job().sandbox(["a a a a a a a"])).output).toEqual([
      ["a", 7],
      ["final", 20],
      ["init", 10],
    ]);
  });

  test("keys come in order, whatever they are; -0 is 0", async () => {
    const keys = [{ b: 1 }, [], "é", "z", "", -1.5, 3, true, null, [[]], { a: 2 }, false, -0, 0, "😀", "￮"];
    class Job extends MapReduce {
      override *mapper() {
        for (const key of keys) yield pair<unknown, number>(key, 1);
      }
      override *reducer(key: unknown, ones: Iterable<number>) {
        yield pair(key, sum(ones));
      }
    }
    const { output } = await new Job().sandbox("line");
    expect(output).toEqual([
      [null, 1],
      [false, 1],
      [true, 1],
      [-1.5, 1],
      [0, 2],
      [3, 1],
      ["", 1],
      ["z", 1],
      ["é", 1],
      ["￮", 1],
      ["😀", 1],
      [[], 1],
      [[[]], 1],
      [{ a: 2 }, 1],
      [{ b: 1 }, 1],
    ]);
  });

  test("a key goes to the reducer of its hash; parts come one after the other, each sorted", async () => {
    const lines = linesOf(6, 60);
    const { output } = await new Words().sandbox(lines, { reducers: 4 });
    const part = (key: string) => {
      const u8 = new Uint8Array(64);
      return hashBytes(u8, 0, encodeKey(u8, 0, u8.length, key)) % 4;
    };
    const expected = counted(lines).sort(([a], [b]) => part(a) - part(b) || (a < b ? -1 : 1));
    expect(output).toEqual(expected);
  });

  test("a partitioner of the user's, and a step's own number of reducers", async () => {
    class ByLength extends Words {
      override partitioner(word: string, reducers: number) {
        return reducers - 1 - (word.length % reducers);
      }
      override steps() {
        return [step({ mapper: this.mapper, reducer: this.reducer, reducers: 2 })];
      }
    }
    expect((await new ByLength().sandbox("b aa a bbb cc", { reducers: 7 })).output).toEqual([
      ["a", 1],
      ["b", 1],
      ["bbb", 1],
      ["aa", 1],
      ["cc", 1],
    ]);
  });

  test("totalOrder: all parts together are sorted, and all are used", async () => {
    class Ordered extends Words {
      override totalOrder = true;
    }
    const lines = linesOf(7, 200);
    const { output, counters } = await new Ordered().sandbox(lines, { reducers: 5 });
    expect(output).toEqual(counted(lines));
    expect(counters.isEmpty).toBe(true);
    const { stats } = await Ordered.run({
      runner: "inline",
      stdin: lines.map((line) => `${line}\n`),
      reducers: 5,
    });
    expect(stats.steps[0]?.partitions.map(({ records }) => records > 0)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    expect((await new Ordered().sandbox([], { reducers: 5 })).output).toEqual([]);
  });

  test("values come as they were yielded, or sorted", async () => {
    class Gather extends MapReduce<null, string, typeof Gather.options> {
      static override options = { sorted: option.boolean() };
      override sortValues = this.options.sorted;
      override *mapper(_: null, line: string) {
        yield pair(line.charAt(0), line);
      }
      override *reducer(letter: string, lines: Iterable<string>) {
        yield pair(letter, [...lines]);
      }
    }
    const lines = ["b2", "a3", "a1", "b1", "a2", "a1"];
    expect((await new Gather().sandbox(lines)).output).toEqual([
      ["a", ["a3", "a1", "a2", "a1"]],
      ["b", ["b2", "b1"]],
    ]);
    expect((await new Gather({ sorted: true }).sandbox(lines)).output).toEqual([
      ["a", ["a1", "a1", "a2", "a3"]],
      ["b", ["b1", "b2"]],
    ]);
  });

  test.each([1, 2, 3])("groupingKey: secondary sort by a composite key, in %i reducers", async (reducers) => {
    class Latest extends MapReduce {
      override *mapper(_: null, line: string) {
        const [name = "", day = ""] = line.split(" ");
        yield pair([name, -Number(day)], Number(day));
      }
      override groupingKey([name]: [string, number]) {
        return name;
      }
      override *reducer([name, first]: [string, number], days: Iterable<number>) {
        yield pair(name, [first, [...days]]);
      }
    }
    const { output } = await new Latest().sandbox(["x 1", "y 5", "x 9", "x 4", "y 7"], { reducers });
    expect(output.sort(compareKeys)).toEqual([
      ["x", [-9, [9, 4, 1]]],
      ["y", [-7, [7, 5]]],
    ]);
  });

  test("map-only: what the mapper yields, in its order, values of any kind", async () => {
    class Job extends MapReduce {
      override outputProtocol = "text" as const;
      override *mapper(_: null, line: string) {
        yield pair(line, new Map([[line, 1n]]));
      }
    }
    const { output } = await Job.run({ runner: "inline", stdin: ["b\na\n"] });
    expect(output).toEqual([
      ["b", new Map([["b", 1n]])],
      ["a", new Map([["a", 1n]])],
    ]);
  });

  test("mapperPreFilter: a pattern, a predicate of the job's, a shell command", async () => {
    const lines = ["keep 1", "drop 2", "keep 3"];
    class ByPattern extends Words {
      override mapperPreFilter: RegExp | string | ((line: string) => boolean) = /^keep/;
    }
    class ByPredicate extends ByPattern {
      readonly word = "keep";
      override mapperPreFilter = (line: string) => line.startsWith(this.word);
    }
    class ByCommand extends ByPattern {
      override mapperPreFilter = "grep '^keep'";
    }
    const expected = [
      ["1", 1],
      ["3", 1],
      ["keep", 2],
    ];
    for (const job of [new ByPattern(), new ByPredicate(), new ByCommand()]) {
      expect((await job.sandbox(lines)).output).toEqual(expected);
    }
  });
});
