/**
 * The code of the embedded matrix–vector product: one module a precision, in the team's kernel ABI. Its `run` does
 *   rows    — y += alpha·A·x for the items [start, end), rows of A: four inner products at a time share the loads of x;
 *   columns — y += alpha·Aᵀ·x for the items [start, end), columns of A: four rows at a time share the loads of y.
 * x is dense for `rows`, y for `columns`; the other vector has any increment.
 */
import { type FunctionBuilder, type Local, ModuleBuilder } from "../../kernel/wasm/assembler.js";
import type { Precision } from "../precision.js";
import { LANES, type Lanes } from "./lanes.js";
import { accumulate, advance, advanceBytes, rounds, sumOfLanes } from "./loops.js";

/** Byte offsets in the parameter block; strides in bytes. */
export const GEMV_PARAMS = {
  mode: 0,
  a: 4,
  rowStride: 8,
  x: 12,
  y: 16,
  /** Of the vector that may have one. */
  increment: 20,
  /** The length of the side that isn't cut into items. */
  length: 24,
  alpha: 32,
} as const;

export const MODE = { rows: 0, columns: 1 } as const;

/** Rows of A that are worked on together. */
const GROUP = 4;

export function gemvModule(precision: Precision, shared: boolean): Uint8Array<ArrayBuffer> {
  const lanes = LANES[precision];
  const m = new ModuleBuilder({ address: "i32", shared });
  const signature = ["i32", "i32", "i32"] as const;
  const rows = m.function(signature, []);
  overRows(rows, lanes);
  const columns = m.function(signature, []);
  overColumns(columns, lanes);
  const run = m.function(["i32", "i32", "i32", "i32"], [], "run");
  const call = (f: FunctionBuilder) => () =>
    run.get(run.param(0)).get(run.param(1)).get(run.param(2)).call(m.indexOf(f));
  run.get(run.param(0)).memory("i32.load", GEMV_PARAMS.mode).i32(MODE.rows).op("i32.eq");
  run.if(call(rows), call(columns));
  return m.encode();
}

interface Operands {
  readonly a: Local;
  readonly rowStride: Local;
  readonly x: Local;
  readonly y: Local;
  readonly increment: Local;
  readonly length: Local;
  readonly alpha: Local;
}

function operands(f: FunctionBuilder, { scalar }: Lanes): Operands {
  const params = f.param(0);
  const int = (offset: number) => {
    const local = f.local("i32");
    f.get(params).memory("i32.load", offset).set(local);
    return local;
  };
  const alpha = f.local(scalar);
  f.get(params).memory("f64.load", GEMV_PARAMS.alpha);
  if (scalar === "f32") f.op("f32.demote_f64");
  f.set(alpha);
  const { a, rowStride, x, y, increment, length } = GEMV_PARAMS;
  return {
    a: int(a),
    rowStride: int(rowStride),
    x: int(x),
    y: int(y),
    increment: int(increment),
    length: int(length),
    alpha,
  };
}

