/** NumPy 2's promotion: the dtype that two dtypes meet in. https://numpy.org/doc/stable/reference/arrays.promotion.html */
import { DTYPE_LIST, DTYPES, type DType, type DTypeName } from "./dtype.js";

function promoteUncached(a: DType, b: DType): DType {
  if (a === b) return a;
  if (a.kind === "bool") return b;
  if (b.kind === "bool") return a;
  if (a.kind === "float" && b.kind === "float") return a.itemsize > b.itemsize ? a : b;
  if (a.kind === "float" || b.kind === "float") {
    const [float, int] = a.kind === "float" ? [a, b] : [b, a];
    // float32 holds every integer of 16 bits, float64 all that a float can (NumPy does the same for 64 bits).
    return float.itemsize === 4 && int.itemsize <= 2 ? float : DTYPES.float64;
  }
  if (a.kind === b.kind) return a.itemsize > b.itemsize ? a : b;
  const [signed, unsigned] = a.kind === "int" ? [a, b] : [b, a];
  if (signed.itemsize > unsigned.itemsize) return signed;
  // The next larger signed type holds both; past 64 bits there is none, and NumPy takes float64.
  if (unsigned.itemsize === 1) return DTYPES.int16;
  if (unsigned.itemsize === 2) return DTYPES.int32;
  if (unsigned.itemsize === 4) return DTYPES.int64;
  return DTYPES.float64;
}

const TABLE: readonly DType[] = DTYPE_LIST.flatMap((a) => DTYPE_LIST.map((b) => promoteUncached(a, b)));

/** The dtype of the result of an operation on two arrays: `np.promote_types`. */
export function promoteTypes(a: DType, b: DType): DType {
  return TABLE[a.code * 11 + b.code];
}

/**
 * The same table for the compiler. Looked up, not computed by conditional types: the compiler then stays fast and shallow
 * however long a chain of operations is.
 */
interface PromotionTable {
  bool: {
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
  int8: {
    bool: "int8";
    int8: "int8";
    int16: "int16";
    int32: "int32";
    int64: "int64";
    uint8: "int16";
    uint16: "int32";
    uint32: "int64";
    uint64: "float64";
    float32: "float32";
    float64: "float64";
  };
  int16: {
    bool: "int16";
    int8: "int16";
    int16: "int16";
    int32: "int32";
    int64: "int64";
    uint8: "int16";
    uint16: "int32";
    uint32: "int64";
    uint64: "float64";
    float32: "float32";
    float64: "float64";
  };
  int32: {
    bool: "int32";
    int8: "int32";
    int16: "int32";
    int32: "int32";
    int64: "int64";
    uint8: "int32";
    uint16: "int32";
    uint32: "int64";
    uint64: "float64";
    float32: "float64";
    float64: "float64";
  };
  int64: {
    bool: "int64";
    int8: "int64";
    int16: "int64";
    int32: "int64";
    int64: "int64";
    uint8: "int64";
    uint16: "int64";
    uint32: "int64";
    uint64: "float64";
    float32: "float64";
    float64: "float64";
  };
  uint8: {
    bool: "uint8";
    int8: "int16";
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
  uint16: {
    bool: "uint16";
    int8: "int32";
    int16: "int32";
    int32: "int32";
    int64: "int64";
    uint8: "uint16";
    uint16: "uint16";
    uint32: "uint32";
    uint64: "uint64";
    float32: "float32";
    float64: "float64";
  };
  uint32: {
    bool: "uint32";
    int8: "int64";
    int16: "int64";
    int32: "int64";
    int64: "int64";
    uint8: "uint32";
    uint16: "uint32";
    uint32: "uint32";
    uint64: "uint64";
    float32: "float64";
    float64: "float64";
  };
  uint64: {
    bool: "uint64";
    int8: "float64";
    int16: "float64";
    int32: "float64";
    int64: "float64";
    uint8: "uint64";
    uint16: "uint64";
    uint32: "uint64";
    uint64: "uint64";
    float32: "float64";
    float64: "float64";
  };
  float32: {
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
  float64: {
    bool: "float64";
    int8: "float64";
    int16: "float64";
    int32: "float64";
    int64: "float64";
    uint8: "float64";
    uint16: "float64";
    uint32: "float64";
    uint64: "float64";
    float32: "float64";
    float64: "float64";
  };
}

const KIND_ORDER = { bool: 0, uint: 1, int: 2, float: 3 } as const;

/** NumPy's `can_cast(from, to, "same_kind")`: within a kind any size, upwards any kind. */
export function canCastSameKind(from: DType, to: DType): boolean {
  return (
    from === to ||
    (from.kind === to.kind
      ? true
      : KIND_ORDER[from.kind] < KIND_ORDER[to.kind] && !(to.kind === "uint" && from.kind === "int"))
  );
}

/** `promoteTypes` at the level of types. A dtype known only as `DTypeName` gives `DTypeName`. */
export type Promote<A extends DTypeName, B extends DTypeName> = PromotionTable[A][B];
