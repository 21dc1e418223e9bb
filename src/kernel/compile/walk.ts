/** Going through the tree of a compiled function. */
import type { ArrayVariable, Expression, ProgramIR, Statement } from "./ir.js";

/** The expressions that an expression is made of, in the order of evaluation. */
export function operandsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "constant":
    case "get":
    case "builtin":
    case "length":
      return [];
    case "negate":
    case "not":
    case "invert":
    case "convert":
    case "math1":
    case "lanesSplat":
    case "lanesExtract":
    case "lanesReduce":
    case "lanesConvert":
      return [expression.operand];
    case "arithmetic":
    case "bits":
    case "compare":
    case "logical":
    case "math2":
    case "lanesShuffle":
      return [expression.left, expression.right];
    case "choose":
      return [expression.condition, expression.then, expression.otherwise];
    case "load":
      return expression.indices;
    case "subgroup":
      return expression.lane === null ? [expression.value] : [expression.value, expression.lane];
    case "lanes":
      return expression.operands;
    case "lanesShift":
      return [expression.operand, expression.by];
    case "lanesLoad":
      return [expression.index];
    case "lanesOf":
      return expression.elements;
    case "lanesReplace":
      return [expression.operand, expression.element];
  }
}

/** The expressions that stand in a statement itself, not in the statements inside of it. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case "set":
      return [statement.value];
    case "store":
      return [...statement.indices, statement.value];
    case "lanesStore":
      return [statement.index, statement.value];
    case "atomic":
      return statement.expected === null
        ? [...statement.indices, statement.value]
        : [...statement.indices, statement.expected, statement.value];
    case "call":
      return statement.args.filter((arg): arg is Expression => arg.kind !== "array");
    case "if":
    case "loop":
      return [statement.condition];
    case "parallel":
      return [statement.start, statement.stop, statement.step];
    case "return":
      return statement.value === null ? [] : [statement.value];
    case "break":
    case "continue":
    case "barrier":
    case "fence":
    case "array":
    case "debugger":
      return [];
  }
}

/** The lists of statements inside a statement. */
export function bodiesOf(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.kind) {
    case "if":
      return [statement.then, statement.otherwise];
    case "loop":
      return [statement.prelude, statement.body, statement.update];
    case "parallel":
      return [statement.body];
    default:
      return [];
  }
}

/** Every statement, outer ones first. */
export function* statementsIn(statements: readonly Statement[]): Generator<Statement, void, undefined> {
  for (const statement of statements) {
    yield statement;
    for (const body of bodiesOf(statement)) yield* statementsIn(body);
  }
}

/** An expression and all that it is made of, outer ones first. */
export function* expressionsIn(expression: Expression): Generator<Expression, void, undefined> {
  yield expression;
  for (const operand of operandsOf(expression)) yield* expressionsIn(operand);
}

/** Every expression of a list of statements. */
export function* allExpressions(statements: readonly Statement[]): Generator<Expression, void, undefined> {
  for (const statement of statementsIn(statements))
    for (const expression of expressionsOf(statement)) yield* expressionsIn(expression);
}

/** The array that an expression or a statement names, if it names one. */
export function arrayOf(node: Expression | Statement): ArrayVariable | null {
  return "array" in node ? node.array : null;
}

/** Every statement of all functions of a program. */
export function* programStatements(program: ProgramIR): Generator<Statement, void, undefined> {
  for (const { body } of program.functions) yield* statementsIn(body);
}
