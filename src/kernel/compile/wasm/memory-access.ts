/**
 * Loads and stores of arrays. Out of bounds a load gives zero and a store does nothing. A gang's elements that lie side by side are
 * one v128 access; a store under a partial mask goes lane by lane, for what is between may belong to another thread.
 */
import type { Local } from "../../wasm/assembler.js";
import type { ArrayVariable, ElementType, Expression, ScalarType } from "../ir.js";
import type { GangContext } from "./context.js";
import { formatFor, maskWidthOf, partsOf, resizeMask, wrapTo } from "./format.js";
import { asLanes, asMask, eachPart, splatBytes } from "./lanes-values.js";
import { isDense, laneOf, lanePlaces, pushAddress, pushOnBits, scalarPlace } from "./places.js";
import { fullInterval, type Interval } from "./ranges.js";
import { loadRegister, pushRegister, storeRegister } from "./register-array.js";
import {
  bitShape,
  type Format,
  type GangValue,
  itemsizeOf,
  type MaskWidth,
  type Push,
  valueTypeOf,
  widthOf,
} from "./value.js";

const SCALAR_LOAD: Record<ElementType, string> = {
  bool: "i32.load8_u",
  i8: "i32.load8_s",
  u8: "i32.load8_u",
  i16: "i32.load16_s",
  u16: "i32.load16_u",
  i32: "i32.load",
  u32: "i32.load",
  i64: "i64.load",
  u64: "i64.load",
  f32: "f32.load",
  f64: "f64.load",
};
const SCALAR_STORE: Record<ElementType, string> = {
  bool: "i32.store8",
  i8: "i32.store8",
  u8: "i32.store8",
  i16: "i32.store16",
  u16: "i32.store16",
  i32: "i32.store",
  u32: "i32.store",
  i64: "i64.store",
  u64: "i64.store",
  f32: "f32.store",
  f64: "f64.store",
};

/** Leaves the element as a scalar. Reading at address 0 is harmless, so nothing branches. */
export function pushLoad(g: GangContext, array: ArrayVariable, indices: readonly Push[], lane = 0): void {
  const { f } = g;
  const b = g.arrays(array);
  if (b.registers !== undefined) {
    pushRegister(g, array, b, b.registers, indices);
    return;
  }
  const { flat, inside } = scalarPlace(g, b, indices, 1);
  const { element } = array;
  pushAddress(g, b, laneOf(g, b, flat, lane), itemsizeOf(element));
  f.i32(0);
  inside();
  f.op("select").memory(SCALAR_LOAD[element]);
  if (element === "bool") f.i32(0).op("i32.ne");
  zeroOf(g, valueTypeOf(element));
  inside();
  f.op("select");
}

function zeroOf(g: GangContext, type: ScalarType): void {
  if (type === "f32") g.f.f32(0);
  else if (type === "f64") g.f.f64(0);
  else if (type === "i64" || type === "u64") g.f.i64(0n);
  else g.f.i32(0);
}

/** Vectors as they are loaded from side by side. */
function loadParts(g: GangContext, size: MaskWidth, push: Push): Local[] {
  const { f } = g;
  const out: Local[] = [];
  for (let p = 0; p < partsOf(g.lanes, size); p++) {
    const bytes = Math.min(16, g.lanes * size);
    if (bytes === 16) {
      push();
      f.memory("v128.load", 16 * p);
    } else if (bytes >= 4) {
      push();
      f.memory(bytes === 8 ? "v128.load64_zero" : "v128.load32_zero");
    } else {
      push();
      f.v128(new Uint8Array(16)).memoryLane("v128.load16_lane", 0);
    }
    const local = g.scratch("v128");
    f.set(local);
    out.push(local);
  }
  return out;
}

/** The elements' vectors as a value. */
function loaded(g: GangContext, element: ElementType, parts: readonly Push[]): GangValue {
  if (element !== "bool") return { kind: "lanes", format: element, parts };
  const masks = eachPart(g, [parts], () => g.f.v128(new Uint8Array(16)).op("i8x16.ne"));
  return { kind: "mask", width: 1, parts: masks };
}

