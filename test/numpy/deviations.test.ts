/**
 * Where manycore/numpy answers otherwise than NumPy on purpose. Each test shows both answers; docs/numpy_deviations.md
 * lists the same titles, which the last test holds it to.
 */
import { readFileSync } from "node:fs";
import * as np from "manycore/numpy";
import { expect, test } from "vitest";
import { liveNumpy, type OracleArray, type OracleOutcome } from "../support/numpy_oracle.js";
import { BACKENDS, onBackend } from "./np_runner.js";

const numpy = liveNumpy();

const thrownBy = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as Error).name;
  }
  return "nothing";
};

async function dtypeOf(expression: string, arrays?: Record<string, OracleArray>): Promise<string> {
  const outcome = await numpy.evaluate(expression, arrays);
  return outcome.kind === "array" ? outcome.dtype : JSON.stringify(outcome);
}

const json = (outcome: OracleOutcome): unknown => (outcome.kind === "json" ? outcome.value : outcome);

const DEVIATIONS: Readonly<Record<string, () => Promise<void> | void>> = {
  "numbers make float64": async () => {
    expect(await dtypeOf("np.array([1, 2])")).toBe("int64");
    expect(np.array([1, 2]).dtype.name).toBe("float64");
    expect(await dtypeOf("np.arange(3)")).toBe("int64");
    expect(np.arange(3).dtype.name).toBe("float64");
    expect(await dtypeOf("np.full(2, 7)")).toBe("int64");
    expect(np.full(2, 7).dtype.name).toBe("float64");
    expect(np.full(2, 7n).dtype.name).toBe("int64");
  },
  "a number beside bools makes float64": async () => {
    expect(await dtypeOf("np.array([True]) + 1")).toBe("int64");
    expect(np.array([true]).add(1).dtype.name).toBe("float64");
    expect(np.array([true]).add(1n).dtype.name).toBe("int64");
  },
  "a fraction beside integers throws": async () => {
    expect(await dtypeOf("np.array([1], 'int32') * 0.5")).toBe("float64");
    const a = np.array([1], { dtype: "int32" });
    expect(thrownBy(() => a.mul(0.5))).toBe("DTypeError");
    expect(a.astype("float64").mul(0.5).item()).toBe(0.5);
    expect(a.div(0.5).dtype.name).toBe("float64");
    expect(a.lt(1.5).item()).toBe(true);
  },
  "a divisor beyond the integers' dtype divides": async () => {
    // The dtype of a quotient is float64 whatever the operands, so there is nothing to refuse.
    expect((await numpy.evaluate("np.array([1], 'int8') / 300")).kind).toBe("array");
    expect(np.array([30], { dtype: "int8" }).div(300).item()).toBe(0.1);
  },
  "an integer arange takes whole numbers": async () => {
    expect(await dtypeOf("np.arange(0.5, 3, dtype='int32')")).toBe("int32");
    expect(thrownBy(() => np.arange(0.5, 3, 1, { dtype: "int32" }))).toBe("DTypeError");
    expect(thrownBy(() => np.arange(0, 300, 1, { dtype: "int8" }))).toBe("OverflowError");
  },
  "assignment stays within the kind": async () => {
    const x = np.zeros(2, { dtype: "int32" });
    expect(thrownBy(() => x.assign(np.array([1.5, 2])))).toBe("DTypeError");
    expect(x.assign(np.array([1.5, 2]).astype("int32")).tolist()).toEqual([1, 2]);
    expect(x.assign([3, 4]).tolist()).toEqual([3, 4]);
    expect(thrownBy(() => x.assign([0.5, 1]))).toBe("DTypeError");
    expect(await dtypeOf("np.array([1.5, 2]).astype('int32')")).toBe("int32");
  },
  "bigints beyond int64 name their dtype": async () => {
    expect(await dtypeOf("np.array([2**63])")).toBe("uint64");
    expect(thrownBy(() => np.array([2n ** 63n]))).toBe("OverflowError");
    expect(np.array([2n ** 63n], { dtype: "uint64" }).item({ bigint: true })).toBe(2n ** 63n);
  },
  "arrays in lists are not stacked": async () => {
    expect((await numpy.evaluate("np.array([np.zeros(2), np.ones(2)])")).kind).toBe("array");
    // @ts-expect-error a list of arrays is no array-like
    expect(thrownBy(() => np.array([np.zeros(2), np.ones(2)]))).toBe("DTypeError");
  },
  "places are int32": async () => {
    expect(await dtypeOf("np.argmax(np.zeros(3))")).toBe("int64");
    expect(np.argmax(np.zeros(3)).dtype.name).toBe("int32");
    expect(np.argmin(np.zeros([2, 3]), { axis: 1 }).dtype.name).toBe("int32");
  },
  "there is no float16": async () => {
    expect(await dtypeOf("np.sqrt(np.ones(1, 'int8'))")).toBe("float16");
    expect(np.sqrt(np.ones(1, { dtype: "int8" })).dtype.name).toBe("float32");
    expect(await dtypeOf("np.exp(np.ones(1, bool))")).toBe("float16");
    expect(np.exp(np.ones(1, { dtype: "bool" })).dtype.name).toBe("float32");
  },
  "integers beyond 2^53 are read as bigints or not at all": async () => {
    expect(json(await numpy.evaluate("str(np.array([2**53 + 1]).item())"))).toBe("9007199254740993");
    const a = np.array([2n ** 53n + 1n]);
    expect(thrownBy(() => a.item())).toBe("OverflowError");
    expect(thrownBy(() => a.tolist())).toBe("OverflowError");
    expect(a.item({ bigint: true })).toBe(2n ** 53n + 1n);
    expect(String(a)).toBe("[9007199254740993]");
  },
  "results are arrays, never scalars": async () => {
    expect(json(await numpy.evaluate("repr(np.sum(np.ones(3)))"))).toBe("np.float64(3.0)");
    expect(np.array_repr(np.sum(np.ones(3)))).toBe("array(3.)");
    expect(json(await numpy.evaluate("repr(np.ones(3)[0])"))).toBe("np.float64(1.0)");
    expect(np.array_repr(np.ones(3).at(0))).toBe("array(1.)");
    expect(np.ones(3).at(0).item()).toBe(1);
  },
  "there are no warnings": async () => {
    // NumPy's settings decide between silence, a warning and an error; the oracle's are silent.
    const strict = await numpy.evaluate("(np.seterr(divide='raise'), np.divide(np.ones(1), 0.0))");
    expect(strict).toMatchObject({ kind: "error", class: "FloatingPointError" });
    expect(String(np.ones(1).div(0))).toBe("[inf]");
  },
  "a float beyond an integer dtype is cast the same everywhere": () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, -1e300, 300, 3e9, -3e9, 1e19];
    const casts = {
      uint8: [0, 255, 0, 44, 255, 0, 255],
      int8: [0, -1, 0, 44, -1, 0, -1],
      int32: [0, 2147483647, -2147483648, 300, 2147483647, -2147483648, 2147483647],
      uint32: [0, 4294967295, 0, 300, 3000000000, 1294967296, 4294967295],
      int64: [0n, 2n ** 63n - 1n, -(2n ** 63n), 300n, 3000000000n, -3000000000n, 2n ** 63n - 1n],
      uint64: [0n, 2n ** 64n - 1n, 2n ** 63n, 300n, 3000000000n, 2n ** 64n - 3000000000n, 10n ** 19n],
    } as const;
    for (const backend of BACKENDS)
      for (const [dtype, wanted] of Object.entries(casts))
        for (const from of ["float64", "float32"] as const) {
          // -1e300 is -inf in float32, which is cast alike.
          const cast = onBackend(backend, () =>
            np
              .array(values, { dtype: from })
              .astype(dtype as "int32")
              .toTypedArray(),
          );
          expect([backend.name, from, dtype, [...cast]]).toEqual([
            backend.name,
            from,
            dtype,
            from === "float32" && dtype === "uint64" ? [...wanted.slice(0, 6), 9999999980506447872n] : wanted,
          ]);
        }
  },
  "float32 floor division divides in float64": async () => {
    const [x, y] = [3.3720329407003467e27, -142730357578718510000];
    const arrays = Object.fromEntries(
      Object.entries({ a: x, b: y }).map(([name, value]): [string, OracleArray] => [
        name,
        { dtype: "float32", shape: [1], data: Float32Array.of(value) },
      ]),
    );
    expect(json(await numpy.evaluate("np.floor_divide(a, b).tolist()", arrays))).toEqual([-23625200]);
    const mine = np.floor_divide(np.float32(x), np.float32(y)).item();
    expect(mine).toBe(-23625198);
    expect(Math.floor(Math.fround(x) / Math.fround(y))).toBe(-23625198);
  },
  "Python's TypeError is DTypeError": async () => {
    expect(await numpy.evaluate("~np.ones(1)")).toMatchObject({ kind: "error", class: "TypeError" });
    expect(thrownBy(() => np.invert(np.ones(1)))).toBe("DTypeError");
  },
  "print options are checked when they are set": async () => {
    expect(json(await numpy.evaluate("np.set_printoptions(precision=-1)"))).toBe(null);
    expect(thrownBy(() => np.set_printoptions({ precision: -1 }))).toBe("ValueError");
  },
};

test.each(Object.entries(DEVIATIONS))("%s", (_, check) => check());

test("docs/numpy_deviations.md lists the same", () => {
  const text = readFileSync(new URL("../../docs/numpy_deviations.md", import.meta.url), "utf8");
  const titles = [...text.matchAll(/^\| \*\*(.+?)\*\* \|/gm)].map(([, title]) => title);
  expect(titles).toEqual(Object.keys(DEVIATIONS));
});
