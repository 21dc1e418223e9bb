/** The dtype rules at the level of types: what `np.add(a, b)` is, known to the compiler. */
import type { DTypeName, Promote } from "../../array/index.js";
import type { OnBool, OPS, OpName, ReductionName } from "./table.js";

/** What an operand is to promotion: a dtype, or a bare JavaScript value that adapts to the other operand. */
export type OperandType = DTypeName | "number" | "bigint" | "boolean";

/** The dtype a bare JavaScript value has on its own. */
interface AloneTable extends Record<never, never> {
  number: "float64";
  bigint: "int64";
  boolean: "bool";
}

type Alone<X extends OperandType> = X extends keyof AloneTable ? AloneTable[X] : X & DTypeName;

/** A bare value beside a dtype: numbers keep integers and floats as they are and make bools float64. */
interface WeakTable {
  bool: { number: "float64"; bigint: "int64"; boolean: "bool" };
  int8: { number: "int8"; bigint: "int8"; boolean: "int8" };
  int16: { number: "int16"; bigint: "int16"; boolean: "int16" };
  int32: { number: "int32"; bigint: "int32"; boolean: "int32" };
  int64: { number: "int64"; bigint: "int64"; boolean: "int64" };
  uint8: { number: "uint8"; bigint: "uint8"; boolean: "uint8" };
  uint16: { number: "uint16"; bigint: "uint16"; boolean: "uint16" };
  uint32: { number: "uint32"; bigint: "uint32"; boolean: "uint32" };
  uint64: { number: "uint64"; bigint: "uint64"; boolean: "uint64" };
  float32: { number: "float32"; bigint: "float32"; boolean: "float32" };
  float64: { number: "float64"; bigint: "float64"; boolean: "float64" };
}

/** The dtype in which two operands meet. */
export type Meet<A extends OperandType, B extends OperandType> = A extends DTypeName
  ? B extends DTypeName
    ? Promote<A, B>
    : WeakTable[A][B & keyof AloneTable]
  : B extends DTypeName
    ? WeakTable[B][A & keyof AloneTable]
    : Promote<Alone<A>, Alone<B>>;

/** What each rule makes of the dtype in which the operands meet. */
interface RuleTable {
  arith: {
    bool: "bool";
    int8: "int8";
    int16: "int16";
    int32: "int32";
    int64: "int64";
    uint8: "uint8";
    uint16: "uint16";
    uint32: "uint32";
    uint64: "uint64";
    float32: "float32";
    float64: "float64";
  };
  float: {
    bool: "float32";
    int8: "float32";
    int16: "float32";
    int32: "float64";
    int64: "float64";
    uint8: "float32";
    uint16: "float32";
    uint32: "float64";
    uint64: "float64";
    float32: "float32";
    float64: "float64";
  };
  divide: {
    bool: "float64";
    int8: "float64";
    int16: "float64";
    int32: "float64";
    int64: "float64";
    uint8: "float64";
    uint16: "float64";
    uint32: "float64";
    uint64: "float64";
    float32: "float32";
    float64: "float64";
  };
  compare: {
    bool: "bool";
    int8: "bool";
    int16: "bool";
    int32: "bool";
    int64: "bool";
    uint8: "bool";
    uint16: "bool";
    uint32: "bool";
    uint64: "bool";
    float32: "bool";
    float64: "bool";
  };
  logic: {
    bool: "bool";
    int8: "bool";
    int16: "bool";
    int32: "bool";
    int64: "bool";
    uint8: "bool";
    uint16: "bool";
    uint32: "bool";
    uint64: "bool";
    float32: "bool";
    float64: "bool";
  };
  test: {
    bool: "bool";
    int8: "bool";
    int16: "bool";
    int32: "bool";
    int64: "bool";
    uint8: "bool";
    uint16: "bool";
    uint32: "bool";
    uint64: "bool";
    float32: "bool";
    float64: "bool";
  };
  bits: {
    bool: "bool";
    int8: "int8";
    int16: "int16";
    int32: "int32";
    int64: "int64";
    uint8: "uint8";
    uint16: "uint16";
    uint32: "uint32";
    uint64: "uint64";
    float32: never;
    float64: never;
  };
  round: {
    bool: "bool";
    int8: "int8";
    int16: "int16";
    int32: "int32";
    int64: "int64";
    uint8: "uint8";
    uint16: "uint16";
    uint32: "uint32";
    uint64: "uint64";
    float32: "float32";
    float64: "float64";
  };
  select: {
    bool: "bool";
    int8: "int8";
    int16: "int16";
    int32: "int32";
    int64: "int64";
    uint8: "uint8";
    uint16: "uint16";
    uint32: "uint32";
    uint64: "uint64";
    float32: "float32";
    float64: "float64";
  };
}

type OnBoolOf<N extends OpName> = (typeof OPS)[N] extends { readonly onBool: infer O extends OnBool }
  ? O
  : "same";

interface BoolTable {
  logical_or: "bool";
  logical_and: "bool";
  logical_xor: "bool";
  same: "bool";
  int8: "int8";
  error: never;
}

type ByRule<N extends OpName, D extends DTypeName> = (typeof OPS)[N]["rule"] extends "arith"
  ? "bool" extends D
    ? BoolTable[OnBoolOf<N>] | Exclude<D, "bool">
    : D
  : RuleTable[(typeof OPS)[N]["rule"]][D];

/** The result's dtype of an operation on one operand. */
export type UnaryResult<N extends OpName, A extends OperandType> = ByRule<N, Alone<A>>;

/** Bits have no float form: beside bools a (whole) number is an int64 to them. */
type BitsMeet<A extends OperandType, B extends OperandType> = A extends "bool"
  ? B extends "number"
    ? "int64"
    : Meet<A, B>
  : A extends "number"
    ? B extends "bool"
      ? "int64"
      : Meet<A, B>
    : Meet<A, B>;

/** The result's dtype of an operation on two operands (of `where`: on its two values). */
export type BinaryResult<N extends OpName, A extends OperandType, B extends OperandType> = ByRule<
  N,
  (typeof OPS)[N]["rule"] extends "bits" ? BitsMeet<A, B> : Meet<A, B>
>;

/** The result's dtype of a reduction. */
export type ReductionResult<R extends ReductionName, D extends DTypeName> = R extends "any" | "all"
  ? "bool"
  : R extends "min" | "max"
    ? D
    : DTypeName extends D
      ? DTypeName
      : D extends "float32" | "float64"
        ? D
        : D extends "uint8" | "uint16" | "uint32" | "uint64"
          ? "uint64"
          : "int64";

/** The dtype of `mean`, `var` and `std`: floats keep theirs, all else is float64. */
export type MeanResult<D extends DTypeName> = DTypeName extends D
  ? DTypeName
  : D extends "float32"
    ? "float32"
    : "float64";