function gather(g: GangContext, array: ArrayVariable, indices: readonly Expression[]): readonly Push[] {
  const { f } = g;
  const size = itemsizeOf(array.element);
  const { addresses, inside } = lanePlaces(g, array, indices);
  const perPart = 16 / size;
  const parts = Array.from({ length: partsOf(g.lanes, size) }, () => g.scratch("v128"));
  for (const local of parts) f.v128(new Uint8Array(16)).set(local);
  for (let lane = 0; lane < g.lanes; lane++) {
    const out = parts[Math.floor(lane / perPart)];
    addresses[lane >> 2]();
    f.lane("i32x4.extract_lane", lane % 4)
      .get(out)
      .memoryLane(`v128.load${size * 8}_lane`, lane % perPart)
      .set(out);
  }
  const masks = resizeMask(g, inside, 4, size);
  return eachPart(g, [parts.map((l) => () => void f.get(l)), masks], () => f.op("v128.and"));
}

/** A load that differs by lane. */
export function varyingLoad(g: GangContext, e: Expression & { kind: "load" }): GangValue {
  const { f } = g;
  const { array } = e;
  const b = g.arrays(array);
  if (b.registers !== undefined) return loadRegister(g, array, b.registers, e.indices);
  const size = itemsizeOf(array.element);
  if (!isDense(g, b, e.indices)) {
    g.notes.add(e.place, `${array.name} is read lane by lane: the elements don't lie side by side`);
    return loaded(g, array.element, gather(g, array, e.indices));
  }
  const place = scalarPlace(
    g,
    b,
    e.indices.map((i) => () => g.pushUniform(i)),
    b.perLane ? 1 : g.lanes,
  );
  const out = Array.from({ length: partsOf(g.lanes, size) }, () => g.scratch("v128"));
  place.inside();
  f.if(
    () => {
      pushAddress(g, b, laneOf(g, b, place.flat, 0), size);
      const address = g.holdScalar("i32");
      for (const [p, local] of loadParts(g, size, address).entries()) f.get(local).set(out[p]);
    },
    () => {
      const parts = b.perLane ? null : gather(g, array, e.indices);
      for (const [p, local] of out.entries()) {
        if (parts === null) f.v128(new Uint8Array(16));
        else parts[p]();
        f.set(local);
      }
    },
  );
  return loaded(
    g,
    array.element,
    out.map((l) => () => void f.get(l)),
  );
}

/** A value's vectors as they go to memory: integers keep the low bits. `r`: the interval that the value stays in. */
export function storedParts(
  g: GangContext,
  element: ElementType,
  v: GangValue,
  r: Interval,
): readonly Push[] {
  const { f } = g;
  if (element === "bool") {
    const mask = asMask(g, v, 1);
    return eachPart(g, [mask.parts], () => f.v128(splatBytes("u8", 1)).op("v128.and"));
  }
  const format: Format = element;
  if (valueTypeOf(element) === element) return asLanes(g, v, format).parts;
  const full = fullInterval(element);
  if (r.low >= full.low && r.high <= full.high) return asLanes(g, v, format).parts;
  const held = formatFor(g.lanes, "i32", r, widthOf(format));
  const wide = asLanes(g, v, held);
  const cut = wrapTo(g, wide.parts, widthOf(held), format);
  // Now they fit; a signed 16-bit lane holds an i8, an unsigned one must not be read as signed.
  const sameSign = `${format[0]}${widthOf(held) * 8}` as Format;
  return asLanes(g, { kind: "lanes", format: sameSign, parts: cut }, format).parts;
}

/** The value as the element's value type. */
export function storedValue(array: ArrayVariable, value: Expression): Expression {
  const type = valueTypeOf(array.element);
  return value.type === type ? value : { kind: "convert", operand: value, type, place: value.place };
}

/** Pushes i32: some lane is on. */
function pushAnyOn(g: GangContext): void {
  if (g.mask === null) g.f.i32(1);
  else g.f.get(g.mask).op("v128.any_true");
}

