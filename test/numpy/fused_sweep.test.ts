/**
 * Random expressions of several operations, which np runs as one kernel: the same elements as NumPy's, which runs them one
 * by one. Only operations that agree bit for bit take part, so fusion itself must not change a bit.
 */
import { describe, expect, test } from "vitest";
import type { AnyTypedArray, DTypeName } from "../../dist/array/index.js";
import { OPS, type OpName } from "../../dist/kernel/ops/table.js";
import { DTYPE_NAMES, randomElement, typed } from "../support/array_values.js";
import { compare, Problems } from "../support/compare.js";
import { liveNumpy, type OracleArray } from "../support/numpy_oracle.js";
import { Seeded } from "../support/seeded.js";
import { BACKENDS, npArray, npFunction, onBackend, oracleArray, resultOf } from "./np_runner.js";
import { resultType } from "./sweep_cases.js";

const CASES = 400;
const LEAVES = 4;
const LENGTHS = [0, 1, 5, 64, 1_003];
/** minimum and maximum may take either zero; power refuses negative exponents; the rest rounds the same everywhere. */
const EXACT_OPS: readonly OpName[] = [
  ...([
    "add",
    "subtract",
    "multiply",
    "divide",
    "negative",
    "absolute",
    "square",
    "sqrt",
    "sign",
    "positive",
  ] as const),
  ...(["floor", "ceil", "trunc", "rint", "floor_divide", "remainder", "where"] as const),
  ...(["equal", "not_equal", "less", "less_equal", "greater", "greater_equal"] as const),
  ...(["logical_and", "logical_or", "logical_xor", "logical_not", "isnan", "isinf", "isfinite"] as const),
  ...(["bitwise_and", "bitwise_or", "bitwise_xor", "invert"] as const),
];
/** The casts that a chain ends in sometimes: those that hold every value. */
const REDUCED = ["min", "max", "any", "all"] as const;

interface Value {
  readonly dtype: DTypeName;
  readonly array: ReturnType<typeof npArray>;
  readonly python: string;
}

interface Leaf {
  readonly name: string;
  readonly dtype: DTypeName;
  readonly shape: readonly number[];
  readonly data: AnyTypedArray;
}

function leaf(random: Seeded, name: string, length: number): Leaf {
  const dtype = random.pick(DTYPE_NAMES);
  const single = random.next() < 0.2;
  const data = typed(
    dtype,
    Array.from({ length: single ? 1 : length }, () => randomElement(random, dtype)),
  );
  return { name, dtype, shape: [data.length], data };
}

/** Operations on values drawn from the leaves and from earlier results, so that some are used twice. */
function grow(random: Seeded, leaves: readonly Leaf[]): Value {
  const values: Value[] = leaves.map(({ name, dtype, shape, data }) => ({
    dtype,
    array: npArray(dtype, shape, data),
    python: name,
  }));
  const steps = random.integer(2, 7);
  for (let made = 0; made < steps; ) {
    const op = random.pick(EXACT_OPS);
    const recent = random.next() < 0.7 ? values.slice(-3) : values;
    const args = Array.from({ length: OPS[op].arity }, (_, i) => random.pick(i === 0 ? recent : values));
    const types = args.map((each) => each.dtype);
    const dtype = resultType(op, types);
    // NumPy would take float16 here.
    const half = OPS[op].rule === "float" && types.every((t) => /^(bool|u?int8)$/.test(t));
    if (dtype === null || half || args.some((each) => each.python.length > 400)) continue;
    values.push({
      dtype,
      array: npFunction(op)(...args.map((each) => each.array)),
      python: `np.${op}(${args.map((each) => each.python).join(", ")})`,
    });
    made++;
  }
  return values[values.length - 1];
}

describe("fused expressions beside NumPy", () => {
  const numpy = liveNumpy();

  test("random expressions", async () => {
    // Made anew for each back end, since expressions that grow long are computed while they are made.
    const makeCases = () => {
      const random = new Seeded(7);
      return Array.from({ length: CASES }, () => {
        const length = random.pick(LENGTHS);
        const leaves = Array.from({ length: LEAVES }, (_, i) => leaf(random, `x${i}`, length));
        const value = grow(random, leaves);
        const reduction = length > 0 && random.next() < 0.3 ? random.pick(REDUCED) : null;
        const array = reduction === null ? value.array : npFunction(reduction)(value.array);
        const python = reduction === null ? value.python : `np.${reduction}(${value.python})`;
        return { leaves, python, reduction, result: resultOf(array) };
      });
    };
    const [first, ...others] = BACKENDS.map((backend) => onBackend(backend, makeCases));
    const wanted = await numpy.evaluateAll(
      first.map(({ leaves, python }) => ({
        expression: python,
        arrays: Object.fromEntries(
          leaves.map((x): [string, OracleArray] => [x.name, oracleArray(x.dtype, x.shape, x.data)]),
        ),
      })),
    );
    const problems = new Problems();
    [first, ...others].forEach((cases, k) => {
      cases.forEach(({ leaves, python, reduction, result }, i) => {
        const types = leaves.map((x) => `${x.name}: ${x.dtype}[${x.data.length}]`).join(", ");
        const { problem } = compare(result, wanted[i], { anyZero: reduction !== null });
        problems.add(`${BACKENDS[k].name} ${python} (${types})`, problem);
      });
    });
    expect(problems.text).toBe("");
    expect(problems.cases).toBe(BACKENDS.length * CASES);
  });

  test("sums of fused chains", async () => {
    const random = new Seeded(8);
    const problems = new Problems();
    for (const dtype of ["float32", "float64", "int32", "int64", "uint8"] as const)
      for (const length of [1, 7, 1_000, 200_003]) {
        const draw = (): number => random.integer(0, 9);
        const [a, b] = [0, 1].map(() => typed(dtype, Array.from({ length }, draw)));
        const chains = [
          "np.sum(a * b + a)",
          "np.sum((a * b + a) * b - a)",
          "np.max(a * b + a)",
          "np.prod(a // 10 + 1)",
          "np.sum(a > b)",
        ];
        const wanted = await numpy.evaluateAll(
          chains.map((expression) => ({
            expression,
            arrays: { a: oracleArray(dtype, [length], a), b: oracleArray(dtype, [length], b) },
          })),
        );
        const x = npArray(dtype, [length], a);
        const y = npArray(dtype, [length], b);
        const [add, sub, mul, floordiv, gt] = ["add", "subtract", "multiply", "floor_divide", "greater"].map(
          npFunction,
        );
        const mine = [
          npFunction("sum")(add(mul(x, y), x)),
          npFunction("sum")(sub(mul(add(mul(x, y), x), y), x)),
          npFunction("max")(add(mul(x, y), x)),
          npFunction("prod")(add(floordiv(x, 10), 1)),
          npFunction("sum")(gt(x, y)),
        ];
        // Whole numbers below 2^24: additions are exact in any order, but for float32's largest sum.
        mine.forEach((each, i) => {
          problems.add(
            `${chains[i]} of ${length} ${dtype}`,
            compare(resultOf(each), wanted[i], { ulp: dtype === "float32" ? 8 : 0 }).problem,
          );
        });
      }
    expect(problems.text).toBe("");
  });
});
