/** One vector step of a program: its instructions on values that are already in registers. */

import type { DType } from "../../array/index.js";
import type { Program } from "../program.js";
import type { Local } from "./assembler.js";
import { maskWidth, WASM } from "./column.js";
import { castWidth, type Emitter, laneShape, pushCast, pushMask, type Value } from "./lanes.js";

/** Appends the program's code; `load` gives the k-th input's value, `scalars` the splatted scalars. */
export function emitBody(
  e: Emitter,
  program: Program,
  load: (input: number) => Value,
  scalars: readonly Value[],
): Value {
  const values: Value[] = [];
  for (const ins of program.instructions) {
    switch (ins.kind) {
      case "load":
        values.push(load(ins.input));
        break;
      case "scalar":
        values.push(scalars[ins.scalar]);
        break;
      case "cast": {
        const from = values[ins.arg];
        pushCast(e, from, ins.dtype);
        values.push(settle(e, ins.dtype, castWidth(from, ins.dtype)));
        break;
      }
      case "function": {
        const width = ins.function.wasm.emit(
          e,
          ins.args.map((a) => values[a]),
        );
        values.push(settle(e, ins.dtype, width));
        break;
      }
      case "op": {
        const args = ins.args.map((a) => values[a]);
        WASM[ins.op].emit(e, args);
        const width = ins.dtype.kind === "bool" ? maskWidth(args) : ins.dtype.itemsize;
        values.push(settle(e, ins.dtype, width));
        break;
      }
    }
  }
  return values[values.length - 1];
}

/** Moves the vector on the stack into a local of its own. */
export function settle(e: Emitter, dtype: DType, width: number): Value {
  const local: Local = e.f.local("v128");
  e.f.set(local);
  return { local, dtype, width };
}

/** Loads `count` neighbouring elements at the address on the stack into a value. */
export function loadDense(e: Emitter, dtype: DType, count: number, offset: number): Value {
  const { f } = e;
  const bytes = count * dtype.itemsize;
  if (bytes === 16) f.memory("v128.load", offset);
  else if (bytes === 8) f.memory("v128.load64_zero", offset);
  else if (bytes === 4) f.memory("v128.load32_zero", offset);
  else f.v128(new Uint8Array(16)).memoryLane(bytes === 2 ? "v128.load16_lane" : "v128.load8_lane", 0, offset);
  return settleLoaded(e, dtype);
}

/** Loads one element at the address on the stack into every lane. */
export function loadSplat(e: Emitter, dtype: DType): Value {
  e.f.memory(`v128.load${dtype.itemsize * 8}_splat`);
  return settleLoaded(e, dtype);
}

/** Loads `count` elements that lie `stride` apart, moving the pointer on. */
export function loadStrided(
  e: Emitter,
  dtype: DType,
  count: number,
  pointer: Local,
  stride: Local,
  address: "i32" | "i64",
): Value {
  const { f } = e;
  const x = f.local("v128");
  f.v128(new Uint8Array(16)).set(x);
  for (let lane = 0; lane < count; lane++) {
    f.get(pointer)
      .get(x)
      .memoryLane(`v128.load${dtype.itemsize * 8}_lane`, lane)
      .set(x);
    f.get(pointer).get(stride).op(`${address}.add`).set(pointer);
  }
  f.get(x);
  return settleLoaded(e, dtype);
}

/** Bools are bytes in memory and masks in registers. */
function settleLoaded(e: Emitter, dtype: DType): Value {
  if (dtype.kind === "bool") e.f.v128(new Uint8Array(16)).op("i8x16.ne");
  return settle(e, dtype, dtype.itemsize);
}

/** A value as it goes to memory: bools as bytes 0 and 1. */
function pushStored(e: Emitter, v: Value): void {
  if (v.dtype.kind !== "bool") {
    e.f.get(v.local);
    return;
  }
  pushMask(e, v, 1);
  e.f.v128(new Uint8Array(16).fill(1)).op("v128.and");
}

/** Stores `count` elements side by side at `pointer + offset`. */
export function storeDense(e: Emitter, v: Value, count: number, pointer: Local, offset: number): void {
  const { f } = e;
  f.get(pointer);
  pushStored(e, v);
  const bytes = count * v.dtype.itemsize;
  if (bytes === 16) f.memory("v128.store", offset);
  else f.memoryLane(`v128.store${bytes * 8}_lane`, 0, offset);
}

/** Stores `count` elements `stride` apart, moving the pointer on. */
export function storeStrided(
  e: Emitter,
  v: Value,
  count: number,
  pointer: Local,
  stride: Local,
  address: "i32" | "i64",
): void {
  const { f } = e;
  const x = f.local("v128");
  pushStored(e, v);
  f.set(x);
  for (let lane = 0; lane < count; lane++) {
    f.get(pointer)
      .get(x)
      .memoryLane(`v128.store${v.dtype.itemsize * 8}_lane`, lane);
    f.get(pointer).get(stride).op(`${address}.add`).set(pointer);
  }
}

/** The bytes of a vector with one value of the dtype in every lane: what an accumulator starts from. */
export function splatBytes(dtype: DType, value: number | bigint): Uint8Array {
  const out = new Uint8Array(16);
  const view = new DataView(out.buffer);
  for (let k = 0; k < 16; k += dtype.itemsize) {
    if (dtype.kind === "float")
      dtype.itemsize === 4
        ? view.setFloat32(k, Number(value), true)
        : view.setFloat64(k, Number(value), true);
    else if (dtype.itemsize === 8) view.setBigInt64(k, BigInt.asIntN(64, BigInt(value)), true);
    else if (dtype.itemsize === 4) view.setInt32(k, Number(BigInt.asIntN(32, BigInt(value))), true);
    else if (dtype.itemsize === 2) view.setInt16(k, Number(BigInt.asIntN(16, BigInt(value))), true);
    else view.setInt8(k, Number(BigInt.asIntN(8, BigInt(value))));
  }
  return out;
}

/** Brings the upper half of the first `lanes` lanes down, for joining lanes pairwise. */
export function upperHalf(lanes: number, width: number): number[] {
  const shift = (lanes / 2) * width;
  return Array.from({ length: 16 }, (_, k) => (k + shift < 16 ? k + shift : k));
}

export { laneShape };
