/** Arrays of several slices, so that threads, slice borders and tails take part: every operation in every dtype. */
import { describe, expect, test } from "vitest";
import type { AnyTypedArray, DTypeName } from "../../dist/array/index.js";
import { OP_NAMES, OPS } from "../../dist/kernel/ops/table.js";
import { cycle, DTYPE_NAMES, PERIOD, randomElement, typed } from "../support/array_values.js";
import { compare, Problems } from "../support/compare.js";
import { liveNumpy, type OracleArray } from "../support/numpy_oracle.js";
import { Seeded } from "../support/seeded.js";
import { npArray, npFunction, oracleArray, resultOf } from "./np_runner.js";
import { pythonCall, resultType, toleranceOf, withoutNegativeExponents } from "./sweep_cases.js";

/** A slice is 65,536 elements; 3 more leave a tail that is no whole vector in any dtype. */
const LENGTH = 4 * 65_536 + 3;
const SHORT_LENGTH = 65_536 + 3;
const ARGUMENT_NAMES = ["a", "b", "c"];

function operand(dtype: DTypeName, seed: number, length: number): AnyTypedArray {
  const random = new Seeded(seed);
  const elements = typed(
    dtype,
    Array.from({ length: PERIOD }, () => randomElement(random, dtype)),
  );
  return cycle(elements, length);
}

describe("large sweep beside NumPy", () => {
  const numpy = liveNumpy();

  test.each(OP_NAMES)("%s", async (op) => {
    const { arity, cost } = OPS[op];
    const length = cost >= 6 ? SHORT_LENGTH : LENGTH;
    const problems = new Problems();
    for (const dtype of DTYPE_NAMES) {
      const types: DTypeName[] =
        arity === 1 ? [dtype] : arity === 2 ? [dtype, dtype] : ["bool", dtype, dtype];
      if (resultType(op, types) === null) continue;
      const data = types.map((t, i) => operand(t, i + 1, length));
      if (arity === 2) data[1] = withoutNegativeExponents(op, types, data[1]);
      const names = ARGUMENT_NAMES.slice(0, arity);
      const wanted = await numpy.evaluate(
        pythonCall(op, types, names),
        Object.fromEntries(
          data.map((x, i): [string, OracleArray] => [names[i], oracleArray(types[i], [length], x)]),
        ),
      );
      const mine = resultOf(npFunction(op)(...data.map((x, i) => npArray(types[i], [length], x))));
      problems.add(`${op}(${types})`, compare(mine, wanted, toleranceOf(op, types)).problem);
    }
    expect(problems.text).toBe("");
    expect(problems.cases).toBeGreaterThanOrEqual(9);
  });
});
