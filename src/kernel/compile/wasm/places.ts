/** Where elements lie: from indices to addresses, and whether they are within. */
import type { ArrayVariable, Expression } from "../ir.js";
import type { ArrayBinding, GangContext } from "./context.js";
import { maskWidthOf, partsOf, resizeMask } from "./format.js";
import { asLanes, splatBytes } from "./lanes-values.js";
import { bitShape, itemsizeOf, type Push } from "./value.js";

/** A scalar index of each axis, its place in the array, and whether it is within. */
export interface ScalarPlace {
  /** Elements from the array's start. */
  readonly flat: Push;
  /** i32 0 or 1. */
  readonly inside: Push;
}

/** `extent`: how many elements from there on must be within the last axis. */
export function scalarPlace(
  g: GangContext,
  b: ArrayBinding,
  pushes: readonly Push[],
  extent: number,
): ScalarPlace {
  const { f } = g;
  const indices = pushes.map((push) => {
    push();
    return g.holdScalar("i32");
  });
  indices.forEach((index, k) => {
    index();
    b.lengths[k]();
    if (k === indices.length - 1 && extent > 1) {
      // index <= length - extent, and length >= extent.
      f.i32(extent).op("i32.sub", "i32.le_u");
      b.lengths[k]();
      f.i32(extent).op("i32.ge_s", "i32.and");
    } else f.op("i32.lt_u");
    if (k > 0) f.op("i32.and");
  });
  const inside = g.holdScalar("i32");
  indices.forEach((index, k) => {
    if (k > 0) {
      b.lengths[k]();
      f.op("i32.mul");
    }
    index();
    if (k > 0) f.op("i32.add");
  });
  return { flat: g.holdScalar("i32"), inside };
}

export function pushAddress(g: GangContext, b: ArrayBinding, flat: Push, size: number): void {
  b.address();
  flat();
  if (size > 1) g.f.i32(size).op("i32.mul");
  g.f.op("i32.add");
}

/** In an array of each lane's own, the place of this lane's element. */
export function laneOf(g: GangContext, b: ArrayBinding, flat: Push, lane: number): Push {
  if (!b.perLane || g.lanes === 1) return flat;
  return () => {
    flat();
    g.f.i32(g.lanes).op("i32.mul").i32(lane).op("i32.add");
  };
}

/** How a gang's elements lie: side by side from a scalar index on, or anywhere. */
export function isDense(g: GangContext, b: ArrayBinding, indices: readonly Expression[]): boolean {
  const last = indices.length - 1;
  return indices.every((e, k) => g.uniformity.shape(e) === (k === last && !b.perLane ? 1 : 0));
}

/** The places of all lanes: addresses (of lanes outside: 0) and the mask of those within, in lanes of 4 bytes. */
export interface LanePlaces {
  readonly addresses: readonly Push[];
  readonly inside: readonly Push[];
}

/** Elements from the array's start for each lane, and which lanes are within. */
export function flatPlaces(
  g: GangContext,
  array: ArrayVariable,
  indices: readonly Expression[],
): { readonly flat: readonly Push[]; readonly inside: readonly Push[] } {
  const { f } = g;
  const values = indices.map((e) => asLanes(g, g.value(e), e.type === "u32" ? "u32" : "i32"));
  const lengths = g.arrays(array).lengths.map((length) => {
    length();
    f.op("i32x4.splat");
    return g.hold();
  });
  const flat: Push[] = [];
  const inside: Push[] = [];
  for (let p = 0; p < partsOf(g.lanes, 4); p++) {
    values.forEach((v, k) => {
      v.parts[p]();
      lengths[k]();
      f.op("i32x4.lt_u");
      if (k > 0) f.op("v128.and");
    });
    inside.push(g.hold());
    values.forEach((v, k) => {
      if (k > 0) {
        lengths[k]();
        f.op("i32x4.mul");
      }
      v.parts[p]();
      if (k > 0) f.op("i32x4.add");
    });
    flat.push(g.hold());
  }
  return { flat, inside };
}

export function lanePlaces(g: GangContext, array: ArrayVariable, indices: readonly Expression[]): LanePlaces {
  const { f } = g;
  const b = g.arrays(array);
  const size = itemsizeOf(array.element);
  const { flat, inside } = flatPlaces(g, array, indices);
  const addresses = flat.map((push, p) => {
    push();
    if (b.perLane) {
      const lanes = Int32Array.from({ length: 4 }, (_, k) => 4 * p + k);
      f.v128(splatBytes("i32", g.lanes)).op("i32x4.mul").v128(new Uint8Array(lanes.buffer)).op("i32x4.add");
    }
    if (size > 1) f.v128(splatBytes("i32", size)).op("i32x4.mul");
    b.address();
    f.op("i32x4.splat", "i32x4.add");
    inside[p]();
    f.op("v128.and");
    return g.hold();
  });
  return { addresses, inside };
}

/** Pushes the bits of the lanes that are on and within. */
export function pushOnBits(g: GangContext, inside: readonly Push[]): void {
  const width = maskWidthOf(g.lanes);
  const [within] = resizeMask(g, inside, 4, width);
  within();
  if (g.mask !== null) g.f.get(g.mask).op("v128.and");
  g.f.op(`${bitShape(width)}.bitmask`);
}
