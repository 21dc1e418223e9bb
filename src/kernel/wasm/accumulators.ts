/** Where reductions add up. */
import { type DType, integerRange } from "../../array/index.js";
import { type OpName, REDUCTIONS, type ReductionName } from "../ops/table.js";
import { ModuleBuilder } from "./assembler.js";
import { emitBody, settle, splatBytes, upperHalf } from "./body.js";
import { WASM } from "./column.js";
import type { KernelFrame } from "./frame.js";
import { type Emitter, pushMask, type Value } from "./lanes.js";

/**
 * Vector steps between two additions into the running total of a float sum. Blocks of partial sums keep the rounding
 * error near that of pairwise summation (Higham, "The accuracy of floating point summation", SIAM J. Sci. Comput. 1993).
 */
const SUM_BLOCK_STEPS = 64;

/** The operation that joins two partial results; bools are joined by logic. */
function combinerOf(reduction: ReductionName, dtype: DType): OpName {
  const { combine } = REDUCTIONS[reduction];
  if (dtype.kind === "bool")
    return combine === "minimum" || combine === "multiply" || combine === "logical_and"
      ? "logical_and"
      : "logical_or";
  return combine;
}

/** The value that changes nothing when joined. */
export function identityBytes(reduction: ReductionName, dtype: DType): Uint8Array {
  if (dtype.kind === "bool")
    return new Uint8Array(16).fill(combinerOf(reduction, dtype) === "logical_and" ? 255 : 0);
  if (reduction === "min")
    return splatBytes(dtype, dtype.kind === "float" ? Number.POSITIVE_INFINITY : integerRange(dtype)[1]);
  if (reduction === "max")
    return splatBytes(dtype, dtype.kind === "float" ? Number.NEGATIVE_INFINITY : integerRange(dtype)[0]);
  return splatBytes(dtype, REDUCTIONS[reduction].identity as 0 | 1);
}

/** Joins a value into an accumulator. */
export function combine(w: KernelFrame, into: Value, v: Value): void {
  const { reduction } = w.program;
  WASM[combinerOf(reduction as ReductionName, w.root)].emit(w.e, [into, v]);
  w.f.set(into.local);
}

/** Accumulators in registers for one result: `take` feeds them, `result` joins them into lane 0. */
export function accumulators(w: KernelFrame, width: number) {
  const { f, e, root } = w;
  const reduction = w.program.reduction as ReductionName;
  const identity = identityBytes(reduction, root);
  const fresh = (): Value => {
    const local = f.local("v128");
    f.v128(identity).set(local);
    return { local, dtype: root, width };
  };
  const parts = Array.from({ length: w.unroll }, fresh);
  const tails = fresh();
  const blocked = reduction === "sum" && root.kind === "float";
  const total = blocked ? fresh() : null;
  const rounds = f.local("i32");
  const flush = (): void => {
    for (let gap = 1; gap < parts.length; gap *= 2)
      for (let k = 0; k + gap < parts.length; k += 2 * gap) combine(w, parts[k], parts[k + gap]);
    if (total === null) return;
    combine(w, total, parts[0]);
    for (const p of parts) f.v128(identity).set(p.local);
  };
  const normal = (v: Value): Value => {
    if (v.dtype.kind !== "bool" || v.width === width) return v;
    pushMask(e, v, width);
    return settle(e, v.dtype, width);
  };
  return {
    reset: (): void => {
      for (const v of total === null ? [...parts, tails] : [...parts, tails, total])
        f.v128(identity).set(v.local);
      f.i32(0).set(rounds);
    },
    take: (v: Value, _count: number, step: number, tail: boolean): void => {
      combine(w, tail ? tails : parts[step], normal(v));
      if (!blocked || tail || step !== parts.length - 1) return;
      f.get(rounds)
        .i32(1)
        .op("i32.add")
        .tee(rounds)
        .i32(SUM_BLOCK_STEPS)
        .op("i32.eq")
        .if(() => {
          flush();
          f.i32(0).set(rounds);
        });
    },
    result: (): Value => {
      flush();
      const whole = total ?? parts[0];
      for (let lanes = e.lanes; lanes > 1; lanes /= 2) {
        f.get(whole.local).get(whole.local).shuffle(upperHalf(lanes, width));
        const upper = settle(e, root, width);
        combine(w, whole, upper);
      }
      combine(w, whole, tails);
      return whole;
    },
  };
}

/** The lane width that the program's result has: only known once its code is written, so it is written to a scratch module. */
export function resultWidth(w: KernelFrame): number {
  if (w.root.kind !== "bool") return w.root.itemsize;
  const scratch: Emitter = { ...w.e, f: new ModuleBuilder(w.module.memoryType).function([], []) };
  const blank = scratch.f.local("v128");
  const v = emitBody(
    scratch,
    w.program,
    (k) => ({ local: blank, dtype: w.program.inputs[k], width: w.program.inputs[k].itemsize }),
    w.program.scalars.map((dtype) => ({ local: blank, dtype, width: dtype.itemsize })),
  );
  return v.width;
}
