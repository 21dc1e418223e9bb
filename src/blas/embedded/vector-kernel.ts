/**
 * The code of the embedded level-1 routines: plain exported functions, called on chunks of a vector in the calling
 * thread. They are bound by memory, where a team gains nothing.
 */
import { type FunctionBuilder, type Local, ModuleBuilder } from "../../kernel/wasm/assembler.js";
import type { Precision } from "../precision.js";
import { LANES, type Lanes } from "./lanes.js";
import { accumulate, advance, advanceBytes, rounds, sumOfLanes } from "./loops.js";

/** Increments are in bytes, and addresses those of the first element that is visited. */
export interface VectorFunctions {
  dot(n: number, x: number, incx: number, y: number, incy: number): number;
  axpy(n: number, alpha: number, x: number, incx: number, y: number, incy: number): void;
  /** The sum of the squares, in float64 for either precision. */
  squares(n: number, x: number, incx: number): number;
}

/** Independent accumulators: an addition takes 3–4 cycles and two can start in each. */
const ACCUMULATORS = 8;

export function vectorModule(precision: Precision, shared: boolean): Uint8Array<ArrayBuffer> {
  const { scalar } = LANES[precision];
  const m = new ModuleBuilder({ address: "i32", shared });
  dot(m.function(["i32", "i32", "i32", "i32", "i32"], [scalar], "dot"), LANES[precision]);
  axpy(m.function(["i32", scalar, "i32", "i32", "i32", "i32"], [], "axpy"), LANES[precision]);
  squares(m.function(["i32", "i32", "i32"], ["f64"], "squares"), LANES[precision]);
  return m.encode();
}

/** Runs `body` when all increments are one element. */
function whenDense(f: FunctionBuilder, increments: readonly Local[], item: number, body: () => void): void {
  for (const [k, increment] of increments.entries()) {
    f.get(increment).i32(item).op("i32.eq");
    if (k > 0) f.op("i32.and");
  }
  f.if(body);
}

function dot(f: FunctionBuilder, { scalar, shape, lanes, item }: Lanes): void {
  const [n, x, incx, y, incy] = [0, 1, 2, 3, 4].map((k) => f.param(k));
  const sums = Array.from({ length: ACCUMULATORS }, () => f.local("v128"));
  const rest = f.local(scalar);
  whenDense(f, [incx, incy], item, () =>
    rounds(f, n, ACCUMULATORS * lanes, () => {
      for (const [k, sum] of sums.entries())
        accumulate(f, shape, sum, () =>
          f
            .get(x)
            .memory("v128.load", k * 16)
            .get(y)
            .memory("v128.load", k * 16),
        );
      advanceBytes(f, x, ACCUMULATORS * 16);
      advanceBytes(f, y, ACCUMULATORS * 16);
    }),
  );
  rounds(f, n, 1, () => {
    f.get(x).memory(`${scalar}.load`).get(y).memory(`${scalar}.load`).op(`${scalar}.mul`);
    f.get(rest).op(`${scalar}.add`).set(rest);
    advance(f, x, incx);
    advance(f, y, incy);
  });
  sumOfLanes(f, shape, sums);
  f.get(rest).op(`${scalar}.add`);
}

function axpy(f: FunctionBuilder, { scalar, shape, lanes, item }: Lanes): void {
  const [n, alpha, x, incx, y, incy] = [0, 1, 2, 3, 4, 5].map((k) => f.param(k));
  const factor = f.local("v128");
  const sum = f.local("v128");
  const vectors = 4;
  whenDense(f, [incx, incy], item, () => {
    f.get(alpha).op(`${shape}.splat`).set(factor);
    rounds(f, n, vectors * lanes, () => {
      for (let k = 0; k < vectors; k++) {
        f.get(y)
          .memory("v128.load", k * 16)
          .set(sum);
        accumulate(f, shape, sum, () =>
          f
            .get(factor)
            .get(x)
            .memory("v128.load", k * 16),
        );
        f.get(y)
          .get(sum)
          .memory("v128.store", k * 16);
      }
      advanceBytes(f, x, vectors * 16);
      advanceBytes(f, y, vectors * 16);
    });
  });
  rounds(f, n, 1, () => {
    f.get(y).get(alpha).get(x).memory(`${scalar}.load`).op(`${scalar}.mul`);
    f.get(y).memory(`${scalar}.load`).op(`${scalar}.add`).memory(`${scalar}.store`);
    advance(f, x, incx);
    advance(f, y, incy);
  });
}

function squares(f: FunctionBuilder, { scalar, lanes, item }: Lanes): void {
  const [n, x, incx] = [0, 1, 2].map((k) => f.param(k));
  const sums = Array.from({ length: ACCUMULATORS }, () => f.local("v128"));
  const value = f.local("v128");
  const rest = f.local("f64");
  const one = f.local("f64");
  const single = scalar === "f32";
  // Half a vector of float32 becomes a whole one of float64: its squares can neither overflow nor vanish there.
  const step = single ? 8 : 16;
  whenDense(f, [incx], item, () =>
    rounds(f, n, (ACCUMULATORS * lanes) / (single ? 2 : 1), () => {
      for (const [k, sum] of sums.entries()) {
        f.get(x);
        if (single) f.memory("v128.load64_zero", k * step).op("f64x2.promote_low_f32x4");
        else f.memory("v128.load", k * step);
        f.set(value);
        accumulate(f, "f64x2", sum, () => f.get(value).get(value));
      }
      advanceBytes(f, x, ACCUMULATORS * step);
    }),
  );
  rounds(f, n, 1, () => {
    f.get(x).memory(`${scalar}.load`);
    if (single) f.op("f64.promote_f32");
    f.tee(one).get(one).op("f64.mul").get(rest).op("f64.add").set(rest);
    advance(f, x, incx);
  });
  sumOfLanes(f, "f64x2", sums);
  f.get(rest).op("f64.add");
}
