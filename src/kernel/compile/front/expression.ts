/** Expressions: what each construct of JavaScript's becomes, and which are refused. */
import type * as acorn from "acorn";
import { isArrayToken, isScalarToken } from "../tokens.js";
import { arithmetic, bits, compare, invert, negated } from "./arithmetic.js";
import { arrayEntity, element, elementStore, lengthOf } from "./arrays.js";
import { callOf } from "./calls.js";
import { CONTEXT_VECTORS, contextMember, isContextFunction } from "./context.js";
import type { Entity, Lowered, Lowering, Slot } from "./lowering.js";
import { placeOf } from "./refusal.js";
import { isBig, isNumber } from "./types.js";

/** Constructs that have another way. */
const REFUSED: Readonly<Record<string, readonly [string, string]>> = {
  TemplateLiteral: ["a template literal", "Compiled functions compute with numbers only."],
  TaggedTemplateExpression: ["a template literal", "Compiled functions compute with numbers only."],
  ObjectExpression: ["an object", "Use variables, one a value."],
  ArrayExpression: [
    "an array literal",
    "Use a typed array (new Float32Array(16)), or a constant array from outside.",
  ],
  ArrowFunctionExpression: ["a function as a value", "Name it with const and call it."],
  FunctionExpression: ["a function as a value", "Name it with const and call it."],
  ClassExpression: ["a class", "Use variables, one a value."],
  AwaitExpression: ["await", "Compiled code can't wait."],
  YieldExpression: ["yield", "Write to an array."],
  ThisExpression: ["this", "Pass what is needed as a parameter."],
  Super: ["super", "Pass what is needed as a parameter."],
  ImportExpression: ["import()", "Import outside of the function."],
  MetaProperty: ["a meta property", "Read it outside, and pass it as a parameter."],
  ChainExpression: ["optional chaining (?.)", "Nothing is null in a compiled function."],
  SpreadElement: ["a spread (...)", "Write the arguments out."],
  NewExpression: ["new", "Only typed arrays are made: const t = new Float32Array(16)."],
};

/** An expression as whatever it is. */
export function entityOf(l: Lowering, node: acorn.Expression | acorn.Super): Entity {
  switch (node.type) {
    case "ParenthesizedExpression":
      return entityOf(l, node.expression);
    case "Identifier": {
      const bound = l.scope.find(node.name);
      if (bound?.kind === "slot")
        return { kind: "value", value: l.read(ownSlot(l, node, bound), placeOf(node)) };
      if (bound !== null) return bound;
      const known = l.names(node.name);
      if (known === null)
        return l.refuse(
          node,
          `the name ${node.name}, whose value isn't known`,
          `Give it in {constants: {${node.name}}}, or pass it as a parameter.`,
        );
      return fromOutside(l, node, known.value, node.name);
    }
    case "MemberExpression":
      return memberOf(l, node);
    case "CallExpression":
      return callOf(l, node);
    case "AssignmentExpression":
    case "UpdateExpression":
    case "BinaryExpression":
    case "LogicalExpression":
    case "UnaryExpression":
    case "ConditionalExpression":
    case "Literal":
      return { kind: "value", value: valueIn(l, node) };
    case "SequenceExpression": {
      // (0, module.f)(x), as bundlers write calls of imports.
      for (const one of node.expressions.slice(0, -1)) effectOf(l, one);
      return entityOf(l, node.expressions[node.expressions.length - 1] as acorn.Expression);
    }
    default: {
      const [construct, wayOut] = REFUSED[node.type] ?? [
        node.type,
        "It isn't in the language of compiled functions.",
      ];
      return l.refuse(node, construct, wayOut);
    }
  }
}

/** A value of JavaScript's from outside. */
export function fromOutside(l: Lowering, node: acorn.Node, value: unknown, name: string): Entity {
  if (typeof value === "number") {
    const type = Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 32 && !Object.is(value, -0);
    return { kind: "value", value: l.constant(value, type ? "weakint" : "weakfloat", placeOf(node)) };
  }
  if (typeof value === "bigint")
    return { kind: "value", value: l.constant(BigInt.asIntN(64, value), "i64", placeOf(node)) };
  if (typeof value === "boolean") return { kind: "value", value: l.constant(value, "bool", placeOf(node)) };
  const array = arrayEntity(l, value, name);
  if (array !== null) return array;
  if (value === undefined || value === null || typeof value === "string" || typeof value === "symbol")
    return l.refuse(
      node,
      `${name}, which is ${value === null ? "null" : typeof value}`,
      "Compiled functions compute with numbers only.",
    );
  if (isArrayToken(value))
    return l.refuse(node, `the array type ${name} as a value`, "Array types stand in signatures.");
  return { kind: "known", value, name };
}

function memberOf(l: Lowering, node: acorn.MemberExpression): Entity {
  if (node.optional)
    return l.refuse(node, "optional chaining (?.)", "Nothing is null in a compiled function.");
  const object = entityOf(l, node.object);
  if (node.computed && object.kind === "array")
    return element(l, node, object, node.property as acorn.Expression);
  if (object.kind === "list" && node.computed) {
    const index = node.property as acorn.Expression;
    const item = index.type === "Literal" ? object.items[Number(index.value)] : undefined;
    if (item !== undefined) return { kind: "value", value: item };
  }
  const name = memberName(node);
  if (name === null) return l.refuse(node, "a member whose name is computed", "Write the name out.");
  switch (object.kind) {
    case "array":
      return lengthOf(l, node, object, name);
    case "shape":
      return l.refuse(node, `.${name} of a shape`, "Use shape[0], shape[1] …");
    case "context":
      return contextMember(l, node, name);
    case "vector":
      if (name === "x" || name === "y" || name === "z")
        return {
          kind: "value",
          value: {
            expression: {
              kind: "builtin",
              name: `${object.name}.${name}`,
              type: "i32",
              place: placeOf(node),
            },
            type: "i32",
          },
        };
      return l.refuse(node, `.${name} of ${object.name}`, "It has x, y and z.");
    case "known": {
      const value = (object.value as Record<string, unknown>)[name];
      if (value === undefined)
        return l.refuse(node, `${object.name}.${name}, which isn't there`, "Look at the name.");
      // cuda.threadIdx and its like, by import.
      if (CONTEXT_VECTORS.has(name) && isContextFunction(value)) return contextMember(l, node, name);
      return fromOutside(l, node, value, `${object.name}.${name}`);
    }
    default:
      return l.refuse(node, `.${name} of a number`, "Use Math's functions and operators.");
  }
}

