/**
 * Small local arrays in locals: one v128 (or a few) an element, in the full width of the element's values. np's kernels have no room of
 * their own in memory. An index that is known picks its element, any other goes through all of them.
 */
import { NotSupportedError } from "../../../errors.js";
import type { FunctionBuilder, Local } from "../../wasm/assembler.js";
import type { ArrayVariable, Expression } from "../ir.js";
import type { ArrayBinding, GangContext } from "./context.js";
import { maskWidthOf, partsOf, resizeMask, wrapTo } from "./format.js";
import { asLanes, asMask, splatBytes } from "./lanes-values.js";
import { storedValue } from "./memory-access.js";
import { flatPlaces, scalarPlace } from "./places.js";
import { scalarConvert } from "./scalar-operations.js";
import {
  type Format,
  type GangValue,
  type MaskWidth,
  type Push,
  valueTypeOf,
  wasmType,
  widthOf,
} from "./value.js";

/** Elements that an array in locals may have. */
export const MOST_REGISTER_ELEMENTS = 64;

/** Locals of each element. */
export type RegisterArray = readonly (readonly Local[])[];

/** Lane bytes of an element in locals: a bool's are its mask's. */
function widthIn(g: { readonly lanes: number }, array: ArrayVariable): MaskWidth {
  const type = valueTypeOf(array.element);
  return type === "bool" ? maskWidthOf(g.lanes) : widthOf(type);
}

/** @throws NotSupportedError for one of more than 64 elements */
export function registerBinding(f: FunctionBuilder, lanes: number, array: ArrayVariable): ArrayBinding {
  const shape = array.shape ?? [];
  const elements = shape.reduce((n, d) => n * d, 1);
  if (elements > MOST_REGISTER_ELEMENTS)
    throw new NotSupportedError(
      `${array.name}: a local array of ${elements} elements in a function of one element (at most ${MOST_REGISTER_ELEMENTS})`,
      "wasm",
      "Compile the loop around it with jit.",
    );
  const type = wasmType(valueTypeOf(array.element));
  const registers = Array.from({ length: elements }, () =>
    lanes === 1
      ? [f.local(type)]
      : Array.from({ length: partsOf(lanes, widthIn({ lanes }, array)) }, () => f.local("v128")),
  );
  return {
    address: () => {
      throw new RangeError(`${array.name} lies in locals`);
    },
    lengths: shape.map((n) => () => void f.i32(n)),
    perLane: true,
    registers,
  };
}

export function clearRegisters(g: GangContext, array: ArrayVariable, registers: RegisterArray): void {
  const { f } = g;
  const type = wasmType(valueTypeOf(array.element));
  for (const element of registers)
    for (const local of element) {
      if (g.lanes > 1) f.v128(new Uint8Array(16));
      else if (type === "f32") f.f32(0);
      else if (type === "f64") f.f64(0);
      else if (type === "i64") f.i64(0n);
      else f.i32(0);
      f.set(local);
    }
}

/** The element's number where the text says it: -1 out of bounds, null where it is found out at run time. */
function knownPlace(array: ArrayVariable, indices: readonly Expression[]): number | null {
  let flat = 0;
  for (const [axis, e] of indices.entries()) {
    const n = (array.shape ?? [])[axis];
    if (e.kind !== "constant") return null;
    const i = Number(e.value);
    if (i < 0 || i >= n) return -1;
    flat = flat * n + i;
  }
  return flat;
}

/** Leaves the scalar of an element, in a gang of one. */
export function pushRegister(
  g: GangContext,
  array: ArrayVariable,
  b: ArrayBinding,
  registers: RegisterArray,
  indices: readonly Push[],
): void {
  const { f } = g;
  const { flat, inside } = scalarPlace(g, b, indices, 1);
  const out = g.scratch(wasmType(valueTypeOf(array.element)));
  clearRegisters(g, array, [[out]]);
  inside();
  f.if(() => {
    for (const [k, [local]] of registers.entries()) {
      f.get(local).get(out);
      flat();
      f.i32(k).op("i32.eq", "select").set(out);
    }
  });
  f.get(out);
}

