/**
 * Which dtypes live on the device, and what becomes of the others. One rule: where NumPy gives float64, the GPU gives
 * float32, its default float.
 */
import { asDType, DTYPES, type DType, type DTypeLike, type DTypeName } from "../array/index.js";
import { DTypeError, NotSupportedError } from "../errors.js";
import { OP_CODE, OPS, type OpName, type Resolved, resolve } from "../kernel/index.js";
import { castExpression, isDeviceDType, wgslExpression, wgslType } from "../kernel/wgsl/index.js";

/** The dtypes that can be asked for. Sums of integers come out as int64 or uint64: those can be read and cast. */
export type CupyDType = "float32" | "int32" | "uint32" | "bool";

/** The dtype on the device of what NumPy gives as D. */
export type OnDevice<D extends DTypeName> = DTypeName extends D
  ? DTypeName
  : D extends "float64"
    ? "float32"
    : D;

/** The dtype on the device of what NumPy gives as `dtype`. */
export function onDevice(dtype: DType): DType {
  return dtype === DTYPES.float64 ? DTYPES.float32 : dtype;
}

/**
 * A dtype that a user asks for.
 * @throws DTypeError for a name that is none; NotSupportedError for one that the device doesn't have
 */
export function asDeviceDType<D extends DTypeName>(like: DTypeLike<D>): DType<D> {
  const dtype = asDType(like);
  wgslType(dtype as DType);
  if (dtype.itemsize === 8)
    throw new NotSupportedError(
      `dtype ${dtype.name}`,
      "cupy",
      'Only sums and products of integers come out in 64 bits; use "int32" or "uint32", or compute with manycore/numpy.',
    );
  return dtype;
}

const cache = new Map<number, Resolved>();

/**
 * What an operation does to arguments of these dtypes on the device, checked against the back end's column.
 * @throws NotSupportedError, DTypeError
 */
export function resolveOnDevice(op: OpName, a: DType, b: DType | null, c: DType | null): Resolved {
  const key =
    OP_CODE[op] * 4096 + a.code * 256 + (b === null ? 15 : b.code) * 16 + (c === null ? 15 : c.code);
  let found = cache.get(key);
  if (found === undefined) {
    found = resolveUncached(op, a, b, c);
    cache.set(key, found);
  }
  return found;
}

function resolveUncached(op: OpName, a: DType, b: DType | null, c: DType | null): Resolved {
  const numpy = resolve(op, OP_CODE[op], a, b, c);
  const compute = onDevice(numpy.compute);
  const select = OPS[op].rule === "select";
  const types = [select ? null : a, b, c].filter((type): type is DType => type !== null);
  if (
    OPS[op].rule === "compare" &&
    compute.kind === "float" &&
    types.some((type) => type.kind === "int" || type.kind === "uint")
  )
    throw new NotSupportedError(
      `${op} of ${types.map((type) => type.name).join(" and ")}`,
      "cupy",
      'NumPy compares in float64, which the device has not: say astype("float32") for one, or astype("int32") for the other.',
    );
  if (!isDeviceDType(compute.name)) {
    const names = types.map((type) => type.name).join(" and ");
    throw new NotSupportedError(
      `${op} of ${names} (${compute.name} in NumPy)`,
      "cupy",
      'Use astype("int32") or astype("float32") first.',
    );
  }
  wgslExpression(numpy.op, compute, ["a", "b", "c"]);
  for (const type of types) castExpression(type, compute, "x");
  return { op: numpy.op, compute, result: onDevice(numpy.result) };
}

const WEAK_NAMES = { number: "float32", bigint: "int32", boolean: "bool" } as const;

/** The dtype of a JavaScript value on its own: numbers float32, bigints int32, booleans bool. */
export function dtypeOfScalar(value: number | bigint | boolean): DType<CupyDType> {
  const name = WEAK_NAMES[typeof value as "number"];
  if (name === undefined)
    throw new DTypeError(`a scalar is a number, a bigint or a boolean, got ${typeof value}`);
  return DTYPES[name];
}