/** A store by all lanes that are on. */
export function store(
  g: GangContext,
  array: ArrayVariable,
  indices: readonly Expression[],
  given: Expression,
): void {
  const { f } = g;
  const b = g.arrays(array);
  if (b.registers !== undefined) {
    storeRegister(g, array, b, b.registers, indices, given);
    return;
  }
  const value = storedValue(array, given);
  const size = itemsizeOf(array.element);
  const uniform = !b.perLane && indices.every((e) => g.uniformity.isUniform(e));
  if (g.lanes === 1 || (uniform && g.uniformity.isUniform(value))) {
    g.pushUniform(value);
    const held = g.holdScalar(
      array.element === "f32" || array.element === "f64" ? array.element : size === 8 ? "i64" : "i32",
    );
    const { flat, inside } = scalarPlace(
      g,
      b,
      indices.map((i) => () => g.pushUniform(i)),
      1,
    );
    inside();
    pushAnyOn(g);
    f.op("i32.and").if(() => {
      pushAddress(g, b, laneOf(g, b, flat, 0), size);
      held();
      f.memory(SCALAR_STORE[array.element]);
    });
    return;
  }
  const parts = storedParts(g, array.element, g.value(value), g.ranges.of(value));
  if (!isDense(g, b, indices)) {
    g.notes.add(given.place, `${array.name} is written lane by lane: the elements don't lie side by side`);
    scatter(g, array, indices, parts);
    return;
  }
  const { flat, inside } = scalarPlace(
    g,
    b,
    indices.map((i) => () => g.pushUniform(i)),
    b.perLane ? 1 : g.lanes,
  );
  inside();
  if (g.mask !== null) f.get(g.mask).op(`${bitShape(maskWidthOf(g.lanes))}.all_true`, "i32.and");
  f.if(
    () => {
      pushAddress(g, b, laneOf(g, b, flat, 0), size);
      const address = g.holdScalar("i32");
      const bytes = Math.min(16, g.lanes * size);
      for (const [p, part] of parts.entries()) {
        address();
        part();
        if (bytes === 16) f.memory("v128.store", 16 * p);
        else f.memoryLane(`v128.store${bytes * 8}_lane`, 0);
      }
    },
    () => scatter(g, array, indices, parts),
  );
}

function scatter(
  g: GangContext,
  array: ArrayVariable,
  indices: readonly Expression[],
  parts: readonly Push[],
): void {
  const { f } = g;
  const size = itemsizeOf(array.element);
  const { addresses, inside } = lanePlaces(g, array, indices);
  pushOnBits(g, inside);
  const on = g.holdScalar("i32");
  const perPart = 16 / size;
  for (let lane = 0; lane < g.lanes; lane++) {
    on();
    f.i32(1 << lane)
      .op("i32.and")
      .if(() => {
        addresses[lane >> 2]();
        f.lane("i32x4.extract_lane", lane % 4);
        parts[Math.floor(lane / perPart)]();
        f.memoryLane(`v128.store${size * 8}_lane`, lane % perPart);
      });
  }
}

/** 16 bytes from a uniform index on; zero unless all are within. */
export function pushLanesLoad(g: GangContext, array: ArrayVariable, index: Expression): void {
  const { f } = g;
  const b = g.arrays(array);
  const size = itemsizeOf(array.element);
  const { flat, inside } = scalarPlace(g, b, [() => g.pushUniform(index)], 16 / size);
  const out = g.scratch("v128");
  f.v128(new Uint8Array(16)).set(out);
  inside();
  f.if(() => {
    pushAddress(g, b, flat, size);
    f.memory("v128.load").set(out);
  });
  f.get(out);
}

export function lanesStore(g: GangContext, array: ArrayVariable, index: Expression, value: Expression): void {
  const { f } = g;
  const b = g.arrays(array);
  const size = itemsizeOf(array.element);
  g.pushUniform(value);
  const held = g.hold();
  const { flat, inside } = scalarPlace(g, b, [() => g.pushUniform(index)], 16 / size);
  inside();
  pushAnyOn(g);
  f.op("i32.and").if(() => {
    pushAddress(g, b, flat, size);
    held();
    f.memory("v128.store");
  });
}

export { itemsizeOf };
