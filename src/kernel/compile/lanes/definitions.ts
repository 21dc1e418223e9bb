/**
 * What each operation of explicit lanes means, lane by lane in plain JavaScript: how a function that uses them runs as it is, and
 * what the compiled instruction is tested against. The meanings are WebAssembly's: https://webassembly.github.io/spec/core/exec/numerics.html
 */
import type { LanesOp, LanesType } from "../ir.js";
import { LANES_OF } from "./operation.js";
import { Lanes, lanesFrom } from "./value.js";

/** Least and greatest whole number of the 8- and 16-bit lanes. */
const RANGES: Readonly<Partial<Record<LanesType, readonly [number, number]>>> = {
  i8x16: [-128, 127],
  u8x16: [0, 255],
  i16x8: [-32768, 32767],
  u16x8: [0, 65535],
};

type Lane = number | bigint;
type Two = (a: never, b: never) => Lane;

const saturated = (type: LanesType, value: number): number => {
  const [low, high] = RANGES[type] as readonly [number, number];
  return Math.min(high, Math.max(low, value));
};

/** Halves to even: adding and taking away 2^52 rounds away what is behind the point. */
function nearest(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude < 2 ** 52)) return x;
  const rounded = magnitude + 2 ** 52 - 2 ** 52;
  return x < 0 || Object.is(x, -0) ? -rounded : rounded;
}

const smaller = (a: Lane, b: Lane): Lane =>
  typeof a === "bigint" ? (a < b ? a : b) : Math.min(a, b as number);
const greater = (a: Lane, b: Lane): Lane =>
  typeof a === "bigint" ? (a > b ? a : b) : Math.max(a, b as number);

/** Of two lanes one. Products of 32 bits don't fit into a double. */
function combination(type: LanesType, op: LanesOp): Two | null {
  switch (op) {
    case "add":
      return (a: number, b: number) => a + b;
    case "sub":
      return (a: number, b: number) => a - b;
    case "mul":
      return type === "i32x4" || type === "u32x4" ? Math.imul : (a: number, b: number) => a * b;
    case "div":
      return (a: number, b: number) => a / b;
    case "addSat":
      return (a: number, b: number) => saturated(type, a + b);
    case "subSat":
      return (a: number, b: number) => saturated(type, a - b);
    case "avgr":
      return (a: number, b: number) => (a + b + 1) >> 1;
    case "min":
      return smaller as Two;
    case "max":
      return greater as Two;
    default:
      return null;
  }
}

const COMPARISONS: Readonly<Partial<Record<LanesOp, (a: Lane, b: Lane) => boolean>>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
};

const ROUNDINGS: Readonly<Partial<Record<LanesOp, (x: number) => number>>> = {
  sqrt: Math.sqrt,
  ceil: Math.ceil,
  floor: Math.floor,
  trunc: Math.trunc,
  nearest,
};

const BYTES: Readonly<Partial<Record<LanesOp, (...bytes: number[]) => number>>> = {
  and: (a = 0, b = 0) => a & b,
  or: (a = 0, b = 0) => a | b,
  xor: (a = 0, b = 0) => a ^ b,
  not: (a = 0) => ~a,
  andnot: (a = 0, b = 0) => a & ~b,
  select: (mask = 0, a = 0, b = 0) => (a & mask) | (b & ~mask),
};

function onBytes(type: LanesType, operands: readonly Lanes[], byte: (...bytes: number[]) => number): Lanes {
  const from = operands.map((each) => each.bytes());
  return new Lanes(
    type,
    Uint8Array.from({ length: 16 }, (_, k) => byte(...from.map((bytes) => bytes[k] as number))),
  );
}

/** All bits of a lane set or none. */
function mask(type: LanesType, truth: (lane: number) => boolean): Lanes {
  const width = 16 / LANES_OF[type].lanes;
  return new Lanes(
    type,
    Uint8Array.from({ length: 16 }, (_, k) => (truth(Math.floor(k / width)) ? 255 : 0)),
  );
}

/** The sign of a float is its topmost bit, also that of NaN. */
function onSigns(type: LanesType, x: Lanes, sign: (byte: number) => number): Lanes {
  const bytes = x.bytes();
  const width = 16 / LANES_OF[type].lanes;
  for (let k = width - 1; k < 16; k += width) bytes[k] = sign(bytes[k] as number);
  return new Lanes(type, bytes);
}

