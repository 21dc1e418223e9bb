/** Assignments, and expressions that stand for their effect. */
import type * as acorn from "acorn";
import { arithmetic, bits } from "./arithmetic.js";
import { elementStore } from "./arrays.js";
import { callOf } from "./calls.js";
import { condition } from "./condition.js";
import { entityOf, memberOf, ownSlot, valueIn } from "./expression.js";
import type { Lowered, Lowering, Slot } from "./lowering.js";
import { placeOf } from "./refusal.js";
import { isBig } from "./types.js";

/** The variable that an expression names, to be assigned to. */
function slotOf(l: Lowering, node: acorn.Identifier): Slot {
  const bound = l.scope.find(node.name);
  if (bound?.kind === "slot") return ownSlot(l, node, bound);
  return l.refuse(
    node,
    bound === null
      ? `an assignment to ${node.name}, which is outside of the function`
      : `an assignment to ${node.name}`,
    "Assign to variables of the function and to elements of arrays.",
  );
}

/** An assignment; its value is what was assigned. */
export function assigned(l: Lowering, node: acorn.AssignmentExpression): Lowered {
  const { left, right } = node;
  const operator = node.operator === "=" ? null : node.operator.slice(0, -1);
  if (operator === "&&" || operator === "||" || operator === "??")
    return l.refuse(node, `the operator ${node.operator}`, "Write an if.");
  if (left.type === "Identifier") {
    const slot = slotOf(l, left);
    let value: Lowered;
    if (operator === null) value = valueIn(l, right);
    else {
      const mark = l.out.length;
      let before = l.read(slot, placeOf(left));
      const by = valueIn(l, right);
      if (l.out.length > mark) before = l.kept(before, l.out, mark);
      value = combined(l, node, operator, before, by);
    }
    l.set(slot, value, node);
    return l.read(slot, placeOf(node));
  }
  if (left.type !== "MemberExpression")
    return l.refuse(left, "a destructuring assignment", "Assign to one variable at a time.");
  const target = memberOf(l, { ...left } as acorn.MemberExpression);
  return elementStore(l, node, target, (before) => {
    const by = valueIn(l, right);
    return operator === null ? by : combined(l, node, operator, before(), by);
  });
}

function combined(l: Lowering, node: acorn.Node, operator: string, left: Lowered, right: Lowered): Lowered {
  return "+-*/%**".includes(operator)
    ? arithmetic(l, node, operator as "+", left, right)
    : bits(l, node, operator as "&", left, right);
}

/** ++ and --. @param wanted whether its value is asked for */
export function updated(l: Lowering, node: acorn.UpdateExpression, wanted: boolean): Lowered {
  const operator = node.operator === "++" ? "+" : "-";
  const one = (value: Lowered): Lowered =>
    isBig(value.type) ? l.constant(1n, value.type, placeOf(node)) : l.constant(1, "weakint", placeOf(node));
  const { argument } = node;
  if (argument.type === "Identifier") {
    const slot = slotOf(l, argument);
    let before = l.read(slot, placeOf(node));
    if (wanted && !node.prefix) before = l.kept(before);
    l.set(slot, arithmetic(l, node, operator, before, one(before)), node);
    return node.prefix ? l.read(slot, placeOf(node)) : before;
  }
  if (argument.type !== "MemberExpression")
    return l.refuse(node, node.operator, "Use it with a variable or an element.");
  let old: Lowered | undefined;
  const now = elementStore(l, node, memberOf(l, argument), (before) => {
    old = l.kept(before());
    return arithmetic(l, node, operator, old, one(old));
  });
  return node.prefix ? now : (old as Lowered);
}

/** An expression for what it does. */
export function effectOf(l: Lowering, node: acorn.Expression): void {
  switch (node.type) {
    case "AssignmentExpression":
      assigned(l, node);
      return;
    case "UpdateExpression":
      updated(l, node, false);
      return;
    case "SequenceExpression":
      for (const one of node.expressions) effectOf(l, one);
      return;
    case "ParenthesizedExpression":
      effectOf(l, node.expression);
      return;
    case "UnaryExpression":
      effectOf(l, node.argument);
      return;
    case "LogicalExpression": {
      if (node.operator === "??") break;
      const test = condition(l, node.left);
      const { statements } = l.apart(() => effectOf(l, node.right));
      branch(l, node, test, node.operator === "&&" ? [statements, []] : [[], statements]);
      return;
    }
    case "ConditionalExpression": {
      const test = condition(l, node.test);
      const then = l.apart(() => effectOf(l, node.consequent)).statements;
      const otherwise = l.apart(() => effectOf(l, node.alternate)).statements;
      branch(l, node, test, [then, otherwise]);
      return;
    }
    case "Literal":
    case "Identifier":
      return;
    case "CallExpression":
      callOf(l, node, false);
      return;
  }
  entityOf(l, node);
}

function branch(
  l: Lowering,
  node: acorn.Node,
  test: Lowered,
  [then, otherwise]: readonly [Lowering["out"], Lowering["out"]],
): void {
  if (then.length === 0 && otherwise.length === 0) return;
  l.out.push({ kind: "if", condition: test.expression, then, otherwise, place: placeOf(node) });
}
