/** How each reduction accumulates in WGSL. */
import type { DType } from "../../array/index.js";
import { NotSupportedError } from "../../errors.js";
import { REDUCTIONS, type ReductionName } from "../ops/table.js";
import { wgslExpression } from "./column.js";
import { wgslType } from "./types.js";

/** Expressions; `x` and `y` are parameters. */
export interface Accumulator {
  /** The type of a partial result. */
  readonly type: string;
  /** What joins with anything to that thing. */
  readonly identity: string;
  /** An element as a partial result. */
  readonly of: (x: string) => string;
  readonly join: (x: string, y: string) => string;
  /** A partial result as the value that is stored. */
  readonly finish: (x: string) => string;
  readonly toPair: (x: string) => string;
  readonly fromPair: (x: string) => string;
}

const same = (x: string): string => x;

const FLOAT_SUM: Accumulator = {
  type: "vec2<f32>",
  identity: "vec2<f32>(0.0, 0.0)",
  of: (x) => `vec2<f32>(${x}, 0.0)`,
  join: (x, y) => `f32_total_add(${x}, ${y})`,
  finish: (x) => `f32_total(${x})`,
  toPair: (x) => `bitcast<vec2<u32>>(${x})`,
  fromPair: (x) => `bitcast<vec2<f32>>(${x})`,
};

/** What the extremes start from: the value that every other beats. */
const EXTREMES: Readonly<Record<string, readonly [min: string, max: string]>> = {
  float32: ["f32_inf(0u)", "f32_inf(0x80000000u)"],
  int32: ["0x7fffffff", "i32(-2147483648)"],
  uint32: ["0xffffffffu", "0u"],
  bool: ["true", "false"],
};

const WIDE_JOIN = { sum: "u64_add", prod: "u64_multiply" } as const;

/**
 * The accumulator of a reduction over values of `dtype`, which is also the result's.
 * @throws NotSupportedError where there is none
 */
export function accumulatorOf(name: ReductionName, dtype: DType): Accumulator {
  if (name === "sum" && dtype.name === "float32") return FLOAT_SUM;
  const type = wgslType(dtype);
  const plain = { type: type.value, of: same, finish: same, toPair: type.toPair, fromPair: type.fromPair };
  if (dtype.itemsize === 8) {
    if (name !== "sum" && name !== "prod")
      throw new NotSupportedError(
        `${name} of ${dtype.name}`,
        "wgsl",
        'Use astype("float32") or astype("int32") first.',
      );
    const identity = name === "sum" ? "vec2<u32>(0u, 0u)" : "vec2<u32>(1u, 0u)";
    return { ...plain, identity, join: (x, y) => `${WIDE_JOIN[name]}(${x}, ${y})` };
  }
  const { combine } = REDUCTIONS[name];
  // Of bools the smaller is "and", the larger "or".
  const op =
    dtype.kind !== "bool"
      ? combine
      : name === "min"
        ? "logical_and"
        : name === "max"
          ? "logical_or"
          : combine;
  const join = (x: string, y: string): string => wgslExpression(op, dtype, [x, y]);
  const one = dtype.kind === "float" ? "1.0" : dtype.kind === "uint" ? "1u" : "1";
  switch (name) {
    case "min":
    case "max":
      return {
        ...plain,
        identity: (EXTREMES[dtype.name] as readonly string[])[name === "min" ? 0 : 1] as string,
        join,
      };
    case "any":
      return { ...plain, identity: "false", join };
    case "all":
      return { ...plain, identity: "true", join };
    case "prod":
      return { ...plain, identity: one, join };
    case "sum":
      return { ...plain, identity: dtype.kind === "uint" ? "0u" : "0", join };
  }
}
