/** Conditions: truth, `&&` and `||`, and `? :`. */
import type * as acorn from "acorn";
import { unary, valueIn } from "./expression.js";
import type { Lowered, Lowering } from "./lowering.js";
import { placeOf } from "./refusal.js";

/** A condition: numbers by their truthiness. */
export function condition(l: Lowering, node: acorn.Expression): Lowered {
  if (node.type === "LogicalExpression") return logical(l, node, true);
  if (node.type === "UnaryExpression" && node.operator === "!") return unary(l, node);
  return truth(l, valueIn(l, node));
}

export function truth(l: Lowering, value: Lowered): Lowered {
  if (value.type === "bool") return value;
  const { expression } = value;
  if (expression.kind === "constant") return l.constant(Boolean(expression.value), "bool", expression.place);
  return {
    expression: { kind: "convert", operand: expression, type: "bool", place: expression.place },
    type: "bool",
  };
}

export function logical(l: Lowering, node: acorn.LogicalExpression, asCondition = false): Lowered {
  const { operator } = node;
  if (operator === "??") return l.refuse(node, "the operator ??", "Nothing is null in a compiled function.");
  const side = (one: acorn.Expression): Lowered => {
    if (asCondition) return condition(l, one);
    const value = valueIn(l, one);
    if (value.type !== "bool" && value.type !== "?")
      l.mistyped(one, `a number beside ${operator} as a value`, "Compare it (x !== 0), or use ? :.");
    return truth(l, value);
  };
  const left = side(node.left);
  const { statements, value: right } = l.apart(() => side(node.right));
  const op = operator === "&&" ? "and" : "or";
  const place = placeOf(node);
  if (statements.length === 0)
    return {
      expression: {
        kind: "logical",
        op,
        left: left.expression,
        right: right.expression,
        type: "bool",
        place,
      },
      type: "bool",
    };
  // The right side does something: it becomes a branch.
  const result = l.temporary("bool");
  l.out.push({ kind: "set", variable: result, value: left.expression, place });
  const get = { kind: "get", variable: result, type: "bool", place } as const;
  const then = [...statements, { kind: "set", variable: result, value: right.expression, place } as const];
  l.out.push({
    kind: "if",
    condition: op === "and" ? get : { kind: "not", operand: get, type: "bool", place },
    then,
    otherwise: [],
    place,
  });
  return { expression: get, type: "bool" };
}

export function conditional(l: Lowering, node: acorn.ConditionalExpression): Lowered {
  const test = condition(l, node.test);
  const then = l.apart(() => valueIn(l, node.consequent));
  const otherwise = l.apart(() => valueIn(l, node.alternate));
  const place = placeOf(node);
  const type = l.joined(then.value.type, otherwise.value.type);
  if (type === null) {
    l.mistyped(
      node,
      `? : of ${then.value.type} and ${otherwise.value.type}`,
      "Convert one of the two: x | 0, x >>> 0, f32(x), Number(c).",
    );
    return then.value;
  }
  const concrete = l.constant(0, type, place).expression.type;
  const [a, b] = [l.coerce(then.value, concrete), l.coerce(otherwise.value, concrete)];
  if (then.statements.length === 0 && otherwise.statements.length === 0)
    return {
      expression: {
        kind: "choose",
        condition: test.expression,
        then: a,
        otherwise: b,
        type: concrete,
        place,
      },
      type,
    };
  const result = l.temporary(concrete);
  l.out.push({
    kind: "if",
    condition: test.expression,
    then: [...then.statements, { kind: "set", variable: result, value: a, place }],
    otherwise: [...otherwise.statements, { kind: "set", variable: result, value: b, place }],
    place,
  });
  return { expression: { kind: "get", variable: result, type: concrete, place }, type };
}
