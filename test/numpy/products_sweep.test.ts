/** matmul and dot over ranks, stacks, layouts and dtypes. Small whole numbers, so that floats are exact in any order. */
import { describe, expect, test } from "vitest";
import type { AnyTypedArray, DTypeName } from "../../dist/array/index.js";
import { type ArrayLayout, LAYOUTS } from "../support/array_layouts.js";
import { typed } from "../support/array_values.js";
import { compare, Problems } from "../support/compare.js";
import { liveNumpy, type OracleArray } from "../support/numpy_oracle.js";
import { Seeded } from "../support/seeded.js";
import { npArray, npFunction, oracleArray, repeated, resultOf } from "./np_runner.js";

type Shapes = readonly [readonly number[], readonly number[]];

const MATMUL: readonly Shapes[] = [
  [[3], [3]],
  [[1], [1]],
  [[0], [0]],
  [
    [2, 3],
    [3, 4],
  ],
  [
    [1, 3],
    [3, 1],
  ],
  [
    [4, 1],
    [1, 5],
  ],
  [[2, 3], [3]],
  [[3], [3, 2]],
  [
    [0, 3],
    [3, 2],
  ],
  [
    [2, 0],
    [0, 3],
  ],
  [
    [2, 3],
    [3, 0],
  ],
  [
    [17, 33],
    [33, 9],
  ],
  [
    [64, 70],
    [70, 65],
  ],
  [
    [2, 3, 4],
    [2, 4, 5],
  ],
  [
    [2, 3, 4],
    [4, 5],
  ],
  [
    [3, 4],
    [2, 4, 5],
  ],
  [
    [2, 1, 3, 4],
    [5, 4, 2],
  ],
  [[2, 3, 4], [4]],
  [[4], [2, 4, 3]],
  [
    [0, 2, 3],
    [3, 2],
  ],
];
const DOT: readonly Shapes[] = [
  [[], [3]],
  [[2, 3], []],
  [[3], [3]],
  [
    [2, 3],
    [3, 4],
  ],
  [[2, 3, 4], [4]],
  [
    [2, 3, 4],
    [4, 5],
  ],
  [
    [2, 4],
    [3, 4, 5],
  ],
  [
    [2, 3, 4],
    [5, 4, 2],
  ],
  [[4], [3, 4, 2]],
];
const TYPES: readonly (readonly [DTypeName, DTypeName])[] = [
  ["float64", "float64"],
  ["float32", "float32"],
  ["float32", "float64"],
  ["int32", "float32"],
  ["int32", "int32"],
  ["int8", "int8"],
  ["uint8", "int64"],
  ["bool", "bool"],
  ["bool", "float32"],
  ["uint64", "uint64"],
];

interface Operand {
  readonly dtype: DTypeName;
  readonly shape: readonly number[];
  readonly base: readonly number[];
  readonly layout: ArrayLayout;
  readonly data: AnyTypedArray;
}

function operand(random: Seeded, dtype: DTypeName, shape: readonly number[]): Operand {
  const layout = random.pick(LAYOUTS.filter((each) => each.base(shape) !== null));
  const base = layout.base(shape) as readonly number[];
  const least = dtype === "bool" || dtype.startsWith("u") ? 0 : -9;
  const data = typed(
    dtype,
    Array.from({ length: base.reduce((n, length) => n * length, 1) }, () =>
      random.integer(least, dtype === "bool" ? 1 : 9),
    ),
  );
  return { dtype, shape, base, layout, data };
}

describe("products beside NumPy", () => {
  const numpy = liveNumpy();

  test.each([
    ["matmul", MATMUL],
    ["dot", DOT],
  ] as const)("%s", async (name, shapes) => {
    const random = new Seeded(name.length);
    const cases = TYPES.flatMap(([left, right]) =>
      shapes.flatMap(([a, b]) =>
        [0, 1, 2].map(() => [operand(random, left, a), operand(random, right, b)] as const),
      ),
    );
    const wanted = await numpy.evaluateAll(
      cases.map((operands) => ({
        expression: `np.${name}(${operands.map((x, i) => x.layout.python("ab"[i], x.shape))})`,
        arrays: Object.fromEntries(
          operands.map((x, i): [string, OracleArray] => ["ab"[i], oracleArray(x.dtype, x.base, x.data)]),
        ),
      })),
    );
    const problems = new Problems();
    cases.forEach((operands, i) => {
      const label = `${name}(${operands.map((x) => `${x.dtype} (${x.shape}) ${x.layout.name}`).join("; ")})`;
      const views = operands.map((x) => x.layout.view(npArray(x.dtype, x.base, x.data), x.shape, repeated));
      let problem: string | null;
      try {
        // A sum of products that cancel may be -0 in one order and 0 in another.
        problem = compare(resultOf(npFunction(name)(...views)), wanted[i], { anyZero: true }).problem;
      } catch (error) {
        problem = String(error);
      }
      problems.add(label, problem);
    });
    expect(problems.text).toBe("");
    expect(problems.cases).toBe(TYPES.length * shapes.length * 3);
  });
});
