/** A JavaScript number beside an array takes the array's dtype, as a Python number does in NumPy 2. */
import * as np from "manycore/numpy";
import { describe, expect, test } from "vitest";
import { DTYPES, type DTypeName, integerRange } from "../../dist/array/index.js";
import { OP_NAMES, OPS } from "../../dist/kernel/ops/table.js";
import { DTYPE_NAMES, INTEGER_NAMES, specials, typed } from "../support/array_values.js";
import { compare, Problems } from "../support/compare.js";
import { liveNumpy } from "../support/numpy_oracle.js";
import { npArray, npFunction, oracleArray, resultOf } from "./np_runner.js";
import { resultType, toleranceOf, withoutNegativeExponents } from "./sweep_cases.js";

type Scalar = number | bigint | boolean;

const python = (x: Scalar): string =>
  typeof x === "boolean"
    ? x
      ? "True"
      : "False"
    : typeof x === "number" && !Number.isInteger(x)
      ? `float("${x}")`
      : String(x);

/** The scalars that the design takes with a dtype: no fraction beside integers. */
function scalarsFor(dtype: DTypeName): readonly Scalar[] {
  const { kind } = DTYPES[dtype];
  if (kind === "bool") return [true, false];
  if (kind === "float") return [2, -1, 0.5, true, 1e-3];
  // NumPy itself can't read 2^64 - 1 as the truth of a Python int.
  const [least, most] = integerRange(dtype === "uint64" ? DTYPES.int64 : DTYPES[dtype]);
  return [2, 1, true, least < 0n && DTYPES[dtype].kind === "uint" ? 0 : least, most];
}

describe("weak scalars beside NumPy", () => {
  const numpy = liveNumpy();

  test.each(OP_NAMES.filter((op) => OPS[op].arity === 2))(
    "%s of an array and a number, on either side",
    async (op) => {
      const cases = DTYPE_NAMES.filter((dtype) => resultType(op, [dtype, dtype]) !== null).flatMap(
        (dtype) => {
          const data = withoutNegativeExponents(op, [dtype], typed(dtype, specials(dtype)));
          return scalarsFor(dtype)
            .filter((scalar) => op !== "power" || DTYPES[dtype].kind === "float" || Number(scalar) >= 0)
            .map((scalar) => ({ dtype, data, scalar }));
        },
      );
      const wanted = await numpy.evaluateAll(
        cases.flatMap(({ dtype, data, scalar }) => {
          const arrays = { a: oracleArray(dtype, [data.length], data) };
          return [
            { expression: `np.${op}(a, ${python(scalar)})`, arrays },
            { expression: `np.${op}(${python(scalar)}, a)`, arrays },
          ];
        }),
      );
      const problems = new Problems();
      cases.forEach(({ dtype, data, scalar }, i) => {
        const a = npArray(dtype, [data.length], data);
        const tolerance = toleranceOf(op, [dtype, dtype]);
        problems.add(
          `${op}(${dtype}, ${scalar})`,
          compare(resultOf(npFunction(op)(a, scalar)), wanted[2 * i], tolerance).problem,
        );
        problems.add(
          `${op}(${scalar}, ${dtype})`,
          compare(resultOf(npFunction(op)(scalar, a)), wanted[2 * i + 1], tolerance).problem,
        );
      });
      expect(problems.text).toBe("");
      expect(problems.cases).toBeGreaterThan(0);
    },
  );

  test.each(INTEGER_NAMES)("a number that %s can't hold is an OverflowError, as NumPy's", async (dtype) => {
    const [least, most] = integerRange(DTYPES[dtype]);
    const a = npArray(dtype, [1], typed(dtype, [1]));
    for (const scalar of [least - 1n, most + 1n]) {
      const wanted = await numpy.evaluate(`np.ones(1, np.${dtype}) + (${scalar})`);
      expect(wanted).toMatchObject({ kind: "error", class: "OverflowError" });
      const given = Number.isSafeInteger(Number(scalar)) ? Number(scalar) : scalar;
      expect(() => np.add(a, given as number)).toThrow(expect.objectContaining({ name: "OverflowError" }));
    }
  });

  test.each(INTEGER_NAMES)(
    "a fraction beside %s throws and says what to do (NumPy would give float64)",
    (dtype) => {
      const a = npArray(dtype, [1], typed(dtype, [1]));
      expect(() => np.add(a, 0.5)).toThrow(expect.objectContaining({ name: "DTypeError" }));
      expect(() => np.add(a, 0.5)).toThrow(/astype/);
    },
  );

  test("beside float32 a number is rounded to float32", async () => {
    const data = typed("float32", [1, 1e-3, 16777216]);
    const wanted = await numpy.evaluate("a + 0.1", { a: oracleArray("float32", [3], data) });
    expect(compare(resultOf(np.add(npArray("float32", [3], data), 0.1)), wanted).problem).toBeNull();
  });
});
