/** Questions about dtypes. https://numpy.org/doc/stable/reference/routines.dtype.html */
import { asDType, type DType, type DTypeLike } from "./dtype.js";
import { broadcastShapes, type Shape } from "./layout.js";
import { canCastSameKind, promoteTypes } from "./promotion.js";

/** The dtype that two dtypes promote to. https://numpy.org/doc/stable/reference/generated/numpy.promote_types.html */
export function promote_types(a: DTypeLike, b: DTypeLike): DType {
  return promoteTypes(asDType(a) as DType, asDType(b) as DType);
}

/** The dtype that several dtypes or arrays promote to. https://numpy.org/doc/stable/reference/generated/numpy.result_type.html */
export function result_type(...types: readonly [DTypeLike, ...DTypeLike[]]): DType {
  return types.map((t) => asDType(t) as DType).reduce(promoteTypes);
}

/**
 * Whether a cast loses nothing (`safe`, the default) or stays within the kind (`same_kind`).
 * https://numpy.org/doc/stable/reference/generated/numpy.can_cast.html
 */
export function can_cast(
  from: DTypeLike,
  to: DTypeLike,
  casting: "safe" | "same_kind" | "unsafe" | "no" = "safe",
): boolean {
  const a = asDType(from) as DType;
  const b = asDType(to) as DType;
  if (casting === "unsafe") return true;
  if (casting === "no") return a === b;
  return casting === "same_kind" ? canCastSameKind(a, b) : promoteTypes(a, b) === b;
}

/** The shape that shapes broadcast to. https://numpy.org/doc/stable/reference/generated/numpy.broadcast_shapes.html @throws ValueError */
export function broadcast_shapes(...shapes: readonly Shape[]): Shape {
  return shapes.length === 0 ? [] : broadcastShapes(...shapes);
}
