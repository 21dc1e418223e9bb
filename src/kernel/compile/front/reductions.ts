/** What the rounds of a prange share: variables of around may only be accumulated into. */
import type { Node } from "acorn";
import type { Expression, Statement, Variable } from "../ir.js";
import { expressionsIn, expressionsOf, statementsIn } from "../walk.js";
import type { Lowering } from "./lowering.js";

type ReductionOp = "add" | "mul" | "min" | "max" | "and" | "or" | "xor";

const JOINS: ReadonlySet<string> = new Set(["add", "mul", "min", "max", "and", "or", "xor"]);

/** The operation of `v = v op x`, `v = x op v` or `v = v - x`, or null. */
function accumulation(variable: Variable, value: Expression): { op: ReductionOp; by: Expression } | null {
  if (value.kind !== "arithmetic" && value.kind !== "bits") return null;
  const isIt = (side: Expression): boolean => side.kind === "get" && side.variable === variable;
  if (!JOINS.has(value.op)) return null;
  if (isIt(value.left)) return { op: value.op as ReductionOp, by: value.right };
  return isIt(value.right) ? { op: value.op as ReductionOp, by: value.left } : null;
}

/**
 * The variables declared outside that rounds accumulate into, with their operations.
 * @throws CompileError for one that is used in any other way
 */
export function reductionsOf(
  l: Lowering,
  node: Node,
  body: readonly Statement[],
): readonly { readonly variable: Variable; readonly op: ReductionOp }[] {
  const written = new Map<Variable, ReductionOp>();
  const outside = l.variablesOutside();
  const refuse = (variable: Variable): never =>
    l.refuse(
      node,
      `the variable ${variable.name} of outside, which rounds of a prange both read and write`,
      "Accumulate into it (s += x, s = Math.max(s, x)), or store into an array.",
    );
  const used = (expression: Expression, except: Expression | null): void => {
    for (const inner of expressionsIn(expression))
      if (inner !== except && inner.kind === "get" && outside.has(inner.variable)) reads.add(inner.variable);
  };
  const reads = new Set<Variable>();
  for (const statement of statementsIn(body)) {
    if (statement.kind === "set" && outside.has(statement.variable)) {
      const found = accumulation(statement.variable, statement.value);
      const before = written.get(statement.variable);
      if (found === null || (before !== undefined && before !== found.op)) {
        if (l.final) refuse(statement.variable);
        continue;
      }
      written.set(statement.variable, found.op);
      used(found.by, null);
      continue;
    }
    const result = statement.kind === "atomic" || statement.kind === "call" ? statement.result : null;
    if (result !== null && outside.has(result) && l.final) refuse(result);
    for (const expression of expressionsOf(statement)) used(expression, null);
  }
  for (const variable of written.keys()) if (reads.has(variable) && l.final) refuse(variable);
  return [...written].map(([variable, op]) => ({ variable, op }));
}
