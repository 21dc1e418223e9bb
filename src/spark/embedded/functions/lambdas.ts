/** Functions that take a function of an array's elements. */
import { ArrayType, BooleanType, MapType, StructType } from "../../types/index.js";
import { sqlType } from "../expression/sql-types.js";
import type { LambdaExpr, Typed } from "../expression/typed.js";
import { notEmbedded } from "../not-embedded.js";
import { elementOf } from "./array-parameters.js";
import type { FunctionTable, Parameter, Parameters, ScalarSpec } from "./function-spec.js";
import { once } from "./once.js";
import { any, array } from "./parameters.js";

/** What a lambda computes, of `lambda v1, v2: …`. */
function bodySql(lambda: string): string {
  return lambda.slice(lambda.indexOf(": ") + 2);
}

function variablesOf(typed: Typed): readonly string[] {
  return (typed as LambdaExpr).variables.map(({ id }) => `v${id}`);
}

/** A lambda of an element, or of an element and its place, which Spark counts from 0 and DuckDB from 1. */
function ofEachSql(lambda: string, typed: Typed): string {
  const [element, place] = variablesOf(typed);
  if (place === undefined) return lambda;
  return `lambda ${element}, i: list_transform([CAST(i - 1 AS INTEGER)], lambda ${place}: ${bodySql(lambda)})[1]`;
}

const returnsAny: Parameter = { ...any, accept: (given, arg) => (arg.kind === "lambda" ? given : undefined) };

const returnsBoolean: Parameter = {
  allowed: '"BOOLEAN"',
  accept: (given, arg) =>
    arg.kind === "lambda" && (given.typeName === "boolean" || given.typeName === "void") ? given : undefined,
};

const takesLambda = (lambda: Parameter): Parameters => ({
  counts: "2",
  of: (args) => (args.length === 2 ? [array, lambda] : undefined),
});

/** Whether a condition holds of one or of all; null where that depends on nulls. */
const quantifier = (decides: boolean): ScalarSpec => ({
  kind: "scalar",
  takes: takesLambda(returnsBoolean),
  gives: () => new BooleanType(),
  sql: ([list, lambda], [, typed]) => {
    const [element] = variablesOf(typed!);
    const found = `list_transform(${list}, lambda ${element}: CAST(${bodySql(lambda!)} AS BOOLEAN))`;
    return once(
      [found],
      (all) =>
        `CASE WHEN ${all} IS NULL THEN NULL WHEN list_contains(${all}, ${decides}) THEN ${decides} WHEN list_position(${all}, NULL) IS NULL THEN ${!decides} END`,
    );
  },
});

const folds: Parameters = {
  counts: "[3, 4]",
  of(args) {
    if (args.length < 3 || args.length > 4) return undefined;
    const start = args[1]!.type;
    if (start instanceof ArrayType || start instanceof MapType || start instanceof StructType) {
      throw notEmbedded("F.aggregate to a nested value");
    }
    const merged: Parameter = {
      allowed: `"${start.simpleString().toUpperCase()}"`,
      accept: (given, arg) => (arg.kind === "lambda" && given.equals(start) ? given : undefined),
    };
    return [array, any, merged, returnsAny].slice(0, args.length);
  },
};

const fold = (name: string): ScalarSpec => ({
  kind: "scalar",
  takes: folds,
  gives: ([, start, , finish]) => (finish ?? start!).type,
  nullable: ([list, , , finish]) => list!.nullable || (finish?.nullable ?? true),
  pretty([list, start, merge, finish = IDENTITY]) {
    return `${name}(${[list, start, merge, finish].join(", ")})`;
  },
  sql([list, start, merge, finish], [from, first, merging, finishing]) {
    const [sum, element] = variablesOf(merging!);
    const [sumType, elementType] = [sqlType(first!.type), sqlType(elementOf(from!))];
    // DuckDB's list_reduce wants one type: a pair of what was made so far and an element.
    const pairs = `list_transform(${list}, lambda e: {a: CAST(NULL AS ${sumType}), e: e})`;
    const merged = `list_transform([p.a], lambda ${sum}: list_transform([q.e], lambda ${element}: {a: ${bodySql(merge!)}, e: ${element}})[1])[1]`;
    const begin = `{a: ${start}, e: CAST(NULL AS ${elementType})}`;
    const made = `struct_extract(list_reduce(${pairs}, lambda p, q: ${merged}, ${begin}), 'a')`;
    if (finish === undefined) return made;
    const [last] = variablesOf(finishing!);
    const finished = `list_transform([${made}], lambda ${last}: ${bodySql(finish)})[1]`;
    return `(CASE WHEN ${list} IS NOT NULL THEN ${finished} END)`;
  },
});

/** What Spark adds where nothing is to be done at the end. */
const IDENTITY = "lambdafunction(namedlambdavariable(), namedlambdavariable())";

export const LAMBDAS: FunctionTable = {
  transform: {
    kind: "scalar",
    takes: takesLambda(returnsAny),
    gives: ([, lambda]) => new ArrayType(lambda!.type, lambda!.nullable),
    nullable: ([list]) => list!.nullable,
    sql: ([list, lambda], [, typed]) => `list_transform(${list}, ${ofEachSql(lambda!, typed!)})`,
  },
  filter: {
    kind: "scalar",
    takes: takesLambda(returnsBoolean),
    gives: ([list]) => list!.type,
    nullable: ([list]) => list!.nullable,
    sql: ([list, lambda], [, typed]) => `list_filter(${list}, ${ofEachSql(lambda!, typed!)})`,
  },
  exists: quantifier(true),
  forall: quantifier(false),
  aggregate: fold("aggregate"),
  reduce: fold("reduce"),
};
