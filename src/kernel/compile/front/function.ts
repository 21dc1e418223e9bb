/** One function lowered for one list of argument types: passes until the types of its variables stand, then the tree. */
import type * as acorn from "acorn";
import type { ArrayVariable, FunctionIR, Statement, Variable } from "../ir.js";
import { contextMember } from "./context.js";
import { type Callee, type Lowered, Lowering, type Program, Scope } from "./lowering.js";
import { placeOf } from "./refusal.js";
import { returned, statementsOf } from "./statements.js";
import { type Open, settled } from "./types.js";

/** What an argument is: an array, or a value of this type. */
export type Argument = ArrayVariable | { readonly kind: "scalar"; readonly type: Open };

/** Types go up a ladder of few steps; a function whose types don't stand by then has a mistake of ours in it. */
const MOST_PASSES = 64;

/**
 * @param args what the parameters are, without the context
 * @throws CompileError for what isn't in the language, and for types that don't fit
 */
export function lowerFunction(
  program: Program,
  callee: Callee,
  args: readonly Argument[],
  isEntry: boolean,
): FunctionIR {
  const { node, source } = callee;
  const lowering = new Lowering(program, source, callee.names, callee.scope, isEntry);
  const hasContext = isEntry && program.form === "kernel";
  const wanted = node.params.length - (hasContext ? 1 : 0);
  if (wanted !== args.length)
    lowering.refuse(
      node,
      `${callee.name} has ${wanted} parameter${wanted === 1 ? "" : "s"}${hasContext ? " beside the context" : ""} and is given ${args.length}`,
      hasContext ? "The first parameter is the context: ({ threadIdx }, x, n) => …" : "Give as many.",
    );
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const before = lowering.result;
    const made = lowerOnce(lowering, callee, args, hasContext);
    if (lowering.final) return { ...made, name: callee.name, place: placeOf(node) };
    if (!lowering.changed && lowering.result === before) lowering.final = true;
  }
  return lowering.refuse(
    node,
    `${callee.name}, whose variables' types don't settle`,
    "Convert the values that are assigned: f32(x), x | 0.",
  );
}

function lowerOnce(
  l: Lowering,
  { node, scope }: Callee,
  args: readonly Argument[],
  hasContext: boolean,
): Omit<FunctionIR, "name" | "place"> {
  l.restart(new Scope(scope));
  const params = hasContext ? node.params.slice(1) : node.params;
  if (hasContext) bindContext(l, node.params[0] as acorn.Pattern);
  const parameters = params.map((param, k) => bindParameter(l, param, args[k] as Argument));
  if (node.body.type === "BlockStatement") {
    statementsOf(l, node.body.body);
  } else returned(l, node.body, node.body);
  const { result } = l;
  const nothing = result === "nothing" || (result === "?" && !l.out.some(({ kind }) => kind === "return"));
  if (!nothing && !endsInReturn(l.out))
    l.mistyped(node, "a path that ends without a return", "Return a number at the end.");
  return { parameters, result: nothing ? null : settled(result as Open, l.program.float), body: l.out };
}

function bindParameter(l: Lowering, param: acorn.Pattern, arg: Argument): Variable | ArrayVariable {
  if (param.type !== "Identifier")
    return l.refuse(
      param,
      param.type === "AssignmentPattern"
        ? "a default value"
        : param.type === "RestElement"
          ? "a rest parameter"
          : "a pattern as a parameter",
      "Name the parameters.",
    );
  if (arg.kind === "array") {
    const array: ArrayVariable = { ...arg, name: l.unique(param.name) };
    l.scope.names.set(param.name, { kind: "array", array, indices: [] });
    return array;
  }
  const slot = l.slot(param, param.name);
  if (slot.type === "?") slot.type = arg.type;
  l.scope.names.set(param.name, slot);
  const type = settled(arg.type, l.program.float);
  const parameter: Variable = { kind: "variable", name: l.unique(param.name), type };
  if (settled(slot.type, l.program.float) === type) slot.variable = parameter;
  else {
    // A wider value is assigned to it somewhere.
    const given: Lowered = {
      expression: { kind: "get", variable: parameter, type, place: placeOf(param) },
      type,
    };
    l.set(slot, given, param);
  }
  return parameter;
}

/** The first parameter of a kernel: a name for the context, or a pattern of its members. */
function bindContext(l: Lowering, param: acorn.Pattern): void {
  if (param.type === "Identifier") {
    l.scope.names.set(param.name, { kind: "context" });
    return;
  }
  if (param.type !== "ObjectPattern")
    l.refuse(param, "a kernel without a context", "({ threadIdx, blockIdx }, x, n) => …");
  for (const property of param.properties) {
    if (
      property.type === "RestElement" ||
      property.computed ||
      property.key.type !== "Identifier" ||
      property.value.type !== "Identifier"
    )
      l.refuse(
        property,
        "a rest, default or computed name in the context's pattern",
        "Name its members: ({ threadIdx }).",
      );
    l.scope.names.set(property.value.name, contextMember(l, property, property.key.name));
  }
}

/** Whether no path runs off the end. */
function endsInReturn(statements: readonly Statement[]): boolean {
  const last = statements[statements.length - 1];
  if (last === undefined) return false;
  if (last.kind === "return") return true;
  if (last.kind === "if") return endsInReturn(last.then) && endsInReturn(last.otherwise);
  return last.kind === "loop" && isEndless(last);
}

/** while (true) without a break. */
function isEndless(loop: Extract<Statement, { kind: "loop" }>): boolean {
  const { condition, label, body } = loop;
  if (condition.kind !== "constant" || condition.value !== true) return false;
  const breaks = (all: readonly Statement[]): boolean =>
    all.some((one) => {
      if (one.kind === "break") return one.label === label;
      if (one.kind === "if") return breaks(one.then) || breaks(one.otherwise);
      return one.kind === "loop" && breaks(one.body);
    });
  return !breaks(body);
}
