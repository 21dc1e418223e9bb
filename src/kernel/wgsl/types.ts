/** How dtypes live in a shader: the type of a value, of an element in a storage buffer, and the way between them. */
import type { DType, DTypeName } from "../../array/index.js";
import { NotSupportedError } from "../../errors.js";

/**
 * The dtypes that a storage buffer holds. int64 and uint64 are what sums and products of integers come out as: two
 * words an element, low first. They can be read and cast, nothing else.
 */
export type DeviceDTypeName = "float32" | "int32" | "uint32" | "bool" | "int64" | "uint64";

interface WgslType {
  /** The type of a value in a shader. */
  readonly value: string;
  /** The type of an element in a buffer. bool takes a word: WGSL has no 8-bit type, and lanes may not share a word. */
  readonly storage: string;
  /** Bytes of an element in a buffer. */
  readonly bytes: number;
  readonly fromStorage: (x: string) => string;
  readonly toStorage: (x: string) => string;
  /** From a word of the parameter block. */
  readonly fromWord: (x: string) => string;
  /** As two words, the form in which partial results wait for the second pass; `fromPair` is its inverse. */
  readonly toPair: (x: string) => string;
  readonly fromPair: (x: string) => string;
}

const same = (x: string): string => x;

const WIDE: WgslType = {
  value: "vec2<u32>",
  storage: "vec2<u32>",
  bytes: 8,
  fromStorage: same,
  toStorage: same,
  fromWord: (x) => `vec2<u32>(${x}, 0u)`,
  toPair: same,
  fromPair: same,
};

function narrow(value: string): WgslType {
  return {
    value,
    storage: value,
    bytes: 4,
    fromStorage: same,
    toStorage: same,
    fromWord: (x) => `bitcast<${value}>(${x})`,
    toPair: (x) => `vec2<u32>(bitcast<u32>(${x}), 0u)`,
    fromPair: (x) => `bitcast<${value}>((${x}).x)`,
  };
}

export const WGSL_TYPES: Readonly<Record<DeviceDTypeName, WgslType>> = {
  float32: narrow("f32"),
  int32: narrow("i32"),
  uint32: narrow("u32"),
  bool: {
    value: "bool",
    storage: "u32",
    bytes: 4,
    fromStorage: (x) => `(${x} != 0u)`,
    toStorage: (x) => `u32(${x})`,
    fromWord: (x) => `(${x} != 0u)`,
    toPair: (x) => `vec2<u32>(u32(${x}), 0u)`,
    fromPair: (x) => `((${x}).x != 0u)`,
  },
  int64: WIDE,
  uint64: WIDE,
};

/** What to do about a dtype that the device doesn't have. */
const WAY_OUT: Readonly<Record<Exclude<DTypeName, DeviceDTypeName>, string>> = {
  float64: 'Use astype("float32"), or compute with manycore/numpy.',
  int8: 'Use astype("int32").',
  int16: 'Use astype("int32").',
  uint8: 'Use astype("uint32").',
  uint16: 'Use astype("uint32").',
};

/** True for a dtype that a device array may have. */
export function isDeviceDType(name: DTypeName): name is DeviceDTypeName {
  return Object.hasOwn(WGSL_TYPES, name);
}

/**
 * The shader's type of a dtype.
 * @throws NotSupportedError for float64 and the 8- and 16-bit integers, which WGSL doesn't have
 */
export function wgslType(dtype: DType): WgslType {
  const { name } = dtype;
  if (isDeviceDType(name)) return WGSL_TYPES[name];
  throw new NotSupportedError(`dtype ${name}`, "wgsl", WAY_OUT[name]);
}
