/** Writes the kernel of a program for one variant of loops: the module whose `run` the team calls. */

import type { ReductionName } from "../ops/table.js";
import type { Program } from "../program.js";
import { accumulators, combine, identityBytes, resultWidth } from "./accumulators.js";
import type { Local, MemoryType } from "./assembler.js";
import { loadDense, loadStrided, settle, storeDense, storeStrided } from "./body.js";
import { KernelFrame } from "./frame.js";
import { pushMask, type Value } from "./lanes.js";
import { odometer } from "./odometer.js";
import { emitRow, storeTo } from "./row.js";
import { type LoopKind, type Variant, words } from "./variant.js";

function writeMap(w: KernelFrame): void {
  const { f, variant } = w;
  if (variant.outer === 0) {
    const pointers = w.flatPointers(w.start);
    const length = f.local(w.A);
    f.get(w.end).get(w.start);
    w.op("sub");
    f.set(length);
    emitRow(w, length, pointers, storeTo(w, pointers[0]), "moves");
    return;
  }
  overKept(w, (pointers, length) => emitRow(w, length, pointers, storeTo(w, pointers[0]), "moves"));
}

/**
 * Calls `body` for each stretch of a row in [start, end), positions counted in elements with the kept axes outside and
 * the innermost axis inside. The pointers handed over are copies that may move.
 */
function overKept(w: KernelFrame, body: (pointers: readonly Local[], length: Local) => void): void {
  const { f, variant } = w;
  const inner = w.word(words.inner(w.layout));
  const kept = odometer(w, 0, variant.outer, w.addresses);
  const row = f.local(w.A);
  const column = f.local(w.A);
  f.get(w.start).get(inner);
  w.op("div_u");
  f.set(row);
  f.get(w.start).get(inner);
  w.op("rem_u");
  f.set(column);
  kept.seek(row);
  const length = f.local(w.A);
  const pointers = w.addresses.map(() => f.local(w.A));
  f.block((done) => {
    f.loop((again) => {
      f.get(w.start).get(w.end);
      w.op("ge_u");
      f.brIf(done);
      // length = min(inner - column, end - start)
      f.get(inner).get(column);
      w.op("sub");
      f.set(length);
      f.get(w.end).get(w.start);
      w.op("sub");
      f.get(length).get(w.end).get(w.start);
      w.op("sub");
      f.get(length);
      w.op("lt_u");
      f.op("select").set(length);
      for (let k = 0; k < pointers.length; k++) {
        f.get(kept.pointers[k]);
        const same = k > 0 && variant.inputs[k - 1] === "same";
        if (!same) {
          f.get(column);
          const stride = w.strides[k];
          if (stride !== null) f.get(stride);
          else w.constant((k === 0 ? w.root : w.program.inputs[k - 1]).itemsize);
          w.op("mul", "add");
        }
        f.set(pointers[k]);
      }
      body(pointers, length);
      f.get(w.start).get(length);
      w.op("add");
      f.set(w.start);
      w.constant(0);
      f.set(column);
      kept.advance();
      f.br(again);
    });
  });
}

function writeFlat(w: KernelFrame): void {
  const { f } = w;
  const acc = accumulators(w, resultWidth(w));
  const pointers = w.flatPointers(w.start);
  const length = f.local(w.A);
  f.get(w.end).get(w.start);
  w.op("sub");
  f.set(length);
  emitRow(w, length, pointers, acc.take, "stays");
  const out = f.local(w.A);
  f.get(w.addresses[0]).get(f.param(3));
  if (w.A === "i64") f.op("i64.extend_i32_u");
  w.constant(w.root.itemsize);
  w.op("mul", "add");
  f.set(out);
  storeDense(w.e, acc.result(), 1, out, 0);
}

