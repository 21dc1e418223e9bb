/**
 * Comparing int64 with uint64 exactly, as NumPy does. Both promote to float64, which can't tell 2^63 - 1 from 2^63; so a
 * negative int64 is less than any uint64, and one that isn't is compared as a uint64.
 */
import { DTYPES, type DType, type Shape } from "../array/index.js";
import {
  cast,
  type Node,
  OP_CODE,
  type OpName,
  operation,
  type Resolved,
  readsEscaped,
  realize,
  resolve,
  scalar,
} from "../kernel/index.js";

/** The comparison with its operands exchanged. */
const MIRRORED: Partial<Record<OpName, OpName>> = {
  less: "greater",
  less_equal: "greater_equal",
  greater: "less",
  greater_equal: "less_equal",
};

/** Comparisons that a negative left operand makes true. */
const TRUE_BELOW: readonly OpName[] = ["not_equal", "less", "less_equal"];

/** True for a comparison of two integers that would be made in float64. */
export function comparesMixedSigns(resolved: Resolved, a: DType, b: DType): boolean {
  return (
    resolved.result === DTYPES.bool &&
    resolved.compute === DTYPES.float64 &&
    a.kind !== "float" &&
    b.kind !== "float"
  );
}

/** The comparison of an int64 and a uint64 node, in either order. */
export function compareMixedSigns(name: OpName, shape: Shape, size: number, a: Node, b: Node): Node {
  const mirrored = a.dtype.kind === "uint";
  const [signed, unsigned] = mirrored ? [b, a] : [a, b];
  const compare = mirrored ? (MIRRORED[name] ?? name) : name;
  // Only the outermost operation is looked at by whoever asked: what lies under it must not stay pending on memory that
  // the user may write.
  const settled = (node: Node): Node => {
    if (readsEscaped(node)) realize(node);
    return node;
  };
  const make = (op: OpName, x: Node, y: Node, over: Shape, n: number): Node =>
    settled(operation(resolve(op, OP_CODE[op], x.dtype, y.dtype, null), over, n, x, y, null));
  const zero = scalar(0, DTYPES.int64);
  const magnitudes = make(compare, settled(cast(signed, DTYPES.uint64)), unsigned, shape, size);
  return TRUE_BELOW.includes(compare)
    ? make("logical_or", make("less", signed, zero, signed.shape, signed.size), magnitudes, shape, size)
    : make(
        "logical_and",
        make("greater_equal", signed, zero, signed.shape, signed.size),
        magnitudes,
        shape,
        size,
      );
}
