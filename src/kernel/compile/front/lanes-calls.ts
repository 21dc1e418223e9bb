/** Explicit lanes: u8x16.add(a, b) and its like. */
import type * as acorn from "acorn";
import type { Expression, LanesOp, LanesReduction, LanesType, ScalarType } from "../ir.js";
import { LANES_OF, type LanesOperation, lanesOperationOf } from "../lanes/operation.js";
import { indexOf } from "./arrays.js";
import { entityOf, valueIn } from "./expression.js";
import type { Entity, Lowered, Lowering } from "./lowering.js";
import { placeOf } from "./refusal.js";
import { isNumber } from "./types.js";

export const isLanesOperation = (value: unknown): value is object => lanesOperationOf(value) !== null;

const REDUCTIONS: Readonly<Record<string, LanesReduction>> = {
  sum: "sum",
  reduceMin: "min",
  reduceMax: "max",
  any: "any",
  all: "all",
};
const UNARY: ReadonlySet<string> = new Set([
  "neg",
  "abs",
  "sqrt",
  "ceil",
  "floor",
  "trunc",
  "nearest",
  "not",
]);

/** The scalar that a lane is as a value. */
function scalarOf(type: LanesType): ScalarType {
  const { element } = LANES_OF[type];
  return element === "i8" || element === "u8" || element === "i16" || element === "u16" ? "i32" : element;
}

export function lanesCall(l: Lowering, node: acorn.CallExpression, value: object): Entity {
  const operation = lanesOperationOf(value) as LanesOperation;
  const { type, op } = operation;
  const args = node.arguments as readonly acorn.Expression[];
  const place = placeOf(node);
  const result = (expression: Expression): Entity => ({
    kind: "value",
    value: { expression, type: expression.type },
  });
  const wrong = (): never =>
    l.refuse(node, `${type}.${op} with ${args.length} arguments`, `See ${type}.${op}'s parameters.`);
  const vectors = (nodes: readonly acorn.Expression[]): Expression[] =>
    l
      .inOrder(nodes, (one) => valueIn(l, one))
      .map((one, k) => {
        if (one.type !== type && one.type !== "?")
          l.mistyped(
            nodes[k] as acorn.Node,
            `a ${one.type} given to ${type}.${op}`,
            `Give ${type}, as ${type}.splat(x).`,
          );
        return one.expression;
      });
  const scalar = (one: Lowered): Expression => {
    if (one.type !== "?" && !isNumber(one.type))
      l.mistyped(node, `a ${one.type} as a lane of ${type}`, "Give a number.");
    return l.coerce(one, scalarOf(type));
  };
  const lane = (one: acorn.Expression | undefined, most: number): number => {
    const found = one === undefined ? wrong() : valueIn(l, one).expression;
    const number = found.kind === "constant" ? Number(found.value) : Number.NaN;
    if (Number.isInteger(number) && number >= 0 && number < most) return number;
    return l.refuse(
      one ?? node,
      "the number of a lane that isn't a constant",
      `Write a number from 0 to ${most - 1}.`,
    );
  };
  const { lanes } = LANES_OF[type];
  if (op === "load" || op === "store") {
    const [target, at, what] = args;
    if (target === undefined || at === undefined || (op === "store") !== (what !== undefined)) return wrong();
    const entity = entityOf(l, target);
    if (entity.kind !== "array" || entity.array.ndim !== 1)
      return l.refuse(
        target,
        `${type}.${op} of what is no array of one dimension`,
        "Give an array and an index.",
      );
    const { array } = entity;
    if (array.element !== LANES_OF[type].element)
      l.refuse(
        target,
        `${type}.${op} of an array of ${array.element}`,
        `Give an array of ${LANES_OF[type].element}.`,
      );
    if (op === "load") return result({ kind: "lanesLoad", array, index: indexOf(l, at), type, place });
    if (array.space === "constant")
      return l.refuse(target, "a store into a constant array", "Pass it as a parameter.");
    const [index, stored] = l.inOrder<() => Lowered>(
      [
        () => ({ expression: indexOf(l, at), type: "i32" }),
        () => ({ expression: vectors([what as acorn.Expression])[0] as Expression, type }),
      ],
      (lower) => lower(),
    ) as [Lowered, Lowered];
    l.out.push({ kind: "lanesStore", array, index: index.expression, value: stored.expression, place });
    return { kind: "list", items: [] };
  }
  if (op === "splat")
    return args[0] === undefined
      ? wrong()
      : result({ kind: "lanesSplat", operand: scalar(valueIn(l, args[0])), type, place });
  if (op === "of") {
    if (args.length !== lanes) return wrong();
    return result({
      kind: "lanesOf",
      elements: l.inOrder(args, (one) => valueIn(l, one)).map(scalar),
      type,
      place,
    });
  }
  if (op === "shl" || op === "shr") {
    const [operand, by] = args;
    if (operand === undefined || by === undefined) return wrong();
    const [a, b] = l.inOrder([operand, by], (one) => valueIn(l, one)) as [Lowered, Lowered];
    return result({ kind: "lanesShift", op, operand: a.expression, by: l.coerce(b, "i32"), type, place });
  }
  if (op === "extractLane") {
    const [operand] = vectors(args.slice(0, 1));
    const scalarType = scalarOf(type);
    return result({
      kind: "lanesExtract",
      operand: operand ?? wrong(),
      lane: lane(args[1], lanes),
      type: scalarType,
      place,
    });
  }
  if (op === "replaceLane") {
    const [operand] = vectors(args.slice(0, 1));
    const number = lane(args[1], lanes);
    const element = args[2] === undefined ? wrong() : scalar(valueIn(l, args[2]));
    return result({ kind: "lanesReplace", operand: operand ?? wrong(), lane: number, element, type, place });
  }
  if (op === "shuffle") {
    const [left, right] = vectors(args.slice(0, 2));
    if (left === undefined || right === undefined || args.length !== 2 + lanes) return wrong();
    return result({
      kind: "lanesShuffle",
      left,
      right,
      lanes: args.slice(2).map((one) => lane(one, 2 * lanes)),
      type,
      place,
    });
  }
  if (op === "convert" || op === "reinterpret") {
    const operand = args[0] === undefined || args.length > 1 ? wrong() : valueIn(l, args[0]).expression;
    const from = LANES_OF[operand.type as LanesType] as { readonly lanes: number } | undefined;
    if (from === undefined || (op === "convert" && from.lanes !== lanes))
      l.mistyped(
        node,
        `${type}.${op} of ${operand.type}`,
        op === "convert" ? `Give a vector of ${lanes} lanes.` : "Give a vector of lanes.",
      );
    return result({ kind: "lanesConvert", operand, reinterpret: op === "reinterpret", type, place });
  }
  const reduction = REDUCTIONS[op];
  if (reduction !== undefined) {
    const [operand] = vectors(args);
    const to = reduction === "any" || reduction === "all" ? "bool" : scalarOf(type);
    return result({ kind: "lanesReduce", op: reduction, operand: operand ?? wrong(), type: to, place });
  }
  const operands = vectors(args);
  const wanted = op === "select" ? 3 : UNARY.has(op) ? 1 : 2;
  if (operands.length !== wanted) return wrong();
  return result({ kind: "lanes", op: op as LanesOp, operands, type, place });
}
