/** The innermost loop of every kernel. */
import type { Local } from "./assembler.js";
import { emitBody, loadDense, loadSplat, loadStrided, storeDense, storeStrided } from "./body.js";
import type { KernelFrame } from "./frame.js";
import type { Value } from "./lanes.js";

/**
 * `length` elements from the pointers, which move along: `unroll` vector steps a round, then single steps, then
 * single elements in lane 0 (`tail`). Dense operands are read at constant offsets within a round.
 */
export function emitRow(
  w: KernelFrame,
  length: Local,
  pointers: readonly Local[],
  finish: (v: Value, count: number, step: number, tail: boolean) => void,
  output: "moves" | "stays",
): void {
  const { f, e, program } = w;
  const splats = program.inputs.map((dtype, k) => {
    if (w.variant.inputs[k] !== "same") return null;
    f.get(pointers[k + 1]);
    return loadSplat(e, dtype);
  });
  const left = f.local(w.A);
  f.get(length).set(left);
  const round = (steps: number, count: number, tail: boolean): void => {
    for (let step = 0; step < steps; step++) {
      const load = (k: number): Value => {
        const dtype = program.inputs[k];
        const splat = splats[k];
        if (splat !== null) return splat;
        const pointer = pointers[k + 1];
        const stride = w.strides[k + 1];
        if (stride !== null) return loadStrided(e, dtype, count, pointer, stride, w.A);
        f.get(pointer);
        return loadDense(e, dtype, count, step * count * dtype.itemsize);
      };
      // A user's function with a loop must not wait for lanes that hold nothing.
      finish(emitBody(tail ? { ...e, lanes: 1 } : e, program, load, w.scalars), count, step, tail);
    }
    for (let k = 0; k < program.inputs.length; k++)
      if (w.variant.inputs[k] === "dense")
        w.bump(pointers[k + 1], steps * count * program.inputs[k].itemsize);
    if (output === "moves" && w.variant.output === "dense")
      w.bump(pointers[0], steps * count * w.root.itemsize);
    f.get(left);
    w.constant(steps * count);
    w.op("sub");
    f.set(left);
  };
  const repeat = (steps: number, count: number, tail: boolean): void => {
    f.block((done) => {
      f.loop((again) => {
        f.get(left);
        w.constant(steps * count);
        w.op("lt_u");
        f.brIf(done);
        round(steps, count, tail);
        f.br(again);
      });
    });
  };
  if (w.unroll > 1) repeat(w.unroll, e.lanes, false);
  repeat(1, e.lanes, false);
  repeat(1, 1, true);
}

/** What a row does with each value when results are stored one an element. */
export function storeTo(w: KernelFrame, pointer: Local): (v: Value, count: number, step: number) => void {
  const stride = w.strides[0];
  return (v, count, step) => {
    if (stride === null) storeDense(w.e, v, count, pointer, step * count * w.root.itemsize);
    else storeStrided(w.e, v, count, pointer, stride, w.A);
  };
}
