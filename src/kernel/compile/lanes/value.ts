/** A vector of explicit lanes as JavaScript has it: sixteen bytes that never change. Compiled, it is one v128 register. */
import { DTypeError } from "../../../errors.js";
import type { LanesType } from "../ir.js";
import { LANES_OF } from "./operation.js";

/** What a lane is in JavaScript. */
export type LaneValue<T extends LanesType> = T extends "i64x2" ? bigint : number;

const COLUMNS = {
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  i64: BigInt64Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;

/** Lanes in a typed array: what is stored wraps round or is rounded as the lane's type says. */
export type Column = Omit<Float64Array, number> & { [lane: number]: number | bigint };

/** Bytes as lanes of a type. */
export function columnOf(type: LanesType, bytes: Uint8Array<ArrayBuffer>): Column {
  return new COLUMNS[LANES_OF[type].element](bytes.buffer) as unknown as Column;
}

/**
 * A vector of lanes: made by `u8x16.load`, `f32x4.splat` and the like. In a compiled function it is a register; as a value it shows its
 * lanes, and doesn't change.
 */
export class Lanes<T extends LanesType = LanesType> {
  /** The type's name: "u8x16". */
  readonly type: T;
  readonly #bytes: Uint8Array<ArrayBuffer>;

  /** @internal Takes the bytes over: nobody else may keep them. */
  constructor(type: T, bytes: Uint8Array<ArrayBuffer>) {
    this.type = type;
    this.#bytes = bytes;
  }

  /** @internal A copy of the bytes. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice();
  }

  /** The lanes' values, the first one first. */
  toArray(): LaneValue<T>[] {
    return Array.from(columnOf(this.type, this.#bytes) as unknown as ArrayLike<LaneValue<T>>);
  }

  toString(): string {
    return `${this.type}(${this.toArray().join(", ")})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /** Operators don't work on vectors in JavaScript, and would silently give strings or NaN. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw new DTypeError(
      `a vector of lanes is no number: write ${this.type}.add(a, b), ${this.type}.lt(a, b)`,
    );
  }
}

/** Lanes of values. */
export function lanesFrom<T extends LanesType>(type: T, value: (lane: number) => number | bigint): Lanes<T> {
  const bytes = new Uint8Array(16);
  const column = columnOf(type, bytes);
  for (let lane = 0; lane < LANES_OF[type].lanes; lane++) column[lane] = value(lane);
  return new Lanes(type, bytes);
}

/** A vector of a type, as an operand. @throws DTypeError for another */
export function operandOf(type: LanesType, op: string, given: unknown): Lanes {
  if (given instanceof Lanes && given.type === type) return given;
  const what = given instanceof Lanes ? given.type : given === null ? "null" : typeof given;
  throw new DTypeError(
    `${type}.${op} takes vectors of ${type}, got ${what}: ${type}.splat(x) makes one of a number`,
  );
}
