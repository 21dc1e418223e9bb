/**
 * `u8x16`, `f32x4` and the like: 128 bits as lanes of a type. In a compiled function each call is the instruction of that name; as it is, it
 * computes the same lane by lane. https://webassembly.github.io/spec/core/syntax/instructions.html#vector-instructions
 */
import { DTypeError, IndexError, ValueError } from "../../../errors.js";
import type { LanesOp, LanesType } from "../ir.js";
import { convertElement } from "../tokens.js";
import { allTrue, anyTrue, convertLanes, operate, reduceLanes, shift } from "./definitions.js";
import { LANES_OF, lanesOperation } from "./operation.js";
import type { F32x4, F64x2, I8x16, I16x8, I32x4, I64x2, U8x16, U16x8, U32x4 } from "./types.js";
import { type Column, columnOf, Lanes, lanesFrom, operandOf } from "./value.js";

const EVERY: readonly LanesOp[] = [
  "add",
  "sub",
  "mul",
  "min",
  "max",
  "and",
  "or",
  "xor",
  "not",
  "andnot",
  "eq",
  "ne",
  "lt",
  "le",
  "gt",
  "ge",
  "select",
];
const FLOATS: readonly LanesOp[] = ["div", "neg", "abs", "sqrt", "ceil", "floor", "trunc", "nearest"];
const SIGNED: readonly LanesOp[] = ["neg", "abs"];
const SATURATING: readonly LanesOp[] = ["addSat", "subSat"];

/** The operations on vectors of one type that WebAssembly has, or a few of its instructions make up. */
export const OFFERED: Readonly<Record<LanesType, readonly LanesOp[]>> = {
  i8x16: [...EVERY, ...SIGNED, ...SATURATING, "swizzle"],
  u8x16: [...EVERY, ...SATURATING, "avgr", "swizzle"],
  i16x8: [...EVERY, ...SIGNED, ...SATURATING],
  u16x8: [...EVERY, ...SATURATING, "avgr"],
  i32x4: [...EVERY, ...SIGNED],
  u32x4: EVERY,
  i64x2: [...EVERY, ...SIGNED],
  f32x4: [...EVERY, ...FLOATS],
  f64x2: [...EVERY, ...FLOATS],
};

const ARITY: Readonly<Partial<Record<LanesOp, number>>> = {
  select: 3,
  not: 1,
  neg: 1,
  abs: 1,
  sqrt: 1,
  ceil: 1,
  floor: 1,
  trunc: 1,
  nearest: 1,
};

const isVector = (value: unknown): value is Lanes => value instanceof Lanes;

function laneNumber(type: LanesType, op: string, lane: unknown, most: number): number {
  if (typeof lane === "number" && Number.isInteger(lane) && lane >= 0 && lane < most) return lane;
  throw new IndexError(`${type}.${op}: lane ${String(lane)} isn't one of 0 to ${most - 1}`);
}

/** A lane's value: fractions are cut and whole numbers wrap round, as `u8(x)` does. @throws DTypeError for what is no number of the lane's kind */
function laneValue(type: LanesType, op: string, value: unknown): number | bigint {
  if (typeof value === (type === "i64x2" ? "bigint" : "number"))
    return convertElement(LANES_OF[type].element, value as number) as number | bigint;
  throw new DTypeError(
    `${type}.${op} takes ${type === "i64x2" ? "bigints" : "numbers"} for lanes, got ${typeof value}`,
  );
}

/** The elements of an array that lanes are loaded from and stored to. @throws DTypeError for another array */
function elementsOf(type: LanesType, op: string, array: unknown): Column {
  const wanted = columnOf(type, new Uint8Array(16)) as unknown as ArrayBufferView;
  if (ArrayBuffer.isView(array) && array.constructor === wanted.constructor)
    return array as unknown as Column;
  throw new DTypeError(
    `${type}.${op} takes a ${wanted.constructor.name}, got ${(array as object | null)?.constructor?.name ?? String(array)}`,
  );
}

