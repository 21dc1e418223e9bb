/** Expressions: what each construct of JavaScript's becomes, and which are refused. */
import type * as acorn from "acorn";
import { isArrayToken } from "../tokens.js";
import { arithmetic, bits, compare, invert, negated } from "./arithmetic.js";
import { arrayEntity, element, lengthOf } from "./arrays.js";
import { assigned, effectOf, updated } from "./assignment.js";
import { callOf } from "./calls.js";
import { condition, conditional, logical } from "./condition.js";
import { CONTEXT_VECTORS, contextMember, isContextFunction } from "./context.js";
import type { Entity, Lowered, Lowering, Slot } from "./lowering.js";
import { placeOf } from "./refusal.js";
import { isBig } from "./types.js";

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

export function memberOf(l: Lowering, node: acorn.MemberExpression): Entity {
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

export function unary(l: Lowering, node: acorn.UnaryExpression): Lowered {
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

/** @throws CompileError for a variable of the function around: its callees don't see it */
export function ownSlot(l: Lowering, node: acorn.Identifier, slot: Slot): Slot {
  if (slot.owner === l) return slot;
  return l.refuse(node, `${node.name}, a variable of the function around`, "Pass it as a parameter.");
}