/** (params, start, end) */
function overRows(f: FunctionBuilder, lanes: Lanes): void {
  const { scalar, shape, item } = lanes;
  const [start, end] = [f.param(1), f.param(2)];
  const { a, rowStride, x, y, increment, length, alpha } = operands(f, lanes);
  const [left, n, atX] = [f.local("i32"), f.local("i32"), f.local("i32")];
  const pointers = Array.from({ length: GROUP }, () => f.local("i32"));
  const sums = Array.from({ length: GROUP }, () => [f.local("v128"), f.local("v128")]);
  const rests = Array.from({ length: GROUP }, () => f.local(scalar));
  const zero = () => (scalar === "f32" ? f.f32(0) : f.f64(0));

  f.get(a).get(start).get(rowStride).op("i32.mul", "i32.add").set(pointers[0]!);
  f.get(y).get(start).get(increment).op("i32.mul", "i32.add").set(y);
  f.get(end).get(start).op("i32.sub").set(left);
  for (const group of [GROUP, 1]) {
    rounds(f, left, group, () => {
      for (let r = 0; r < group; r++) {
        if (r > 0)
          f.get(pointers[r - 1]!)
            .get(rowStride)
            .op("i32.add")
            .set(pointers[r]!);
        for (const sum of sums[r]!) f.v128(new Uint8Array(16)).set(sum);
        zero().set(rests[r]!);
      }
      // Where the next group begins; the last row's pointer moves on with the elements.
      f.get(pointers[group - 1]!)
        .get(rowStride)
        .op("i32.add")
        .set(a);
      f.get(x).set(atX).get(length).set(n);
      rounds(f, n, 2 * lanes.lanes, () => {
        for (let r = 0; r < group; r++) {
          for (const [v, sum] of sums[r]!.entries())
            accumulate(f, shape, sum, () =>
              f
                .get(pointers[r]!)
                .memory("v128.load", v * 16)
                .get(atX)
                .memory("v128.load", v * 16),
            );
          advanceBytes(f, pointers[r]!, 32);
        }
        advanceBytes(f, atX, 32);
      });
      rounds(f, n, 1, () => {
        for (let r = 0; r < group; r++) {
          f.get(pointers[r]!).memory(`${scalar}.load`).get(atX).memory(`${scalar}.load`).op(`${scalar}.mul`);
          f.get(rests[r]!).op(`${scalar}.add`).set(rests[r]!);
          advanceBytes(f, pointers[r]!, item);
        }
        advanceBytes(f, atX, item);
      });
      for (let r = 0; r < group; r++) {
        f.get(y);
        sumOfLanes(f, shape, sums[r]!);
        f.get(rests[r]!).op(`${scalar}.add`).get(alpha).op(`${scalar}.mul`);
        f.get(y).memory(`${scalar}.load`).op(`${scalar}.add`).memory(`${scalar}.store`);
        advance(f, y, increment);
      }
      f.get(a).set(pointers[0]!);
    });
  }
}

/** (params, start, end) */
function overColumns(f: FunctionBuilder, lanes: Lanes): void {
  const { scalar, shape, item } = lanes;
  const [start, end] = [f.param(1), f.param(2)];
  const { a, rowStride, x, y, increment, length, alpha } = operands(f, lanes);
  const [n, atY] = [f.local("i32"), f.local("i32")];
  const pointers = Array.from({ length: GROUP }, () => f.local("i32"));
  const factors = Array.from({ length: GROUP }, () => f.local(scalar));
  const splats = Array.from({ length: GROUP }, () => f.local("v128"));
  const sum = f.local("v128");
  const one = f.local(scalar);

  f.get(a).get(start).i32(item).op("i32.mul", "i32.add").set(a);
  f.get(y).get(start).i32(item).op("i32.mul", "i32.add").set(y);
  for (const group of [GROUP, 1]) {
    rounds(f, length, group, () => {
      for (let r = 0; r < group; r++) {
        f.get(a).set(pointers[r]!);
        advance(f, a, rowStride);
        f.get(x).memory(`${scalar}.load`).get(alpha).op(`${scalar}.mul`).tee(factors[r]!);
        f.op(`${shape}.splat`).set(splats[r]!);
        advance(f, x, increment);
      }
      f.get(y).set(atY).get(end).get(start).op("i32.sub").set(n);
      rounds(f, n, 2 * lanes.lanes, () => {
        for (let v = 0; v < 2; v++) {
          f.get(atY)
            .memory("v128.load", v * 16)
            .set(sum);
          for (let r = 0; r < group; r++)
            accumulate(f, shape, sum, () =>
              f
                .get(splats[r]!)
                .get(pointers[r]!)
                .memory("v128.load", v * 16),
            );
          f.get(atY)
            .get(sum)
            .memory("v128.store", v * 16);
        }
        for (let r = 0; r < group; r++) advanceBytes(f, pointers[r]!, 32);
        advanceBytes(f, atY, 32);
      });
      rounds(f, n, 1, () => {
        f.get(atY).memory(`${scalar}.load`).set(one);
        for (let r = 0; r < group; r++) {
          f.get(pointers[r]!).memory(`${scalar}.load`).get(factors[r]!).op(`${scalar}.mul`);
          f.get(one).op(`${scalar}.add`).set(one);
          advanceBytes(f, pointers[r]!, item);
        }
        f.get(atY).get(one).memory(`${scalar}.store`);
        advanceBytes(f, atY, item);
      });
    });
  }
}
