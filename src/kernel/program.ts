/**
 * The one intermediate representation: a straight line of operations on the elements at one place of all operands.
 * The graph's front end makes it from lazy arrays; each back end compiles it. Values are in single assignment: the
 * k-th instruction defines value k and names earlier ones. Casts are explicit, so every operation sees operands of
 * one dtype (but `where`, whose first is bool).
 */
import type { DType } from "../array/index.js";
import type { ElementFunction } from "./element-function.js";
import { OPS, type OpName, type ReductionName } from "./ops/table.js";

export type Instruction =
  /** The element of the k-th input array. */
  | { readonly kind: "load"; readonly dtype: DType; readonly input: number }
  /** The k-th scalar argument: not part of the kernel's identity, so `x + 1` and `x + 2` share a kernel. */
  | { readonly kind: "scalar"; readonly dtype: DType; readonly scalar: number }
  | { readonly kind: "cast"; readonly dtype: DType; readonly arg: number }
  /** `dtype` is the result's; the operands' is that of the values named (bool out of a comparison of floats). */
  | { readonly kind: "op"; readonly dtype: DType; readonly op: OpName; readonly args: readonly number[] }
  /** A user's function; the arguments have its parameters' dtypes. */
  | {
      readonly kind: "function";
      readonly dtype: DType;
      readonly function: ElementFunction;
      readonly args: readonly number[];
    };

export interface Program {
  readonly instructions: readonly Instruction[];
  /** dtypes of the arrays read, in the order of `load`'s numbers. */
  readonly inputs: readonly DType[];
  /** dtypes of the scalars. */
  readonly scalars: readonly DType[];
  /** The last value is the result; with a reduction it is what is accumulated, already in the accumulator's dtype. */
  readonly reduction: ReductionName | null;
}

/** The value that a program stores or accumulates. */
export function rootOf(program: Program): Instruction {
  return program.instructions[program.instructions.length - 1];
}

function instructionText(ins: Instruction): string {
  switch (ins.kind) {
    case "load":
      return `load in${ins.input}`;
    case "scalar":
      return `scalar s${ins.scalar}`;
    case "cast":
      return `cast %${ins.arg}`;
    case "op":
      return `${ins.op} ${ins.args.map((a) => `%${a}`).join(", ")}`;
    case "function":
      return `${ins.function.name}(${ins.args.map((a) => `%${a}`).join(", ")})`;
  }
}

/** A program in words, as `np.explain` and `MANYCORE_DEBUG=1` print it. */
export function programText(program: Program): string {
  const lines = program.instructions.map((ins, k) => `%${k}:${ins.dtype.name} = ${instructionText(ins)}`);
  const last = `%${program.instructions.length - 1}`;
  lines.push(program.reduction === null ? `store ${last}` : `${program.reduction} ${last}`);
  return lines.join("\n");
}

/** A short name: the operations in order, and the dtype that comes out. */
export function programName(program: Program): string {
  const ops = program.instructions.flatMap((ins) =>
    ins.kind === "op"
      ? [ins.op]
      : ins.kind === "function"
        ? [ins.function.name]
        : ins.kind === "cast"
          ? ["cast"]
          : [],
  );
  const shown = ops.length > 6 ? [...ops.slice(0, 5), `${ops.length - 5}_more`] : ops;
  return [...shown, program.reduction ?? "", rootOf(program).dtype.name]
    .filter((part) => part !== "")
    .join("_");
}

/** The cost of one element against an addition's. */
export function costOf(program: Program): number {
  let cost = 0;
  for (const ins of program.instructions)
    cost +=
      ins.kind === "op"
        ? OPS[ins.op].cost
        : ins.kind === "function"
          ? ins.function.cost
          : ins.kind === "cast"
            ? 1
            : 0;
  return Math.max(1, cost);
}

/** What users' functions in a program want of threads; "one" where two don't agree. */
export function threadsOf(program: Program): "team" | "one" | null {
  let wish: "team" | "one" | null = null;
  for (const ins of program.instructions) {
    if (ins.kind !== "function" || ins.function.threads === null) continue;
    if (ins.function.threads === "one") return "one";
    wish = "team";
  }
  return wish;
}