function memberName(node: acorn.MemberExpression): string | null {
  if (!node.computed) return node.property.type === "Identifier" ? node.property.name : null;
  return node.property.type === "Literal" && typeof node.property.value === "string"
    ? node.property.value
    : null;
}

/** An expression that must be a value. */
export function valueIn(l: Lowering, node: acorn.Expression): Lowered {
  switch (node.type) {
    case "Literal":
      return literal(l, node);
    case "BinaryExpression":
      return binary(l, node);
    case "LogicalExpression":
      return logical(l, node);
    case "UnaryExpression":
      return unary(l, node);
    case "ConditionalExpression":
      return conditional(l, node);
    case "AssignmentExpression":
      return assigned(l, node);
    case "UpdateExpression":
      return updated(l, node, true);
    default: {
      const entity = entityOf(l, node);
      if (entity.kind === "value") return entity.value;
      return l.refuse(node, `${WHAT[entity.kind]} where a number is needed`, "Use its elements or call it.");
    }
  }
}

const WHAT: Readonly<Record<Exclude<Entity["kind"], "value">, string>> = {
  array: "an array",
  known: "something from outside",
  context: "the context",
  vector: "a vector of the context",
  operation: "a function of the context",
  shape: "a shape",
  function: "a function",
  list: "a list",
};

function literal(l: Lowering, node: acorn.Literal): Lowered {
  if (node.bigint !== undefined && node.bigint !== null)
    return l.constant(BigInt.asIntN(64, BigInt(node.bigint)), "i64", placeOf(node));
  const { value } = node;
  if (typeof value !== "number" && typeof value !== "boolean")
    return l.refuse(
      node,
      node.regex ? "a regular expression" : value === null ? "null" : "a string",
      "Compiled functions compute with numbers only.",
    );
  const entity = fromOutside(l, node, value, String(value));
  return (entity as { readonly value: Lowered }).value;
}

function binary(l: Lowering, node: acorn.BinaryExpression): Lowered {
  const { operator } = node;
  if (node.left.type === "PrivateIdentifier" || operator === "in" || operator === "instanceof")
    return l.refuse(node, `the operator ${operator}`, "Compiled functions compute with numbers only.");
  const sides = [node.left, node.right];
  const [left, right] = l.inOrder(sides, (side) => valueIn(l, side)) as [Lowered, Lowered];
  switch (operator) {
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
    case "**":
      return arithmetic(l, node, operator, left, right);
    case "&":
    case "|":
    case "^":
    case "<<":
    case ">>":
    case ">>>":
      return bits(l, node, operator, left, right);
    default:
      return compare(l, node, operator, left, right);
  }
}

/** A condition: numbers by their truthiness. */
export function condition(l: Lowering, node: acorn.Expression): Lowered {
  if (node.type === "LogicalExpression") return logical(l, node, true);
  if (node.type === "UnaryExpression" && node.operator === "!") return unary(l, node);
  return truth(l, valueIn(l, node));
}

function truth(l: Lowering, value: Lowered): Lowered {
  if (value.type === "bool") return value;
  const { expression } = value;
  if (expression.kind === "constant") return l.constant(Boolean(expression.value), "bool", expression.place);
  return {
    expression: { kind: "convert", operand: expression, type: "bool", place: expression.place },
    type: "bool",
  };
}

function logical(l: Lowering, node: acorn.LogicalExpression, asCondition = false): Lowered {
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

function unary(l: Lowering, node: acorn.UnaryExpression): Lowered {
  const place = placeOf(node);
  switch (node.operator) {
    case "!": {
      const operand = condition(l, node.argument);
      if (operand.expression.kind === "constant") return l.constant(!operand.expression.value, "bool", place);
      return { expression: { kind: "not", operand: operand.expression, type: "bool", place }, type: "bool" };
    }
    case "-":
      return negated(l, node, valueIn(l, node.argument));
    case "+": {
      const value = valueIn(l, node.argument);
      if (value.type === "bool") return { expression: l.coerce(value, "i32"), type: "i32" };
      if (isBig(value.type)) l.mistyped(node, "+ of a bigint", "Use f64(x) or i32(x).");
      return value;
    }
    case "~":
      return invert(l, node, valueIn(l, node.argument));
    case "void":
      return l.refuse(node, "void as a value", "Leave it out.");
    default:
      return l.refuse(node, `the operator ${node.operator}`, "Compiled functions compute with numbers only.");
  }
}

function conditional(l: Lowering, node: acorn.ConditionalExpression): Lowered {
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

/** @throws CompileError for a variable of the function around: its callees don't see it */
function ownSlot(l: Lowering, node: acorn.Identifier, slot: Slot): Slot {
  if (slot.owner === l) return slot;
  return l.refuse(node, `${node.name}, a variable of the function around`, "Pass it as a parameter.");
}

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

/** True for a value that conversions take. */
export const isConvertible = (value: Lowered): boolean =>
  isNumber(value.type) || value.type === "bool" || value.type === "?";

export { isScalarToken };
