/** Arrays made by np hold what NumPy's hold. JavaScript numbers are floats, so the oracle is asked with floats. */
import * as np from "manycore/numpy";
import { describe, expect, test } from "vitest";
import { DTYPE_NAMES, typed } from "../support/array_values.js";
import { compare, Problems } from "../support/compare.js";
import { liveNumpy, type OracleRequest } from "../support/numpy_oracle.js";
import { oracleArray, resultOf } from "./np_runner.js";

type Made = readonly [expression: string, make: () => unknown, arrays?: OracleRequest["arrays"]];

const RANGES: readonly (readonly [number, number, number])[] = [
  [0, 10, 1],
  [0, 5.5, 1],
  [1.1, 3, 0.1],
  [0.1, 2, 0.3],
  [10, 0, -1],
  [3, -3.5, -0.7],
  [5, 1, 1],
  [-1, 1, 1 / 3],
  [1e8, 1e8 + 10, 0.7],
  [0, 1000, 7],
];

const f = (x: number): string => `float(${x})`;

describe("making arrays beside NumPy", () => {
  const numpy = liveNumpy();

  async function agree(cases: readonly Made[]): Promise<void> {
    const wanted = await numpy.evaluateAll(cases.map(([expression, , arrays]) => ({ expression, arrays })));
    const problems = new Problems();
    cases.forEach(([expression, make], i) => {
      problems.add(expression, compare(resultOf(make() as np.NDArray), wanted[i]).problem);
    });
    expect(problems.text).toBe("");
  }

  test("zeros, ones, full in every dtype", () =>
    agree(
      DTYPE_NAMES.flatMap((dtype): Made[] => [
        [`np.zeros((2, 3), '${dtype}')`, () => np.zeros([2, 3], { dtype })],
        [`np.zeros(0, '${dtype}')`, () => np.zeros(0, { dtype })],
        [`np.ones((3, 1, 2), '${dtype}')`, () => np.ones([3, 1, 2], { dtype })],
        [`np.full((), 7, '${dtype}')`, () => np.full([], 7, { dtype })],
        [`np.full((2, 2), 1, '${dtype}')`, () => np.full([2, 2], 1, { dtype })],
        [`np.zeros_like(np.ones((2, 2), '${dtype}'))`, () => np.zeros_like(np.ones([2, 2], { dtype }))],
        [`np.ones_like(np.zeros((2, 2)), dtype='${dtype}')`, () => np.ones_like(np.zeros([2, 2]), { dtype })],
        [`np.full_like(np.zeros((2, 2), '${dtype}'), 1)`, () => np.full_like(np.zeros([2, 2], { dtype }), 1)],
        [`np.eye(3, dtype='${dtype}')`, () => np.eye(3, null, { dtype })],
      ]),
    ));

  test("eye with columns and diagonals", () =>
    agree([-4, -2, -1, 0, 1, 3, 5].map((k): Made => [`np.eye(3, 5, k=${k})`, () => np.eye(3, 5, { k })])));

  test("arange of floats, in float64 and float32", () =>
    agree(
      RANGES.flatMap(([start, stop, step]): Made[] => [
        [`np.arange(${f(start)}, ${f(stop)}, ${f(step)})`, () => np.arange(start, stop, step)],
        [
          `np.arange(${f(start)}, ${f(stop)}, ${f(step)}, dtype='float32')`,
          () => np.arange(start, stop, step, { dtype: "float32" }),
        ],
      ]),
    ));

  test("arange of integers", () =>
    agree(
      (["int8", "int16", "int32", "int64", "uint8", "uint32", "uint64"] as const).flatMap((dtype): Made[] => [
        [`np.arange(10, dtype='${dtype}')`, () => np.arange(10, { dtype })],
        [`np.arange(3, 100, 7, dtype='${dtype}')`, () => np.arange(3, 100, 7, { dtype })],
        [`np.arange(20, 0, -3, dtype='${dtype}')`, () => np.arange(20, 0, -3, { dtype })],
      ]),
    ));

  test("linspace", () =>
    agree(
      (
        [
          [0, 1, 5],
          [0, 1, 50],
          [2, -3, 7],
          [1, 1, 4],
          [0, 1, 1],
          [0, 1, 0],
          [-1e10, 1e10, 33],
          [0.1, 0.7, 11],
        ] as const
      ).flatMap(([start, stop, num]): Made[] => [
        [`np.linspace(${start}, ${stop}, ${num})`, () => np.linspace(start, stop, num)],
        [
          `np.linspace(${start}, ${stop}, ${num}, endpoint=False)`,
          () => np.linspace(start, stop, num, { endpoint: false }),
        ],
        [
          `np.linspace(${start}, ${stop}, ${num}, dtype='float32')`,
          () => np.linspace(start, stop, num, { dtype: "float32" }),
        ],
        [
          `np.linspace(${start}, ${stop}, ${num}, dtype='int64')`,
          () => np.linspace(start, stop, num, { dtype: "int64" }),
        ],
      ]),
    ));

  test("array of nested lists, mixtures and typed arrays", () =>
    agree([
      [
        "np.array([[1., 2.], [3., 4.]])",
        () =>
          np.array([
            [1, 2],
            [3, 4],
          ]),
      ],
      ["np.array([True, False])", () => np.array([true, false])],
      ["np.array([1, 2**62])", () => np.array([1n, 2n ** 62n])],
      ["np.array([True, 2])", () => np.array([true, 2n])],
      ["np.array([True, 2.5])", () => np.array([true, 2.5])],
      ["np.array([1, 2.5])", () => np.array([1n, 2.5])],
      ["np.array(3.)", () => np.array(3)],
      ["np.array([])", () => np.array([])],
      ["np.array([[], []])", () => np.array([[], []])],
      ["np.array([[[1.]]])", () => np.array([[[1]]])],
      ["np.array([1, 2, 255], 'uint8')", () => np.array([1, 2, 255], { dtype: "uint8" })],
      ["np.array([0.1, 1e-50], 'float32')", () => np.array([0.1, 1e-50], { dtype: "float32" })],
      ["np.array([0., 2., float('nan')], bool)", () => np.array([0, 2, Number.NaN], { dtype: "bool" })],
      [
        "a",
        () => np.array(new Int16Array([1, -2])),
        { a: oracleArray("int16", [2], new Int16Array([1, -2])) },
      ],
    ]));

  test("every dtype from its typed array, and back", () => {
    for (const dtype of DTYPE_NAMES) {
      const data = typed(dtype, [1, 0, 1]);
      const made = dtype === "bool" ? np.asarray([true, false, true]) : np.asarray(data as Float64Array);
      expect(made.dtype.name).toBe(dtype);
      expect(made.toTypedArray()).toEqual(data);
    }
  });
});
