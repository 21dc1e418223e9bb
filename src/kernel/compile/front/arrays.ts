/** Arrays: elements, lengths, and the ones that a function makes. */
import type * as acorn from "acorn";
import type { ArrayVariable, ElementType, Expression } from "../ir.js";
import { valueIn } from "./expression.js";
import type { Entity, Lowered, Lowering } from "./lowering.js";
import { placeOf } from "./refusal.js";
import { isFloat, valueType } from "./types.js";

type ArrayEntity = Extract<Entity, { readonly kind: "array" }>;

/** The element types of JavaScript's typed arrays. */
export const TYPED_ARRAYS: ReadonlyMap<unknown, ElementType> = new Map<unknown, ElementType>([
  [Int8Array, "i8"],
  [Uint8Array, "u8"],
  [Int16Array, "i16"],
  [Uint16Array, "u16"],
  [Int32Array, "i32"],
  [Uint32Array, "u32"],
  [BigInt64Array, "i64"],
  [BigUint64Array, "u64"],
  [Float32Array, "f32"],
  [Float64Array, "f64"],
]);

/** A constant array from outside, or null for what is none: typed arrays, and arrays of numbers. */
export function arrayEntity(l: Lowering, value: unknown, name: string): Entity | null {
  if (typeof value !== "object" || value === null) return null;
  const known = l.program.constants.get(value);
  if (known !== undefined) return { kind: "array", array: known, indices: [] };
  let element = TYPED_ARRAYS.get(value.constructor);
  let values: (number | bigint)[];
  if (element !== undefined) values = Array.from(value as ArrayLike<number | bigint>);
  else if (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "number")) {
    values = [...value];
    element = value.every((one) => Number.isInteger(one) && one >= -(2 ** 31) && one < 2 ** 31)
      ? "i32"
      : l.program.float;
  } else return null;
  const array: ArrayVariable = {
    kind: "array",
    name: `${name.replace(/\W+/g, "_")}_${l.program.constants.size}`,
    element,
    space: "constant",
    ndim: 1,
    shape: [values.length],
    values,
  };
  l.program.constants.set(value, array);
  return { kind: "array", array, indices: [] };
}

/** x[i]: an element, or of several dimensions what is left. */
export function element(
  l: Lowering,
  node: acorn.MemberExpression,
  { array, indices }: ArrayEntity,
  property: acorn.Expression,
): Entity {
  const mark = l.out.length;
  const index = indexOf(l, property);
  let before = indices;
  // x[i][j++]: the first index is what it was.
  if (l.out.length > mark) {
    let at = mark;
    before = indices.map((one) => {
      const length = l.out.length;
      const { expression } = l.kept({ expression: one, type: "i32" }, l.out, at);
      at += l.out.length - length;
      return expression;
    });
  }
  const all = [...before, index];
  if (all.length < array.ndim) return { kind: "array", array, indices: all };
  return { kind: "value", value: load(array, all, node) };
}

/** An index is an integer. */
export function indexOf(l: Lowering, node: acorn.Expression): Expression {
  const value = valueIn(l, node);
  if (isFloat(value.type) || value.type === "bool")
    l.mistyped(
      node,
      `an index of type ${value.type}`,
      "Cut it to an integer: (x) | 0, Math.floor(a / b) of integers.",
    );
  return l.coerce(value, "i32");
}

function load(array: ArrayVariable, indices: readonly Expression[], node: acorn.Node): Lowered {
  const type = valueType(array.element);
  return { expression: { kind: "load", array, indices, type, place: placeOf(node) }, type };
}

/**
 * Stores into an element that `target` names as a load.
 * @param value is given how to read the element before
 * @returns what was stored
 */
