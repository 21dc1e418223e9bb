/** The block of memory through which a kernel is told its operands; layout in variant.ts. One block a thread, and one more for every job in flight. */
import type { DType } from "../../array/index.js";
import { type Heap, heap } from "../../memory/index.js";
import type { Node } from "../graph/node.js";
import type { Axis } from "./plan.js";

/** Holds MAX_LEAVES + 1 operands with 64 axes. */
export const PARAMETER_BYTES = 16384;

let shared = 0;
let memory: Heap | undefined;

/** This thread's parameter block. Blocking runs use it one after the other. */
export function parameterBlock(): number {
  if (shared === 0) shared = heap().allocate(PARAMETER_BYTES);
  return shared;
}

/** Writes one scalar into its 8 bytes. */
function writeScalar(h: Heap, address: number, dtype: DType, value: number | bigint | boolean): void {
  if (dtype.kind === "float") {
    if (dtype.itemsize === 8) h.f64[address >>> 3] = Number(value);
    else h.f32[address >>> 2] = Number(value);
  } else if (dtype.itemsize === 8) h.i64[address >>> 3] = BigInt.asIntN(64, BigInt(value));
  // Narrower integers are read from the low bytes.
  else h.i32[address >>> 2] = Number(value);
}

export function writeScalars(block: number, scalars: readonly Node[]): number {
  const h = memory ?? (memory = heap());
  for (let k = 0; k < scalars.length; k++) writeScalar(h, block + 8 * k, scalars[k].dtype, scalars[k].value);
  return block + 8 * scalars.length;
}

export function writeWord(at: number, index: number, value: number): void {
  (memory ?? (memory = heap())).i32[(at >>> 2) + index] = value;
}

/** Lengths and strides of outer axes, from word `index` on. */
export function writeAxes(at: number, index: number, axes: readonly Axis[]): number {
  let k = index;
  for (const axis of axes) {
    writeWord(at, k++, axis.length);
    for (const s of axis.strides) writeWord(at, k++, s);
  }
  return k;
}
