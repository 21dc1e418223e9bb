/** Every operation on operands that lie in memory in every way: strided, transposed, backwards, repeated, 0-d, empty. */
import { describe, expect, test } from "vitest";
import type { AnyTypedArray, DTypeName } from "../../dist/array/index.js";
import { OP_NAMES, OPS, type OpName } from "../../dist/kernel/ops/table.js";
import { type ArrayLayout, LAYOUTS } from "../support/array_layouts.js";
import { randomElement, typed } from "../support/array_values.js";
import { compare, Problems } from "../support/compare.js";
import { liveNumpy, type OracleArray } from "../support/numpy_oracle.js";
import { Seeded } from "../support/seeded.js";
import { BACKENDS, npArray, npFunction, onBackend, oracleArray, repeated, resultOf } from "./np_runner.js";
import { argumentTypes, pythonCall, toleranceOf, withoutNegativeExponents } from "./sweep_cases.js";

const ARGUMENT_NAMES = ["a", "b", "c"];
/** Pairs that broadcast, of every rank and with every awkward length. */
const SHAPES: readonly (readonly (readonly number[])[])[] = [
  [[], []],
  [[1], [1]],
  [[2], [2]],
  [[3], []],
  [[], [5]],
  [[0], [0]],
  [[0], [1]],
  [[17], [17]],
  [[33], [1]],
  [[64], [64]],
  [
    [3, 5],
    [3, 5],
  ],
  [[4, 1], [7]],
  [
    [1, 6],
    [5, 1],
  ],
  [
    [2, 0],
    [1, 1],
  ],
  [
    [8, 16],
    [8, 16],
  ],
  [
    [2, 3, 4],
    [3, 1],
  ],
  [
    [2, 1, 9],
    [2, 3, 9],
  ],
  [[1, 1, 1, 1], [2]],
];
/** Combinations of shape and layouts for each list of dtypes: all dtypes meet all layouts, drawn anew for each operation. */
const CASES_A_UNARY = 14;
const CASES_A_BINARY = 3;

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
  const size = base.reduce((n, length) => n * length, 1);
  const data = typed(
    dtype,
    Array.from({ length: size }, () => randomElement(random, dtype)),
  );
  return { dtype, shape, base, layout, data };
}

describe("layout sweep beside NumPy", () => {
  const numpy = liveNumpy();

  test.each(OP_NAMES)("%s", async (op: OpName) => {
    const { arity } = OPS[op];
    const random = new Seeded(OP_NAMES.indexOf(op) + 1);
    const cases = argumentTypes(op).flatMap((types) =>
      Array.from({ length: arity === 1 ? CASES_A_UNARY : CASES_A_BINARY }, () => {
        const shapes = random.pick(SHAPES);
        const ordered = random.next() < 0.5 ? shapes : [...shapes].reverse();
        const operands = types.map((dtype, i) => operand(random, dtype, ordered[(i + arity) % 2]));
        return operands.map((each, i) =>
          i === 1 ? { ...each, data: withoutNegativeExponents(op, types, each.data) } : each,
        );
      }),
    );
    const describeCase = (operands: readonly Operand[]): string =>
      `${op}(${operands.map((x) => `${x.dtype} (${x.shape}) ${x.layout.name}`).join("; ")})`;
    const wanted = await numpy.evaluateAll(
      cases.map((operands) => {
        const types = operands.map((x) => x.dtype);
        const names = ARGUMENT_NAMES.slice(0, types.length);
        const views = operands.map((x, i) => x.layout.python(names[i], x.shape));
        return {
          expression: pythonCall(op, types, views),
          arrays: Object.fromEntries(
            operands.map((x, i): [string, OracleArray] => [names[i], oracleArray(x.dtype, x.base, x.data)]),
          ),
        };
      }),
    );
    const problems = new Problems();
    cases.forEach((operands, i) => {
      const types = operands.map((x) => x.dtype);
      for (const backend of BACKENDS) {
        const mine = onBackend(backend, () => {
          const views = operands.map(({ dtype, base, layout, shape, data }) =>
            layout.view(npArray(dtype, base, data), shape, repeated),
          );
          return resultOf(npFunction(op)(...views));
        });
        const { problem } = compare(mine, wanted[i], toleranceOf(op, types));
        problems.add(`${backend.name} ${describeCase(operands)}`, problem);
      }
    });
    expect(problems.text).toBe("");
    expect(problems.cases).toBeGreaterThan(100);
  });
});