export function elementStore(
  l: Lowering,
  node: acorn.Node,
  target: Entity,
  value: (before: () => Lowered) => Lowered,
): Lowered {
  if (target.kind !== "value" || target.value.expression.kind !== "load")
    return l.refuse(
      node,
      "an assignment to what is no element",
      "Assign to variables and to elements of arrays.",
    );
  const { array } = target.value.expression;
  if (array.space === "constant")
    return l.refuse(node, `an assignment to the constant array ${array.name}`, "Pass it as a parameter.");
  let { indices } = target.value.expression;
  const place = placeOf(node);
  const mark = l.out.length;
  const type = valueType(array.element);
  const read = (): Lowered => ({ expression: { kind: "load", array, indices, type, place }, type });
  // Indices are evaluated before the value, and what the value does may change them.
  const trial = l.apart(() => value(read));
  if (trial.statements.length > 0) {
    let at = mark;
    indices = indices.map((index) => {
      const length = l.out.length;
      const { expression } = l.kept({ expression: index, type: "i32" }, l.out, at);
      at += l.out.length - length;
      return expression;
    });
    const again = value(read);
    return stored(l, node, array, indices, again);
  }
  return stored(l, node, array, indices, trial.value);
}

function stored(
  l: Lowering,
  node: acorn.Node,
  array: ArrayVariable,
  indices: readonly Expression[],
  value: Lowered,
): Lowered {
  const type = valueType(array.element);
  const mixed = (type === "i64" || type === "u64") !== (value.type === "i64" || value.type === "u64");
  if (
    (mixed || (value.type === "bool") !== (type === "bool")) &&
    value.type !== "?" &&
    value.type !== "weakint"
  )
    l.mistyped(
      node,
      `a ${value.type} stored into an array of ${array.element}`,
      `Convert it: ${array.element}(x).`,
    );
  const kept = l.kept(value);
  l.out.push({ kind: "store", array, indices, value: l.coerce(kept, type), place: placeOf(node) });
  return kept;
}

/** x.length, x.size, x.shape. */
export function lengthOf(
  l: Lowering,
  node: acorn.MemberExpression,
  { array, indices }: ArrayEntity,
  name: string,
): Entity {
  const place = placeOf(node);
  const length = (axis: number): Lowered => {
    const known = array.shape?.[axis];
    if (known !== undefined) return l.constant(known, "weakint", place);
    return { expression: { kind: "length", array, axis, type: "i32", place }, type: "i32" };
  };
  if (name === "length") return { kind: "value", value: length(indices.length) };
  if (name === "shape" && indices.length === 0)
    return { kind: "list", items: Array.from({ length: array.ndim }, (_, axis) => length(axis)) };
  if (name === "size" && indices.length === 0) {
    let size = length(0);
    for (let axis = 1; axis < array.ndim; axis++)
      size = {
        expression: {
          kind: "arithmetic",
          op: "mul",
          left: l.coerce(size, "i32"),
          right: l.coerce(length(axis), "i32"),
          type: "i32",
          place,
        },
        type: "i32",
      };
    return { kind: "value", value: size };
  }
  return l.refuse(node, `.${name} of an array`, "An array has elements, length, shape and size.");
}

/** An array that the function makes: declared where it comes into being. */
export function makeArray(
  l: Lowering,
  node: acorn.Node,
  name: string,
  element: ElementType,
  space: "local" | "shared",
  shape: readonly number[] | null,
): ArrayVariable {
  const array: ArrayVariable = {
    kind: "array",
    name: l.unique(name),
    element,
    space,
    ndim: shape?.length ?? 1,
    shape,
    values: null,
  };
  if (space === "shared" && l.final) l.program.shared.push(array);
  l.out.push({ kind: "array", array, place: placeOf(node) });
  return array;
}

/** A length that the text says. */
export function constantLength(l: Lowering, node: acorn.Expression): number {
  const { expression } = valueIn(l, node);
  if (expression.kind === "constant" && Number.isInteger(expression.value) && Number(expression.value) > 0)
    return Number(expression.value);
  return l.refuse(
    node,
    "an array whose length isn't a constant",
    "Write a number, or a constant from outside.",
  );
}
