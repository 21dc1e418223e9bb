/** Which operations on which dtypes the sweeps run, and where NumPy has no answer to compare with. */
import { type AnyTypedArray, DTYPES, type DTypeName } from "../../dist/array/index.js";
import { resolve } from "../../dist/kernel/ops/rules.js";
import { OP_CODE, OPS, type OpName } from "../../dist/kernel/ops/table.js";
import { DTYPE_NAMES } from "../support/array_values.js";
import type { Tolerance } from "../support/compare.js";
import { ulpBound } from "../support/ulp_bounds.js";

/** Every list of argument dtypes that an operation takes. */
export function argumentTypes(op: OpName): DTypeName[][] {
  const { arity } = OPS[op];
  const all: DTypeName[][] =
    arity === 1
      ? DTYPE_NAMES.map((a) => [a])
      : DTYPE_NAMES.flatMap((a) =>
          DTYPE_NAMES.map((b): DTypeName[] => (arity === 2 ? [a, b] : ["bool", a, b])),
        );
  return all.filter((types) => resultType(op, types) !== null);
}

/** The dtype of the result, or null where the operation refuses (test/kernel/dtype_rules.test.ts: as NumPy does). */
export function resultType(op: OpName, types: readonly DTypeName[]): DTypeName | null {
  const [a, b = null, c = null] = types.map((name) => DTYPES[name]);
  try {
    return resolve(op, OP_CODE[op], a, b, c).result.name;
  } catch {
    return null;
  }
}

/** The operation in Python. Where NumPy would compute in float16, it is given float32: a listed deviation. */
export function pythonCall(op: OpName, types: readonly DTypeName[], names: readonly string[]): string {
  const half = OPS[op].rule === "float" && types.every((t) => DTYPES[t].itemsize === 1);
  return `np.${op}(${names.map((name) => (half ? `${name}.astype(np.float32)` : name)).join(", ")})`;
}

/** How near the result has to come. */
export function toleranceOf(op: OpName, types: readonly DTypeName[]): Tolerance {
  return {
    ulp: ulpBound(op, resultType(op, types) ?? "")?.numpy,
    // Of -0 and 0 NumPy gives either, by the code path.
    anyZero: op === "minimum" || op === "maximum",
  };
}

/** The second operand of an integer power must not be negative: NumPy refuses (tested with the errors). */
export function withoutNegativeExponents(
  op: OpName,
  types: readonly DTypeName[],
  operand: AnyTypedArray,
): AnyTypedArray {
  if (op !== "power" || types.some((t) => DTYPES[t].kind === "float")) return operand;
  const exponents = operand.slice();
  for (let i = 0; i < exponents.length; i++) {
    const x = exponents[i];
    if (x < 0) exponents[i] = (typeof x === "bigint" ? -(x + 1n) : -(x + 1)) as never;
  }
  return exponents;
}
