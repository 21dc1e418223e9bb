/** What the compiler knows of a pool's methods (`tsc` checks this file), and that it is so. */
import { Pool, type ResultStream } from "manycore/multiprocessing";
import { afterAll, describe, expect, expectTypeOf, test } from "vitest";

const pool = new Pool(1);
afterAll(() => pool.terminate());

const length = (s: string): number => s.length;
const later = async (s: string): Promise<boolean> => s === "";
const join = (a: string, n: number): string => a + n;

describe("types of Pool", () => {
  test("results follow the function, promises unwrapped", async () => {
    const lengths = pool.map(length, ["a", "bb"]);
    expectTypeOf(lengths).toEqualTypeOf<Promise<number[]>>();
    expect(await lengths).toEqual([1, 2]);
    const flags = pool.map(later, ["", "x"]);
    expectTypeOf(flags).toEqualTypeOf<Promise<boolean[]>>();
    expect(await flags).toEqual([true, false]);
    const joined = pool.starmap(join, [
      ["a", 1],
      ["b", 2],
    ]);
    expectTypeOf(joined).toEqualTypeOf<Promise<string[]>>();
    expect(await joined).toEqual(["a1", "b2"]);
    const one = pool.apply(join, ["a", 1]);
    expectTypeOf(one).toEqualTypeOf<Promise<string>>();
    expect(await one).toBe("a1");
    const stream = pool.imap(later, new Set(["x"]));
    expectTypeOf(stream).toEqualTypeOf<ResultStream<boolean>>();
    for await (const flag of stream) expectTypeOf(flag).toEqualTypeOf<boolean>();
    const total = pool.reduce((n: number, s: string) => n + s.length, ["a", "bb"], {
      initial: 0,
      combine: (a, b) => a + b,
    });
    expectTypeOf(total).toEqualTypeOf<Promise<number>>();
    expect(await total).toBe(3);
  });

  test("what doesn't fit is refused by the compiler", () => {
    const never = (): void => {
      // @ts-expect-error an item of the wrong type
      void pool.map(length, [1]);
      // @ts-expect-error too few arguments
      void pool.apply(join, ["a"]);
      // @ts-expect-error a tuple of the wrong kind
      void pool.starmap(join, [[1, "a"]]);
      // @ts-expect-error no such option
      void pool.map(length, ["a"], { chunksize: 3 });
      // @ts-expect-error the results of chunks have to be joined somehow
      void pool.reduce((n: number, s: string) => n + s.length, ["a"], { initial: 0 });
      // @ts-expect-error arguments of the initializer
      void new Pool(1, { initializer: (n: number) => n, initArgs: ["x"] });
      // @ts-expect-error no such context
      void new Pool(1, { context: "fork" });
    };
    expectTypeOf(never).toBeFunction();
    expect(pool.processes).toBe(1);
  });
});
