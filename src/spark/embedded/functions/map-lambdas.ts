/** Functions that take a function of a map's keys and values, or of two arrays or maps at once. */
import { ArrayType, MapType } from "../../types/index.js";
import { sqlType } from "../expression/sql-types.js";
import { typeQuoted } from "../expression/type-names.js";
import type { LambdaExpr, Typed } from "../expression/typed.js";
import { analysisError, callQuoted } from "./analysis-errors.js";
import { refuseNested } from "./array-parameters.js";
import { tightestType } from "./coercion.js";
import type { FunctionTable, Parameter, Parameters, ScalarSpec } from "./function-spec.js";
import { mapOf } from "./map-parameters.js";
import { mapSql } from "./maps.js";
import { array, map } from "./parameters.js";

const ofLambda: Parameter = {
  allowed: "ANY",
  accept: (given, arg) => (arg.kind === "lambda" ? given : undefined),
};

const condition: Parameter = {
  allowed: '"BOOLEAN"',
  accept: (given, arg) =>
    arg.kind === "lambda" && (given.typeName === "boolean" || given.typeName === "void") ? given : undefined,
};

const exactly = (...parameters: readonly Parameter[]): Parameters => ({
  counts: String(parameters.length),
  of: (args) => (args.length === parameters.length ? parameters : undefined),
});

/** The body of a lambda with values in the place of its variables. */
function applied(lambda: string, typed: Typed, ...values: readonly string[]): string {
  const body = lambda.slice(lambda.indexOf(": ") + 2);
  const variables = (typed as LambdaExpr).variables.map(({ id }) => `v${id}`);
  return variables.reduceRight(
    (inner, variable, i) => `list_transform([${values[i]}], lambda ${variable}: ${inner})[1]`,
    body,
  );
}

const ofEntries = (from: string, lambda: string, typed: Typed) =>
  `list_transform(map_entries(${from}), lambda e: ${applied(lambda, typed, "e.key", "e.value")})`;

const sameAs = (lambda: Typed) => lambda.type;

const typeOfZip = ([left, right, lambda]: readonly Typed[]) =>
  new MapType(tightestType(mapOf(left!).keyType, mapOf(right!).keyType)!, sameAs(lambda!), lambda!.nullable);

const twoMaps: Parameters = {
  counts: "3",
  of(args, name) {
    if (args.length !== 3) return undefined;
    const [left, right] = args.map(({ type }) => type);
    if (left instanceof MapType && right instanceof MapType) {
      refuseNested(name, left.keyType);
      if (!left.keyType.equals(right.keyType)) {
        const sqlExpr = callQuoted(name, args);
        const [leftType, rightType] = [typeQuoted(left.keyType), typeQuoted(right.keyType)];
        throw analysisError(
          "DATATYPE_MISMATCH.MAP_ZIP_WITH_DIFF_TYPES",
          `${sqlExpr}: the keys are of ${leftType} and of ${rightType}.`,
          { sqlExpr, functionName: `\`${name}\``, leftType, rightType },
          "42K09",
        );
      }
    }
    return [map, map, ofLambda];
  },
};

const scalar = (spec: Omit<ScalarSpec, "kind">): ScalarSpec => ({ kind: "scalar", ...spec });

export const MAP_LAMBDAS: FunctionTable = {
  transform_values: scalar({
    takes: exactly(map, ofLambda),
    gives: ([from, lambda]) => new MapType(mapOf(from!).keyType, lambda!.type, lambda!.nullable),
    nullable: ([from]) => from!.nullable,
    sql([from, lambda], [a, typed]) {
      const type = new MapType(mapOf(a!).keyType, typed!.type, true);
      return `(CASE WHEN ${from} IS NOT NULL THEN CAST(map(map_keys(${from}), ${ofEntries(from!, lambda!, typed!)}) AS ${sqlType(type)}) END)`;
    },
  }),
  transform_keys: scalar({
    takes: exactly(map, ofLambda),
    gives: ([from, lambda]) =>
      new MapType(lambda!.type, mapOf(from!).valueType, mapOf(from!).valueContainsNull),
    nullable: ([from]) => from!.nullable,
    sql([from, lambda], [a, typed]) {
      const type = new MapType(typed!.type, mapOf(a!).valueType, true);
      return mapSql(ofEntries(from!, lambda!, typed!), `map_values(${from})`, type);
    },
  }),
  map_filter: scalar({
    takes: exactly(map, condition),
    gives: ([from]) => from!.type,
    nullable: ([from]) => from!.nullable,
    sql([from, lambda], [a, typed]) {
      const kept = `list_filter(map_entries(${from}), lambda e: CAST(${applied(lambda!, typed!, "e.key", "e.value")} AS BOOLEAN))`;
      return `(CASE WHEN ${from} IS NOT NULL THEN CAST(map_from_entries(${kept}) AS ${sqlType(a!.type)}) END)`;
    },
  }),
  map_zip_with: scalar({
    takes: twoMaps,
    gives: typeOfZip,
    nullable: ([left, right]) => left!.nullable || right!.nullable,
    sql([left, right, lambda], [a, b, typed]) {
      const keys = `(map_keys(${left}) || list_filter(map_keys(${right}), lambda k: NOT list_contains(map_keys(${left}), k)))`;
      const values = `list_transform(${keys}, lambda k: ${applied(lambda!, typed!, "k", `${left}[k]`, `${right}[k]`)})`;
      const type = typeOfZip([a!, b!, typed!]);
      return `(CASE WHEN ${left} IS NOT NULL AND ${right} IS NOT NULL THEN CAST(map(${keys}, ${values}) AS ${sqlType(type)}) END)`;
    },
  }),
  zip_with: scalar({
    takes: exactly(array, array, ofLambda),
    gives: ([, , lambda]) => new ArrayType(lambda!.type, lambda!.nullable),
    nullable: ([left, right]) => left!.nullable || right!.nullable,
    sql([left, right, lambda], [, , typed]) {
      const pairs = `list_zip(${left}, ${right})`;
      const made = `list_transform(${pairs}, lambda e: ${applied(lambda!, typed!, "e[1]", "e[2]")})`;
      return `(CASE WHEN ${left} IS NOT NULL AND ${right} IS NOT NULL THEN ${made} END)`;
    },
  }),
};
