/** Walking outer axes. */
import type { Local } from "./assembler.js";
import type { KernelFrame } from "./frame.js";
import { words } from "./variant.js";

/** Counters over `count` axes of the parameter block from `first` on, the last one fastest, with the operands' pointers. */
export function odometer(w: KernelFrame, first: number, count: number, bases: readonly Local[]) {
  const { f } = w;
  const axes = Array.from({ length: count }, (_, d) => ({
    index: f.local(w.A),
    length: w.word(words.length(w.layout, first + d)),
    strides: bases.map((_b, k) => w.word(words.axisStride(w.layout, first + d, k))),
  }));
  const pointers = bases.map(() => f.local(w.A));
  const rewind = (): void => {
    for (const axis of axes) {
      w.constant(0);
      f.set(axis.index);
    }
    for (const [k, base] of bases.entries()) f.get(base).set(pointers[k]);
  };
  const seek = (row: Local): void => {
    rewind();
    for (const axis of [...axes].reverse()) {
      f.get(row).get(axis.length);
      w.op("rem_u");
      f.set(axis.index);
      f.get(row).get(axis.length);
      w.op("div_u");
      f.set(row);
      for (const [k, pointer] of pointers.entries()) {
        f.get(pointer).get(axis.index).get(axis.strides[k]);
        w.op("mul", "add");
        f.set(pointer);
      }
    }
  };
  /** One step on; after the last position it is at the first again. `end`, if given, is branched to then. */
  const advance = (): void => {
    f.block((done) => {
      for (const axis of [...axes].reverse()) {
        for (const [k, pointer] of pointers.entries()) {
          f.get(pointer).get(axis.strides[k]);
          w.op("add");
          f.set(pointer);
        }
        f.get(axis.index);
        w.constant(1);
        w.op("add");
        f.tee(axis.index).get(axis.length);
        w.op("lt_u");
        f.brIf(done);
        for (const [k, pointer] of pointers.entries()) {
          f.get(pointer).get(axis.length).get(axis.strides[k]);
          w.op("mul", "sub");
          f.set(pointer);
        }
        w.constant(0);
        f.set(axis.index);
      }
    });
  };
  const total = (): Local => {
    const n = f.local(w.A);
    w.constant(1);
    f.set(n);
    for (const axis of axes) {
      f.get(n).get(axis.length);
      w.op("mul");
      f.set(n);
    }
    return n;
  };
  return { pointers, rewind, seek, advance, total };
}
