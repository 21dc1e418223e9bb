/** The dtype rules of the op table, carried out: which dtype an operation computes in, and what comes out. */
import { DTYPES, type DType, promoteTypes } from "../../array/index.js";
import { DTypeError } from "../../errors.js";
import { OPS, type OpName, type OpSpec, REDUCTIONS, type ReductionName } from "./table.js";

/** An operation made concrete: what runs, in which dtype, and the dtype of the result. */
export interface Resolved {
  readonly op: OpName;
  /** The dtype that the value arguments are cast to (the condition of `where` is cast to bool apart). */
  readonly compute: DType;
  readonly result: DType;
}

function floatOf(type: DType): DType {
  if (type.kind === "float") return type;
  return type.itemsize <= 2 ? DTYPES.float32 : DTYPES.float64;
}

function unsupported(name: OpName, types: readonly DType[]): DTypeError {
  return new DTypeError(
    `ufunc '${name}' not supported for the input types: ${types.map((t) => t.name).join(", ")}; ${
      OPS[name].rule === "bits"
        ? "it takes bool and integer arrays"
        : "cast one with astype first, or use the logical function"
    }`,
  );
}

function resolveUncached(name: OpName, types: readonly DType[]): Resolved {
  const spec: OpSpec = OPS[name];
  const values = spec.rule === "select" ? types.slice(1) : types;
  const common = values.reduce(promoteTypes);
  switch (spec.rule) {
    case "arith": {
      if (common.kind !== "bool") return { op: name, compute: common, result: common };
      const onBool = spec.onBool ?? "error";
      if (onBool === "error")
        throw new DTypeError(
          `numpy boolean ${name}, is not supported: use ${name === "subtract" ? "bitwise_xor or logical_xor" : "logical_not or astype"} instead`,
        );
      if (onBool === "int8") return { op: name, compute: DTYPES.int8, result: DTYPES.int8 };
      return { op: onBool === "same" ? "positive" : onBool, compute: DTYPES.bool, result: DTYPES.bool };
    }
    case "float": {
      const float = floatOf(common);
      return { op: name, compute: float, result: float };
    }
    case "divide": {
      const float = common.kind === "float" ? common : DTYPES.float64;
      return { op: name, compute: float, result: float };
    }
    case "compare":
      return { op: name, compute: common, result: DTYPES.bool };
    case "logic":
      return { op: name, compute: DTYPES.bool, result: DTYPES.bool };
    case "bits":
      if (common.kind === "float") throw unsupported(name, types);
      return { op: name, compute: common, result: common };
    case "test":
      return { op: name, compute: common, result: DTYPES.bool };
    case "round":
    case "select":
      return { op: name, compute: common, result: common };
  }
}

const cache = new Map<number, Resolved>();

/**
 * What `name` does to arguments of these dtypes.
 * @throws DTypeError where NumPy has no loop for them (bits of floats, `-` of bools)
 */
export function resolve(name: OpName, code: number, a: DType, b: DType | null, c: DType | null): Resolved {
  const key = code * 4096 + a.code * 256 + (b === null ? 15 : b.code) * 16 + (c === null ? 15 : c.code);
  let found = cache.get(key);
  if (found === undefined) {
    const types = b === null ? [a] : c === null ? [a, b] : [a, b, c];
    found = resolveUncached(name, types);
    cache.set(key, found);
  }
  return found;
}

/** The dtype a reduction accumulates in and gives: `sum` and `prod` widen bools and integers to 64 bits. */
export function reductionDType(name: ReductionName, type: DType): DType {
  switch (REDUCTIONS[name].dtype) {
    case "bool":
      return DTYPES.bool;
    case "same":
      return type;
    case "sum":
      if (type.kind === "float") return type;
      return type.kind === "uint" ? DTYPES.uint64 : DTYPES.int64;
  }
}
