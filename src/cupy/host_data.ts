/** Host data in the dtypes of the device, and back. */
import { type AnyTypedArray, DTYPES, type DType, shapeText, typedArrayOf } from "../array/index.js";
import { DTypeError, NotSupportedError, OverflowError, ValueError } from "../errors.js";
import { isDeviceDType } from "../kernel/wgsl/index.js";
import type { NestedList, Scalar } from "./types.js";

let warned = false;

/** Says once a process that 64-bit numbers take 32 bits on the way to the device. */
function warnAboutNarrowing(from: DType, to: DType): void {
  if (warned) return;
  warned = true;
  const text =
    `an array of ${from.name} became ${to.name} on its way to the GPU, which has no ${from.name}. Say cp.asarray(x, {dtype: "${to.name}"}) to mean it, ` +
    "or {strict: true} to make it an error.";
  if (typeof process !== "undefined" && typeof process.emitWarning === "function")
    process.emitWarning(text, { type: "ManycoreWarning", code: "MANYCORE_NARROWED" });
  else console.warn(text);
}

const NARROWER: Readonly<Record<string, DType>> = {
  float64: DTYPES.float32,
  int64: DTYPES.int32,
  uint64: DTYPES.uint32,
};
const WIDER: Readonly<Record<string, string>> = {
  int8: "int32",
  int16: "int32",
  uint8: "uint32",
  uint16: "uint32",
};

/**
 * The dtype that host data of `dtype` takes on the device when none is asked for: 64-bit numbers take 32 bits.
 * @throws DTypeError with `strict`; NotSupportedError for the 8- and 16-bit integers
 */
export function deviceDTypeFor(dtype: DType, strict: boolean): DType {
  const narrower = NARROWER[dtype.name];
  if (narrower !== undefined) {
    if (strict)
      throw new DTypeError(
        `the GPU has no ${dtype.name}, and {strict: true} forbids to make it ${narrower.name}: convert it first with astype("${narrower.name}")`,
      );
    warnAboutNarrowing(dtype, narrower);
    return narrower;
  }
  if (isDeviceDType(dtype.name)) return dtype;
  const wider = WIDER[dtype.name] as string;
  throw new NotSupportedError(
    `asarray of ${dtype.name}`,
    "cupy",
    `Ask for a wider dtype: cp.asarray(x, {dtype: "${wider}"}).`,
  );
}

function convertToInteger(from: ArrayLike<number | bigint>, to: DType): AnyTypedArray {
  const [low, high] = to.kind === "uint" ? [0, 2 ** 32 - 1] : [-(2 ** 31), 2 ** 31 - 1];
  const out = new (typedArrayOf(to))(from.length) as Int32Array | Uint32Array;
  for (let k = 0; k < out.length; k++) {
    const given = from[k] as number | bigint;
    const value = typeof given === "bigint" ? given : Math.trunc(given);
    if (!(value >= low && value <= high))
      throw new OverflowError(
        `${given} at position ${k} doesn't fit into ${to.name}, which holds ${low} to ${high}: use cp.asarray(x, {dtype: "float32"})`,
      );
    out[k] = Number(value);
  }
  return out;
}

/**
 * Elements as the device holds them: bools as words, everything else as itself. Always a copy, or `from` itself where
 * `owned` says that nobody else has it.
 * @throws OverflowError for a value that an integer dtype can't hold
 */
export function toDeviceData(
  from: AnyTypedArray | Uint8ClampedArray,
  fromType: DType,
  to: DType,
  owned: boolean,
): ArrayBufferView {
  const elements = from as ArrayLike<number | bigint>;
  if (to.kind === "bool") return Uint32Array.from(elements, (x) => Number(Number(x) !== 0));
  if (fromType === to) return owned && !isShared(from) ? from : (from as Float32Array).slice();
  if (to.kind === "float") {
    const out = new Float32Array(from.length);
    if (typeof elements[0] === "bigint") for (let k = 0; k < out.length; k++) out[k] = Number(elements[k]);
    else out.set(elements as ArrayLike<number>);
    return out;
  }
  return convertToInteger(elements, to);
}

function isShared(view: ArrayBufferView): boolean {
  return typeof SharedArrayBuffer !== "undefined" && view.buffer instanceof SharedArrayBuffer;
}

/** What was read from the device as a typed array of the dtype; the inverse of `toDeviceData`. */
export function fromDeviceData(words: ArrayBuffer, dtype: DType): AnyTypedArray {
  if (dtype.kind === "bool") return Uint8Array.from(new Uint32Array(words));
  return new (typedArrayOf(dtype))(words);
}

/** Nested lists as one row of elements with their shape and the dtype that they have together. */
export interface FlatList {
  readonly values: readonly Scalar[];
  readonly shape: readonly number[];
  readonly dtype: DType;
}

function ragged(shape: readonly number[]): ValueError {
  return new ValueError(
    `setting an array element with a sequence. The requested array has an inhomogeneous shape after ${shape.length} dimensions. ` +
      `The detected shape was ${shapeText(shape)} + inhomogeneous part.`,
  );
}

/**
 * Flattens nested lists.
 * @throws ValueError for ragged nesting; DTypeError for an element that is no number, bigint or boolean
 */
export function flattenList(list: Scalar | NestedList): FlatList {
  const shape: number[] = [];
  for (let level: unknown = list; Array.isArray(level); level = level[0]) shape.push(level.length);
  const values: Scalar[] = [];
  const kinds = new Set<string>();
  const walk = (item: unknown, depth: number): void => {
    if (Array.isArray(item)) {
      if (depth >= shape.length || item.length !== shape[depth]) throw ragged(shape.slice(0, depth));
      for (const each of item) walk(each, depth + 1);
      return;
    }
    if (depth !== shape.length) throw ragged(shape.slice(0, depth));
    const kind = typeof item;
    if (kind !== "number" && kind !== "bigint" && kind !== "boolean")
      throw new DTypeError(
        `an array is made of numbers, bigints or booleans, got ${item === null ? "null" : kind}`,
      );
    kinds.add(kind);
    values.push(item as Scalar);
  };
  walk(list, 0);
  const dtype =
    kinds.has("number") || kinds.size === 0
      ? DTYPES.float32
      : kinds.has("bigint")
        ? DTYPES.int32
        : DTYPES.bool;
  return { values, shape, dtype };
}

/** A row of elements as the device holds them. */
export function listToDeviceData(values: readonly Scalar[], dtype: DType): ArrayBufferView {
  if (dtype.kind === "bool") return Uint32Array.from(values, (x) => Number(Boolean(x)));
  if (dtype.kind === "float") return Float32Array.from(values, Number);
  return convertToInteger(
    values.map((x) => (typeof x === "boolean" ? Number(x) : x)),
    dtype,
  );
}