/** An operation on vectors of one type. */
export function operate(type: LanesType, op: LanesOp, operands: readonly Lanes[]): Lanes {
  const byte = BYTES[op];
  if (byte !== undefined) return onBytes(type, operands, byte);
  const [a, b] = operands.map((each) => each.toArray() as Lane[]) as [Lane[], Lane[]];
  const comparison = COMPARISONS[op];
  if (comparison !== undefined) return mask(type, (k) => comparison(a[k] as Lane, b[k] as Lane));
  const rounding = ROUNDINGS[op];
  if (rounding !== undefined) return lanesFrom(type, (k) => rounding(a[k] as number));
  const isFloat = type.startsWith("f");
  if (op === "neg")
    return isFloat
      ? onSigns(type, operands[0] as Lanes, (sign) => sign ^ 128)
      : lanesFrom(type, (k) => -(a[k] as number));
  if (op === "abs")
    return isFloat
      ? onSigns(type, operands[0] as Lanes, (sign) => sign & 127)
      : lanesFrom(type, (k) => ((a[k] as Lane) < 0 ? -(a[k] as number) : (a[k] as Lane)));
  if (op === "swizzle") return lanesFrom(type, (k) => a[(b[k] as number) & 255] ?? 0);
  const two = combination(type, op);
  if (two === null) throw new RangeError(`${type}.${op}`);
  return lanesFrom(type, (k) => two(a[k] as never, b[k] as never));
}

/** Shifts of all lanes by one number, of which the bits count that the lane's width has. */
export function shift(type: LanesType, op: "shl" | "shr", x: Lanes, by: number): Lanes {
  const bits = (16 / LANES_OF[type].lanes) * 8;
  const count = by & (bits - 1);
  return lanesFrom(type, (k) => {
    const lane = x.toArray()[k] as Lane;
    if (typeof lane === "bigint") return op === "shl" ? lane << BigInt(count) : lane >> BigInt(count);
    return op === "shl" ? lane << count : type.startsWith("u") ? lane >>> count : lane >> count;
  });
}

/** The lanes joined to one number, the first with the second and so on. */
export function reduceLanes(type: LanesType, op: "sum" | "min" | "max", x: Lanes): Lane {
  const wrapped = (value: Lane): Lane => {
    if (typeof value === "bigint") return BigInt.asIntN(64, value);
    if (type === "f64x2") return value;
    return type === "f32x4" ? Math.fround(value) : type === "u32x4" ? value >>> 0 : value | 0;
  };
  const join =
    op === "sum"
      ? (a: Lane, b: Lane): Lane => wrapped((a as number) + (b as number))
      : op === "min"
        ? smaller
        : greater;
  return (x.toArray() as Lane[]).reduce(join);
}

/** Whether a bit is set at all. */
export const anyTrue = (x: Lanes): boolean => x.bytes().some((byte) => byte !== 0);

/** Whether each lane has a bit set. */
export function allTrue(type: LanesType, x: Lanes): boolean {
  const width = 16 / LANES_OF[type].lanes;
  const bytes = x.bytes();
  return Array.from({ length: LANES_OF[type].lanes }, (_, lane) => lane).every((lane) =>
    bytes.subarray(lane * width, (lane + 1) * width).some((byte) => byte !== 0),
  );
}

/** Numbers as lanes of another type of the same width: floats are cut towards zero, to the nearest end where they don't fit, NaN to 0. */
export function convertLanes(type: LanesType, x: Lanes): Lanes {
  const fromFloat = x.type.startsWith("f");
  if (fromFloat === type.startsWith("f")) return new Lanes(type, x.bytes());
  const lanes = x.toArray() as Lane[];
  if (!fromFloat) return lanesFrom(type, (k) => Number(lanes[k]));
  if (type === "i64x2") {
    const [low, high] = [-(2n ** 63n), 2n ** 63n - 1n];
    return lanesFrom(type, (k) => {
      const value = lanes[k] as number;
      if (Number.isNaN(value)) return 0n;
      return value >= 2 ** 63 ? high : value < -(2 ** 63) ? low : BigInt(Math.trunc(value));
    });
  }
  const [low, high] = type === "u32x4" ? [0, 2 ** 32 - 1] : [-(2 ** 31), 2 ** 31 - 1];
  return lanesFrom(type, (k) => {
    const value = lanes[k] as number;
    return Number.isNaN(value) ? 0 : Math.min(high, Math.max(low, Math.trunc(value)));
  });
}
