/** Calls: of Math, of types (conversions), of the context, of lanes, and of other functions of the language. */
import type * as acorn from "acorn";
import type { ArrayVariable, Expression } from "../ir.js";
import { isScalarToken, prange } from "../tokens.js";
import { contextCall, contextName } from "./context.js";
import { entityOf, valueIn } from "./expression.js";
import { isLanesOperation, lanesCall } from "./lanes-calls.js";
import type { Callee, Entity, Lowered, Lowering } from "./lowering.js";
import { conversion, mathCall, mathName, numberOf } from "./math.js";
import { namesOf } from "./names.js";
import { placeOf } from "./refusal.js";
import { parseFunction } from "./source.js";

/** A call; `wanted`: whether its value is asked for. */
export function callOf(l: Lowering, node: acorn.CallExpression, wanted = true): Entity {
  if (node.optional)
    return l.refuse(node, "optional chaining (?.)", "Nothing is null in a compiled function.");
  for (const arg of node.arguments)
    if (arg.type === "SpreadElement") return l.refuse(arg, "a spread (...)", "Write the arguments out.");
  const { callee } = node;
  // shared.array(…): a member of a function of the context.
  if (callee.type === "MemberExpression" && !callee.computed && callee.property.type === "Identifier") {
    const object = entityOf(l, callee.object);
    if (object.kind === "operation") return contextCall(l, node, object.name, callee.property.name, wanted);
    if (object.kind === "known" && contextName(object.value) !== null)
      return contextCall(l, node, contextName(object.value) as string, callee.property.name, wanted);
  }
  const target = entityOf(l, callee);
  switch (target.kind) {
    case "operation":
      return contextCall(l, node, target.name, null, wanted);
    case "function":
      return functionCall(l, node, {
        key: target.node,
        name: target.name,
        node: target.node,
        names: l.names,
        source: l.source,
        scope: target.scope,
      });
    case "known":
      return knownCall(l, node, target.value, target.name, wanted);
    default:
      return l.refuse(
        node,
        "a call of what is no function",
        "Call Math's functions, types, and functions of the language.",
      );
  }
}

function only(l: Lowering, node: acorn.CallExpression, name: string): Lowered {
  const [argument] = node.arguments as readonly acorn.Expression[];
  if (argument === undefined || node.arguments.length !== 1)
    return l.refuse(node, `${name} with ${node.arguments.length} arguments`, `${name}(x)`);
  return valueIn(l, argument);
}

function knownCall(
  l: Lowering,
  node: acorn.CallExpression,
  value: unknown,
  name: string,
  wanted: boolean,
): Entity {
  const result = (lowered: Lowered): Entity => ({ kind: "value", value: lowered });
  if (isScalarToken(value)) return result(conversion(l, node, value.element, only(l, node, name)));
  if (value === Number) return result(numberOf(l, node, only(l, node, name)));
  if (value === Boolean) return result(conversion(l, node, "bool", only(l, node, name)));
  if (value === BigInt) return result(conversion(l, node, "i64", only(l, node, name)));
  const inMath = mathName(value);
  if (inMath !== null) return result(mathCall(l, node, inMath));
  const inContext = contextName(value);
  if (inContext !== null) return contextCall(l, node, inContext, null, wanted);
  if (isLanesOperation(value)) return lanesCall(l, node, value);
  if (value === prange) return l.refuse(node, "prange outside of a for", "for (const i of prange(n)) { … }");
  if (typeof value !== "function")
    return l.refuse(
      node,
      `a call of ${name}, which is no function`,
      "Call Math's functions, types, and functions of the language.",
    );
  const { source, node: text } = parseFunction(value, value.name || name);
  return functionCall(l, node, {
    key: value,
    name: value.name || name,
    node: text,
    names: namesOf(value, l.program.given),
    source,
    scope: null,
  });
}

/** A call of another function of the language, for the types of these arguments. */
function functionCall(l: Lowering, node: acorn.CallExpression, callee: Callee): Entity {
  const place = placeOf(node);
  const args: (Lowered | ArrayVariable)[] = [];
  const values = l.inOrder(node.arguments as readonly acorn.Expression[], (argument): Lowered => {
    const entity = entityOf(l, argument);
    if (entity.kind === "value") {
      args.push(entity.value);
      return entity.value;
    }
    if (entity.kind === "array" && entity.indices.length === 0) {
      args.push(entity.array);
      return l.constant(0, "weakint", place);
    }
    return l.refuse(
      argument,
      "an argument that is neither a number nor an array",
      "Pass numbers and whole arrays.",
    );
  });
  for (const [k, value] of values.entries()) if ("expression" in (args[k] as object)) args[k] = value;
  const fn = l.program.instance(callee, args, node, l);
  const given = args.map((arg, k): Expression | ArrayVariable => {
    if (!("expression" in arg)) return arg;
    const parameter = fn.parameters[k];
    return parameter?.kind === "variable" ? l.coerce(arg, parameter.type) : arg.expression;
  });
  const result = fn.result === null ? null : l.temporary(fn.result, callee.name);
  l.out.push({ kind: "call", callee: fn, args: given, result, place });
  if (result === null) return { kind: "list", items: [] };
  return {
    kind: "value",
    value: { expression: { kind: "get", variable: result, type: result.type, place }, type: result.type },
  };
}
