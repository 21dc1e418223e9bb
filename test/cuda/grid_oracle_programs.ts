/** Kernels in the compiler's representation, for tests of the CPU target that don't ask the front end. */
import type {
  ArrayVariable,
  Builtin,
  ElementType,
  Expression,
  ProgramIR,
  Statement,
  Variable,
} from "../../src/kernel/compile/ir.js";
import { functionOf, programOf } from "../kernel/compile_wasm_builder.js";

const place = { line: 1, column: 1 };

export const builtin = (name: Builtin): Expression => ({ kind: "builtin", name, type: "i32", place });
export const barrier = (line = 1): Statement => ({ kind: "barrier", place: { line, column: 1 } });
export const i32 = (value: number): Expression => ({ kind: "constant", value, type: "i32", place });
export const atomicAdd = (
  array: ArrayVariable,
  index: Expression,
  value: Expression,
  result: Variable | null = null,
): Statement => ({
  kind: "atomic",
  op: "add",
  array,
  indices: [index],
  value,
  expected: null,
  result,
  place,
});

export function arrayOf(
  name: string,
  element: ElementType,
  space: ArrayVariable["space"] = "global",
  shape: readonly number[] | null = null,
): ArrayVariable {
  return { kind: "array", name, element, space, ndim: shape?.length ?? 1, shape, values: null };
}

export function kernelOf(
  name: string,
  parameters: readonly (Variable | ArrayVariable)[],
  body: readonly Statement[],
  shared: readonly ArrayVariable[] = [],
): ProgramIR {
  return { ...programOf(functionOf(name, parameters, null, body), "kernel"), shared };
}
