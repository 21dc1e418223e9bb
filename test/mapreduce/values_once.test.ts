/** What reducers and combiners get for values: the same in every runner, to be gone through once. */
import { count, MapReduce, pair, sum } from "manycore/mapreduce";
import { describe, expect, test } from "vitest";

/** So large that they are worth a call of the combiner. */
const stdin = ["1e9\n2e9\n3e9\n4e9\n5e9\n"];

class Numbers extends MapReduce {
  override *mapper(_: null, line: string) {
    yield pair("k", Number(line));
  }

  override *reducer(key: string, values: Iterable<number>) {
    yield pair(key, [...values].length);
  }
}

/** Its second look would find nothing, and the mean be 0. */
class TwiceInReducer extends Numbers {
  override *reducer(key: string, values: Iterable<number>) {
    const n = count(values);
    yield pair(key, sum(values) / n);
  }
}

class TwiceInCombiner extends Numbers {
  override *combiner(key: string, values: Iterable<number>) {
    const n = count(values);
    yield pair(key, n === 0 ? 0 : sum(values));
  }
}

/** A loop that was left goes on where it was, as with Python's iterators. */
class Left extends Numbers {
  override *reducer(key: string, values: Iterable<number>) {
    for (const value of values) if (value === 1e9) break;
    yield pair(key, sum(values));
  }
}

class Kept extends Numbers {
  #kept: Iterable<number> = [];

  override *reducer(_: string, values: Iterable<number>) {
    this.#kept = values;
    yield* [] as [string, number][];
  }

  override *reducerFinal() {
    yield pair("kept", [...this.#kept].length);
  }
}

class KeptByCombiner extends Numbers {
  #kept: Iterable<number> | undefined;

  override *combiner(key: string, values: Iterable<number>) {
    yield pair(key, sum(values));
    this.#kept = values;
  }

  override *combinerFinal() {
    if (this.#kept !== undefined) yield pair("kept", [...this.#kept].length);
  }
}

describe.each(["inline", "local"] as const)("with the runner %s", (runner) => {
  const options = { input: "-", runner, workers: 1, reducers: 1 };

  test.each([
    ["a reducer", () => TwiceInReducer.run({ ...options, stdin })],
    ["a combiner", () => TwiceInCombiner.run({ ...options, stdin })],
  ])("a second time is an error in %s", async (_name, run) => {
    await expect(run()).rejects.toThrow(/values of a key can be read once/);
  });

  test("a loop that was left goes on where it was", async () => {
    const { output } = await Left.run({ ...options, stdin });
    expect(output).toEqual([["k", 14e9]]);
  });

  test.each([
    ["a reducer", () => Kept.run({ ...options, stdin })],
    ["a combiner", () => KeptByCombiner.run({ ...options, stdin })],
  ])("they can't be kept by %s", async (_name, run) => {
    await expect(run()).rejects.toThrow(/only until its reducer or combiner is done|can be read once/);
  });
});

test("so it is in a sandbox", async () => {
  const job = new TwiceInReducer();
  await expect(job.sandbox(["1", "2"])).rejects.toThrow(/values of a key can be read once/);
});