/** One result a kept position in [start, end); the reduced axes and the innermost are walked for each. */
function writeRows(w: KernelFrame): void {
  const { f, variant } = w;
  const inner = w.word(words.inner(w.layout));
  const acc = accumulators(w, resultWidth(w));
  const kept = odometer(w, 0, variant.outer, w.addresses);
  const reduced = odometer(w, variant.outer, variant.reduced, kept.pointers);
  const repeats = reduced.total();
  const row = f.local(w.A);
  const k = f.local(w.A);
  f.get(w.start).set(row);
  kept.seek(row);
  const pointers = w.addresses.map(() => f.local(w.A));
  f.block((done) => {
    f.loop((again) => {
      f.get(w.start).get(w.end);
      w.op("ge_u");
      f.brIf(done);
      acc.reset();
      reduced.rewind();
      f.get(repeats).set(k);
      f.loop((more) => {
        for (const [i, p] of reduced.pointers.entries()) f.get(p).set(pointers[i]);
        emitRow(w, inner, pointers, acc.take, "stays");
        reduced.advance();
        w.bump(k, -1);
        f.get(k);
        w.op("eqz");
        f.op("i32.eqz").brIf(more);
      });
      storeDense(w.e, acc.result(), 1, kept.pointers[0], 0);
      w.bump(w.start, 1);
      kept.advance();
      f.br(again);
    });
  });
}

/** Results for stretches of the innermost kept axis: filled with the identity, then joined with every reduced position. */
function writeColumns(w: KernelFrame): void {
  const { f, e, root, variant } = w;
  const stride = w.strides[0];
  const identity: Value = { local: f.local("v128"), dtype: root, width: root.itemsize };
  f.v128(identityBytes(w.program.reduction as ReductionName, root)).set(identity.local);
  const k = f.local(w.A);
  overKept(w, (stretch, length) => {
    const left = f.local(w.A);
    const fill = f.local(w.A);
    f.get(stretch[0]).set(fill).get(length).set(left);
    f.block((done) => {
      f.loop((again) => {
        f.get(left);
        w.op("eqz");
        f.brIf(done);
        if (stride === null) {
          storeDense(e, identity, 1, fill, 0);
          w.bump(fill, root.itemsize);
        } else storeStrided(e, identity, 1, fill, stride, w.A);
        w.bump(left, -1);
        f.br(again);
      });
    });
    const reduced = odometer(w, variant.outer, variant.reduced, stretch);
    const repeats = reduced.total();
    reduced.rewind();
    f.get(repeats).set(k);
    const pointers = stretch.map(() => f.local(w.A));
    const ahead = f.local(w.A);
    f.loop((more) => {
      for (const [i, p] of reduced.pointers.entries()) f.get(p).set(pointers[i]);
      emitRow(
        w,
        length,
        pointers,
        (v, count, step) => {
          let old: Value;
          if (stride === null) {
            f.get(pointers[0]);
            old = loadDense(e, root, count, step * count * root.itemsize);
          } else {
            f.get(pointers[0]).set(ahead);
            old = loadStrided(e, root, count, ahead, stride, w.A);
          }
          let value = v;
          if (root.kind === "bool" && v.width !== old.width) {
            pushMask(e, v, old.width);
            value = settle(e, root, old.width);
          }
          combine(w, old, value);
          storeTo(w, pointers[0])(old, count, step);
        },
        "moves",
      );
      reduced.advance();
      w.bump(k, -1);
      f.get(k);
      w.op("eqz");
      f.op("i32.eqz").brIf(more);
    });
  });
}

const LOOPS: Readonly<Record<LoopKind, (w: KernelFrame) => void>> = {
  map: writeMap,
  flat: writeFlat,
  rows: writeRows,
  columns: writeColumns,
};

/** The module of a program for one variant of loops. */
export function writeKernel(program: Program, variant: Variant, memory: MemoryType): Uint8Array<ArrayBuffer> {
  const frame = new KernelFrame(program, variant, memory);
  LOOPS[variant.kind](frame);
  return frame.module.encode();
}