export function storeRegister(
  g: GangContext,
  array: ArrayVariable,
  b: ArrayBinding,
  registers: RegisterArray,
  indices: readonly Expression[],
  given: Expression,
): void {
  const { f } = g;
  const value = storedValue(array, given);
  if (g.lanes === 1) {
    g.pushUniform(value);
    narrowScalar(g, array);
    const held = g.holdScalar(wasmType(valueTypeOf(array.element)));
    const { flat, inside } = scalarPlace(
      g,
      b,
      indices.map((i) => () => g.pushUniform(i)),
      1,
    );
    inside();
    f.if(() => {
      for (const [k, [local]] of registers.entries()) {
        held();
        f.get(local);
        flat();
        f.i32(k).op("i32.eq", "select").set(local);
      }
    });
    return;
  }
  const width = widthIn(g, array);
  const parts = elementParts(g, array, g.value(value));
  const on = g.mask;
  const mask = on === null ? null : resizeMask(g, [() => void f.get(on)], maskWidthOf(g.lanes), width);
  const known = knownPlace(array, indices);
  const put = (element: readonly Local[], where: readonly Push[] | null): void => {
    element.forEach((local, p) => {
      parts[p]();
      if (where !== null) {
        f.get(local);
        where[p]();
        f.op("v128.bitselect");
      }
      f.set(local);
    });
  };
  if (known !== null) {
    if (known >= 0) put(registers[known], mask);
    return;
  }
  const places = flatPlaces(g, array, indices);
  for (const [k, element] of registers.entries()) {
    const here = resizeMask(g, placedAt(g, places, k), 4, width);
    put(
      element,
      mask === null
        ? here
        : here.map((push, p) => {
            push();
            mask[p]();
            f.op("v128.and");
            return g.hold();
          }),
    );
  }
}

/** The lanes whose place is element k. */
function placedAt(
  g: GangContext,
  places: { readonly flat: readonly Push[]; readonly inside: readonly Push[] },
  k: number,
): readonly Push[] {
  return places.flat.map((flat, p) => {
    flat();
    g.f.v128(splatBytes("i32", k)).op("i32x4.eq");
    places.inside[p]();
    g.f.op("v128.and");
    return g.hold();
  });
}

export function loadRegister(
  g: GangContext,
  array: ArrayVariable,
  registers: RegisterArray,
  indices: readonly Expression[],
): GangValue {
  const { f } = g;
  const width = widthIn(g, array);
  const known = knownPlace(array, indices);
  let parts: readonly Push[];
  if (known !== null && known >= 0) parts = registers[known].map((local) => () => void f.get(local));
  else {
    const out = Array.from({ length: partsOf(g.lanes, width) }, () => g.scratch("v128"));
    for (const local of out) f.v128(new Uint8Array(16)).set(local);
    if (known === null) {
      const places = flatPlaces(g, array, indices);
      for (const [k, element] of registers.entries()) {
        const here = resizeMask(g, placedAt(g, places, k), 4, width);
        element.forEach((local, p) => {
          f.get(local).get(out[p]);
          here[p]();
          f.op("v128.bitselect").set(out[p]);
        });
      }
    }
    parts = out.map((local) => () => void f.get(local));
  }
  const type = valueTypeOf(array.element);
  return type === "bool" ? { kind: "mask", width, parts } : { kind: "lanes", format: type as Format, parts };
}

/** The value as the element keeps it, in lanes of the value type's width. */
function elementParts(g: GangContext, array: ArrayVariable, v: GangValue): readonly Push[] {
  const type = valueTypeOf(array.element);
  if (type === "bool") return asMask(g, v, maskWidthOf(g.lanes)).parts;
  const wide = asLanes(g, v, type).parts;
  return type === array.element ? wide : wrapTo(g, wide, 4, array.element as Format);
}

/** Cuts the i32 on the stack to what a narrow element keeps of it. */
function narrowScalar(g: GangContext, array: ArrayVariable): void {
  const { f } = g;
  if (array.element === "i8") f.op("i32.extend8_s");
  else if (array.element === "i16") f.op("i32.extend16_s");
  else if (array.element === "u8") f.i32(255).op("i32.and");
  else if (array.element === "u16") f.i32(65535).op("i32.and");
  else if (array.element === "bool") scalarConvert(g, "i32", "bool");
}
