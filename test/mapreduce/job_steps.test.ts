import { type AnyStep, MapReduce, pair, step, sum, ValueError } from "manycore/mapreduce";
import { describe, expect, test } from "vitest";
import { planSteps } from "../../dist/mapreduce/job/index.js";

const mapper = (_: null, line: string) => [pair(line, 1)];
const reducer = (line: string, counts: Iterable<number>) => [pair(line, sum(counts))];

/** A job of given steps. */
function jobOf(...steps: readonly AnyStep[]): MapReduce {
  class Job extends MapReduce {
    override steps() {
      return steps;
    }
  }
  return new Job();
}

describe("steps", () => {
  test("a job without steps() is one step of its own methods and settings", () => {
    class Own extends MapReduce {
      override sortValues = true;
      override mapperPreFilter = /x/;
      override *mapper(_: null, line: string) {
        yield pair(line, 1);
      }
      override *reducerFinal() {
        yield pair("end", 1);
      }
      override groupingKey(key: string) {
        return key.length;
      }
    }
    const [plan, ...more] = planSteps(new Own());
    expect(more).toEqual([]);
    expect(plan).toMatchObject({
      index: 0,
      steps: 1,
      sortValues: true,
      totalOrder: false,
      mapperPreFilter: /x/,
    });
    expect(plan?.groupingKey?.("abc")).toBe(3);
    // mrjob: a reducer of which only the end is given hands on what it gets.
    expect(plan?.reducer?.("k", [1, 2])).toSatisfy((pairs: Iterable<unknown>) => [...pairs].length === 2);
  });

  test("what a step leaves out is the job's", () => {
    class Job extends MapReduce {
      override sortValues = true;
      override partitioner(key: string, reducers: number) {
        return key.length % reducers;
      }
      override steps() {
        return [
          step({ mapper, reducer }),
          step({ reducer, sortValues: false, reducers: 2, partitioner: () => 1 }),
        ];
      }
    }
    const [first, second] = planSteps(new Job());
    expect(first).toMatchObject({ index: 0, steps: 2, sortValues: true });
    expect(first?.partitioner?.("abc", 2)).toBe(1);
    expect(second).toMatchObject({ index: 1, sortValues: false, reducers: 2 });
    expect(second?.partitioner?.("ab", 2)).toBe(1);
  });

  test("a partitioner has the job for its this", () => {
    class Job extends MapReduce {
      readonly by = 3;
      override mapper = mapper;
      override reducer = reducer;
      override partitioner(key: string, reducers: number) {
        return (key.length * this.by) % reducers;
      }
    }
    expect(planSteps(new Job())[0]?.partitioner?.("ab", 4)).toBe(2);
  });

  test.each([-1, 2, 0.5, Number.NaN, "0", undefined])("a partitioner that gives %s is refused", (given) => {
    const [plan] = planSteps(jobOf({ mapper, reducer, partitioner: () => given as number } as AnyStep));
    expect(() => plan?.partitioner?.("a", 2)).toThrow(ValueError);
    expect(() => plan?.partitioner?.("a", 2)).toThrow(/partitioner of Job gave .*from 0 to 1/);
  });

  test.each<[string, readonly unknown[], RegExp]>([
    ["no steps", [], /Job\.steps\(\) gives no step/],
    ["an empty step", [{}], /neither a mapper nor a reducer/],
    ["a combiner alone", [{ mapper, combiner: reducer }], /combiner but no reducer/],
    ["the end of a combiner alone", [{ mapper, reducer, combinerFinal: () => [] }], /but no combiner/],
    ["a mapper of records and of files", [{ mapper, mapperRaw: mapper }], /both a mapper.* and a mapperRaw/],
    [
      "a filter of files",
      [{ mapperRaw: mapper, mapperPreFilter: /x/ }],
      /sees lines, but its mapperRaw gets files/,
    ],
    [
      "files in a later step",
      [{ mapper }, { mapperRaw: mapper }],
      /Step 2 of Job has a mapperRaw, but only a first/,
    ],
    [
      "lines in a later step",
      [{ mapper }, { mapper, mapperPreFilter: "x" }],
      /Step 2 of Job has a mapperPreFilter/,
    ],
    [
      "an unknown part",
      [{ mapper, reduce: reducer }],
      /Job has a part reduce; the parts of a step are mapper/,
    ],
    ["no function", [{ mapper: 3 }], /mapper of Job is a number; it has to be a function/],
    ["no step", [{ mapper }, null], /Step 2 of Job is null/],
    [
      "no reducers",
      [{ mapper, reducer, reducers: 0 }],
      /reducers of Job is 0; it takes a whole number from 1/,
    ],
    [
      "two ways to share out",
      [{ mapper, reducer, partitioner: () => 0, totalOrder: true }],
      /both totalOrder and a part/,
    ],
  ])("%s: refused", (_, steps, message) => {
    const job = jobOf(...(steps as AnyStep[]));
    expect(() => planSteps(job)).toThrow(ValueError);
    expect(() => planSteps(job)).toThrow(message);
  });

  test("a job of nothing is refused when it is run", async () => {
    class Nothing extends MapReduce {}
    await expect(new Nothing().sandbox("a")).rejects.toThrow(/Nothing has neither a mapper nor a reducer/);
  });
});
