/** Explicit lanes in programs that run as JavaScript: the plain functions of lanes/, and accesses of sixteen bytes, element by element. */

import type { ArrayVariable, Expression, LanesType, Place } from "../ir.js";
import * as namespaces from "../lanes/index.js";
import { LANES_OF } from "../lanes/operation.js";
import { type Lanes, lanesFrom } from "../lanes/value.js";
import type { HeldArray, Scalar } from "./memory.js";

/** What of a running program lanes use. */
export interface Thread {
  load(array: HeldArray, indices: readonly number[], line: number): Scalar;
  store(array: HeldArray, indices: readonly number[], value: Scalar, line: number): void;
}

/** All elements are asked for, so that each access out of bounds is seen. */
function load(t: Thread, array: HeldArray, index: number, type: LanesType, line: number): Lanes {
  const { lanes } = LANES_OF[type];
  const elements = Array.from({ length: lanes }, (_, k) => t.load(array, [index + k], line));
  const inside = index >= 0 && index + lanes <= (array.shape[0] as number);
  return lanesFrom(type, (k) => (inside ? (elements[k] as number) : type === "i64x2" ? 0n : 0));
}

function store(t: Thread, array: HeldArray, index: number, value: Lanes, line: number): void {
  const length = array.shape[0] as number;
  const elements = value.toArray();
  const inside = index >= 0 && index + elements.length <= length;
  elements.forEach((element, k) => {
    const at = index + k;
    if (inside || at < 0 || at >= length) t.store(array, [at], element, line);
  });
}

const { f32x4, f64x2, i8x16, i16x8, i32x4, i64x2, u8x16, u16x8, u32x4 } = namespaces;

/** What the texts call as `$.lanes.…`. */
export const LANES = { f32x4, f64x2, i8x16, i16x8, i32x4, i64x2, u8x16, u16x8, u32x4, load, store } as const;

const REDUCTIONS = { sum: "sum", min: "reduceMin", max: "reduceMax", any: "any", all: "all" } as const;

interface Texts {
  text(e: Expression): string;
  array(variable: ArrayVariable): string;
  line(place: Place): number;
}

/** The text of an expression on lanes; null for one that is none. */
export function lanesText(e: Expression, { text, array, line }: Texts): string | null {
  const call = (op: string, ...args: readonly (string | number)[]): string =>
    `$.lanes.${e.type}.${op}(${args.join(", ")})`;
  switch (e.kind) {
    case "lanes":
      return call(e.op, ...e.operands.map(text));
    case "lanesShift":
      return call(e.op, text(e.operand), text(e.by));
    case "lanesLoad":
      return `$.lanes.load(t, ${array(e.array)}, ${text(e.index)}, "${e.type}", ${line(e.place)})`;
    case "lanesSplat":
      return call("splat", text(e.operand));
    case "lanesOf":
      return call("of", ...e.elements.map(text));
    case "lanesExtract":
      return `$.lanes.${e.operand.type}.extractLane(${text(e.operand)}, ${e.lane})`;
    case "lanesReplace":
      return call("replaceLane", text(e.operand), e.lane, text(e.element));
    case "lanesShuffle":
      return call("shuffle", text(e.left), text(e.right), ...e.lanes);
    case "lanesReduce":
      return `$.lanes.${e.operand.type}.${REDUCTIONS[e.op]}(${text(e.operand)})`;
    case "lanesConvert":
      return call(e.reinterpret ? "reinterpret" : "convert", text(e.operand));
    default:
      return null;
  }
}