function lanesNamespace(type: LanesType): object {
  const { lanes } = LANES_OF[type];
  const width = 16 / lanes;
  const vector = (op: string, given: unknown): Lanes => operandOf(type, op, given);
  const functions: Record<string, (...args: never[]) => unknown> = {
    load: (array: unknown, index: number) => {
      const elements = elementsOf(type, "load", array);
      const inside = index >= 0 && index + lanes <= elements.length;
      return lanesFrom(type, (k) => (inside ? (elements[index + k] as number) : type === "i64x2" ? 0n : 0));
    },
    store: (array: unknown, index: number, value: unknown) => {
      const elements = elementsOf(type, "store", array);
      const given = vector("store", value).toArray();
      if (index >= 0 && index + lanes <= elements.length)
        given.forEach((each, k) => {
          elements[index + k] = each;
        });
    },
    splat: (value: unknown) => {
      const lane = laneValue(type, "splat", value);
      return lanesFrom(type, () => lane);
    },
    of: (...values: unknown[]) => {
      if (values.length !== lanes)
        throw new ValueError(`${type}.of takes ${lanes} numbers, got ${values.length}`);
      return lanesFrom(type, (k) => laneValue(type, "of", values[k]));
    },
    extractLane: (x: unknown, lane: unknown) =>
      vector("extractLane", x).toArray()[laneNumber(type, "extractLane", lane, lanes)],
    replaceLane: (x: unknown, lane: unknown, value: unknown) => {
      const place = laneNumber(type, "replaceLane", lane, lanes);
      const bytes = vector("replaceLane", x).bytes();
      columnOf(type, bytes)[place] = laneValue(type, "replaceLane", value);
      return new Lanes(type, bytes);
    },
    shuffle: (a: unknown, b: unknown, ...chosen: unknown[]) => {
      if (chosen.length !== lanes)
        throw new ValueError(
          `${type}.shuffle takes two vectors and ${lanes} lanes, got ${chosen.length} lanes`,
        );
      const from = [...vector("shuffle", a).bytes(), ...vector("shuffle", b).bytes()];
      const bytes = new Uint8Array(16);
      chosen.forEach((lane, k) => {
        const place = laneNumber(type, "shuffle", lane, 2 * lanes) * width;
        bytes.set(from.slice(place, place + width), k * width);
      });
      return new Lanes(type, bytes);
    },
    sum: (x: unknown) => reduceLanes(type, "sum", vector("sum", x)),
    reduceMin: (x: unknown) => reduceLanes(type, "min", vector("reduceMin", x)),
    reduceMax: (x: unknown) => reduceLanes(type, "max", vector("reduceMax", x)),
    any: (x: unknown) => anyTrue(vector("any", x)),
    all: (x: unknown) => allTrue(type, vector("all", x)),
    convert: (x: unknown) => {
      if (!isVector(x) || LANES_OF[x.type].lanes !== lanes)
        throw new DTypeError(
          `${type}.convert takes a vector of ${lanes} lanes, got ${isVector(x) ? x.type : typeof x}`,
        );
      return convertLanes(type, x);
    },
    reinterpret: (x: unknown) => {
      if (!isVector(x)) throw new DTypeError(`${type}.reinterpret takes a vector of lanes, got ${typeof x}`);
      return new Lanes(type, x.bytes());
    },
  };
  if (!type.startsWith("f"))
    for (const op of ["shl", "shr"] as const)
      functions[op] = (x: unknown, by: number) => shift(type, op, vector(op, x), by);
  for (const op of OFFERED[type])
    functions[op] = (...given: unknown[]) => {
      const wanted = ARITY[op] ?? 2;
      if (given.length !== wanted)
        throw new ValueError(`${type}.${op} takes ${wanted} vectors, got ${given.length}`);
      return operate(
        type,
        op,
        given.map((each) => vector(op, each)),
      );
    };
  for (const [op, fn] of Object.entries(functions)) {
    Object.defineProperty(fn, "name", { value: `${type}.${op}` });
    lanesOperation(type, op, fn);
  }
  return Object.freeze(functions);
}

/** Sixteen signed 8-bit lanes. https://developer.mozilla.org/en-US/docs/WebAssembly/Reference/SIMD */
export const i8x16: I8x16 = /* @__PURE__ */ lanesNamespace("i8x16") as I8x16;
/** Sixteen unsigned 8-bit lanes. */
export const u8x16: U8x16 = /* @__PURE__ */ lanesNamespace("u8x16") as U8x16;
/** Eight signed 16-bit lanes. */
export const i16x8: I16x8 = /* @__PURE__ */ lanesNamespace("i16x8") as I16x8;
/** Eight unsigned 16-bit lanes. */
export const u16x8: U16x8 = /* @__PURE__ */ lanesNamespace("u16x8") as U16x8;
/** Four signed 32-bit lanes. */
export const i32x4: I32x4 = /* @__PURE__ */ lanesNamespace("i32x4") as I32x4;
/** Four unsigned 32-bit lanes. */
export const u32x4: U32x4 = /* @__PURE__ */ lanesNamespace("u32x4") as U32x4;
/** Two signed 64-bit lanes, bigints in JavaScript. */
export const i64x2: I64x2 = /* @__PURE__ */ lanesNamespace("i64x2") as I64x2;
/** Four float32 lanes. */
export const f32x4: F32x4 = /* @__PURE__ */ lanesNamespace("f32x4") as F32x4;
/** Two float64 lanes. */
export const f64x2: F64x2 = /* @__PURE__ */ lanesNamespace("f64x2") as F64x2;
