/** What a compiled function costs, in additions: decides when threads pay. */
import { OPS } from "../ops/table.js";
import type { Expression, FunctionIR, ProgramIR, Statement } from "./ir.js";
import { bodiesOf, expressionsIn, expressionsOf } from "./walk.js";

/** Nobody knows how often a loop goes round; functions with loops are mostly of this order. */
const ROUNDS = 16;
/** Loops in loops don't make more than this of a function. */
const MOST = 1e6;

function costOfExpression(expression: Expression): number {
  let cost = 0;
  for (const inner of expressionsIn(expression)) cost += own(inner);
  return cost;
}

function own(expression: Expression): number {
  switch (expression.kind) {
    case "constant":
    case "get":
    case "builtin":
    case "length":
      return 0;
    case "math1":
      return expression.name in OPS ? OPS[expression.name as "sqrt"].cost : 16;
    case "math2":
      return 16;
    case "arithmetic":
      return expression.op === "div"
        ? 2
        : ["quotient", "floorQuotient", "rem"].includes(expression.op)
          ? 6
          : expression.op === "pow"
            ? 20
            : 1;
    default:
      return 1;
  }
}

function costOfStatements(statements: readonly Statement[]): number {
  let cost = 0;
  for (const statement of statements) {
    for (const expression of expressionsOf(statement)) cost += costOfExpression(expression);
    if (statement.kind === "call") cost += costOfFunction(statement.callee);
    const inner = bodiesOf(statement).reduce((sum, body) => sum + costOfStatements(body), 0);
    cost += statement.kind === "loop" || statement.kind === "parallel" ? ROUNDS * inner : inner;
  }
  return Math.min(MOST, cost);
}

const costOfFunction = ({ body }: FunctionIR): number => costOfStatements(body);

/** The cost of one call of the entry, at least 1. */
export function costOfProgram(program: ProgramIR): number {
  return Math.max(1, costOfFunction(program.entry));
}
