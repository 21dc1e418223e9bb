/** The oracle itself: what the comparisons with NumPy stand on. */
import { describe, expect, test } from "vitest";
import { liveNumpy, type OracleValue } from "./numpy_oracle.js";

describe("the NumPy oracle", () => {
  const numpy = liveNumpy();
  const doubles = (outcome: unknown): number[] => {
    const { data } = outcome as OracleValue;
    return [...new Float64Array(data.buffer, data.byteOffset, data.byteLength / 8)];
  };

  test("evaluates on bytes sent, with strides and offset", async () => {
    const data = new Float64Array([1, 2, 3, 4, 5, 6]);
    const a = { dtype: "float64", shape: [3, 2], data, strides: [8, 24] };
    const sum = await numpy.evaluate("a + 10", { a });
    expect(sum).toMatchObject({ kind: "array", dtype: "float64", shape: [3, 2] });
    expect(doubles(sum)).toEqual([11, 14, 12, 15, 13, 16]);
    const backwards = { dtype: "float64", shape: [3], data, strides: [-16], offset: 40 };
    expect(doubles(await numpy.evaluate("a * 1", { a: backwards }))).toEqual([6, 4, 2]);
    const repeated = { dtype: "float64", shape: [2, 2], data, strides: [0, 8] };
    expect(doubles(await numpy.evaluate("a", { a: repeated }))).toEqual([1, 2, 1, 2]);
  });

  test("keeps every bit of floats and 64-bit integers", async () => {
    const data = new BigInt64Array([-(2n ** 63n), 2n ** 63n - 1n, -1n]);
    const integers = await numpy.evaluate("a", { a: { dtype: "int64", shape: [3], data } });
    expect(new BigInt64Array((integers as OracleValue).data.buffer)).toEqual(data);
    const special = new Float64Array([NaN, -0, 5e-324, Infinity]);
    const floats = await numpy.evaluate("a", { a: { dtype: "float64", shape: [4], data: special } });
    expect(Object.is(doubles(floats)[1], -0)).toBe(true);
    expect(doubles(floats)).toEqual([...special]);
  });

  test("takes arrays that lie in shared memory and arrays without elements", async () => {
    const shared = new Float64Array(new SharedArrayBuffer(32), 8, 2);
    shared.set([3, 4]);
    expect(doubles(await numpy.evaluate("a", { a: { dtype: "float64", shape: [2], data: shared } }))).toEqual(
      [3, 4],
    );
    const empty = await numpy.evaluate("a.sum(axis=0)", {
      a: { dtype: "float32", shape: [0, 3], data: new Float32Array() },
    });
    expect(empty).toMatchObject({ dtype: "float32", shape: [3] });
  });

  test("answers with text, and with Python's exceptions", async () => {
    expect(await numpy.evaluate("repr(np.arange(3))")).toEqual({ kind: "json", value: "array([0, 1, 2])" });
    const failed = await numpy.evaluate("np.zeros(2) + np.zeros(3)");
    expect(failed).toMatchObject({ kind: "error", class: "ValueError" });
    expect((failed as { message: string }).message).toContain("could not be broadcast together");
  });

  test("a list that JSON can't hold is that request's error", async () => {
    const [failed, after] = await numpy.evaluateAll([
      { expression: "[float('inf')]" },
      { expression: "np.array([2.5])" },
    ]);
    expect(failed).toMatchObject({ kind: "error", class: "ValueError" });
    expect(doubles(after)).toEqual([2.5]);
  });

  test("gives each request of a batch its own copy of an array", async () => {
    const a = { dtype: "float64", shape: [2], data: new Float64Array([1, 2]) };
    const [first, second] = await numpy.evaluateAll([
      { expression: "np.add(a, 1, out=a)", arrays: { a } },
      { expression: "a", arrays: { a } },
    ]);
    expect(doubles(first)).toEqual([2, 3]);
    expect(doubles(second)).toEqual([1, 2]);
  });

  test("carries megabytes both ways", async () => {
    const data = Float64Array.from({ length: 1_000_000 }, (_, i) => i);
    const back = doubles(
      await numpy.evaluate("a[::-1] + 0", { a: { dtype: "float64", shape: [data.length], data } }),
    );
    expect(back[0]).toBe(999_999);
    expect(back[999_999]).toBe(0);
  });

  test("a call past its deadline rejects, its child is killed, and the next call works", async () => {
    await numpy.version();
    const pid = numpy.pid as number;
    await expect(numpy.evaluate("__import__('time').sleep(60)", {}, 200)).rejects.toThrow("within 200 ms");
    expect(doubles(await numpy.evaluate("np.array([1.5])"))).toEqual([1.5]);
    expect(numpy.pid).not.toBe(pid);
    await expect.poll(() => isRunning(pid)).toBe(false);
  });

  test("a child that dies rejects with what it said", async () => {
    await expect(numpy.evaluate("__import__('os')._exit(3)")).rejects.toThrow("ended (3)");
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
