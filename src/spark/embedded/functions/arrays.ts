/** Functions that make arrays, take out of them and change them. Places count from 1. */

import { ArrayType, IntegerType, NullType, StringType } from "../../types/index.js";
import { isIntegral } from "../expression/cast-rules.js";
import { raise } from "../expression/raise.js";
import { sqlType } from "../expression/sql-types.js";
import type { Typed } from "../expression/typed.js";
import { elementOf, hasNulls, withElement } from "./array-parameters.js";
import type { FunctionTable, Parameter, Parameters, ScalarSpec } from "./function-spec.js";
import { mapOf, withKey } from "./map-parameters.js";
import { once } from "./once.js";
import { alike, any, array, arrayOrNull, exactly, int, string, takes, takesAlike } from "./parameters.js";
import { STRINGS } from "./strings.js";

const firstType = ([a]: readonly Typed[]) => a!.type;
const toInt = () => new IntegerType();

/** One function for strings and for arrays. */
const overloaded = (ofText: ScalarSpec, ofArrays: ScalarSpec): ScalarSpec => {
  const specOf = (args: readonly Typed[]) =>
    args.some(({ type }) => type instanceof ArrayType) ? ofArrays : ofText;
  return {
    kind: "scalar",
    takes: { counts: ofText.takes.counts, of: (args, name) => specOf(args).takes.of(args, name) },
    gives: (args) => specOf(args).gives(args),
    sql: (args, typed, context) => specOf(typed).sql(args, typed, context),
  };
};

/** Whole numbers as INT, when no digit is lost. */
const index: Parameter = exactly('"INT"', new IntegerType());

/** Arrays alone: a null beside them is a string, which has nothing in common with them. */
const joined: Parameters = {
  counts: "> -1",
  of(args) {
    const isWrong = ({ type }: Typed) => type.typeName === "map" || type.typeName === "struct";
    if (args.some(isWrong)) {
      const wrong: Parameter = { allowed: '("STRING" or "BINARY" or "ARRAY")', accept: () => undefined };
      return args.map((arg) => (isWrong(arg) ? wrong : any));
    }
    const differs = args.some(({ type }) => !(type instanceof ArrayType));
    return alike(args).map((each) => (differs ? { ...each, accept: () => undefined, differs } : each));
  },
};

const size: ScalarSpec = {
  kind: "scalar",
  takes: {
    counts: "1",
    of: (args) =>
      args.length === 1 ? [args[0]!.type.typeName === "void" ? arrayOrNull : collection] : undefined,
  },
  gives: toInt,
  sql: ([list], [{ type } = NULL]) =>
    `CAST(${type instanceof ArrayType ? "len" : "cardinality"}(${list}) AS INTEGER)`,
};

const NULL: Typed = { kind: "literal", value: null, type: new NullType(), nullable: true, pretty: "NULL" };

const collection: Parameter = {
  allowed: '("ARRAY" or "MAP")',
  accept: (given) => (given.typeName === "array" || given.typeName === "map" ? given : undefined),
};

/** A place, from the front or from the end. */
function placeSql(list: string, at: string, outside: string): string {
  const zero = raise("INVALID_INDEX_OF_ZERO", "The first element of an array is at 1.");
  return `CASE WHEN ${at} = 0 AND ${list} IS NOT NULL THEN ${zero} WHEN abs(CAST(${at} AS BIGINT)) > len(${list}) THEN ${outside} ELSE ${list}[${at}] END`;
}

const ofPlaceOrKey: Parameters = {
  counts: "2",
  of(args, name) {
    if (args.length !== 2) return undefined;
    const [from] = args as [Typed, Typed];
    if (from.type.typeName !== "map") {
      const integral: Parameter = {
        allowed: '"INT"',
        accept: (given) => (isIntegral(given) && given.typeName !== "long" ? new IntegerType() : undefined),
      };
      return [collection, integral];
    }
    return withKey(false).of(args, name);
  },
};

/** Whether what stands at a place that is written down may be null; undefined where it can't be known. */
function knownPlace(list: Typed, at: Typed, first = 1): boolean | undefined {
  if (at.kind !== "literal" || list.kind !== "call" || list.name !== "array") return undefined;
  const place = Number(at.value);
  const element = list.args[place >= first ? place - first : first === 0 ? -1 : list.args.length + place];
  return element?.nullable ?? true;
}

const elementAt = (isTry: boolean): ScalarSpec => ({
  kind: "scalar",
  takes: ofPlaceOrKey,
  gives: ([from]) => (from!.type instanceof ArrayType ? from!.type.elementType : mapOf(from!).valueType),
  nullable([from, at]) {
    if (!(from!.type instanceof ArrayType)) return true;
    return knownPlace(from!, at!) ?? (isTry || from!.nullable || at!.nullable || from!.type.containsNull);
  },
  sql([from, at], [{ type } = NULL]) {
    if (!(type instanceof ArrayType)) return `${from}[${at}]`;
    return once([from!, at!], (list, place) => {
      const outside = raise(
        "INVALID_ARRAY_INDEX_IN_ELEMENT_AT",
        "The place ",
        { sql: place! },
        " is outside of the array, which has ",
        { sql: `len(${list})` },
        " elements; try_element_at gives null there.",
      );
      return placeSql(list!, place!, isTry ? "NULL" : outside);
    });
  },
});

/** An array with a value more. */
const pend = (sql: (list: string, value: string) => string): ScalarSpec => ({
  kind: "scalar",
  takes: withElement(false),
  gives: ([list]) => new ArrayType(elementOf(list!), true),
  nullable: ([list]) => list!.nullable,
  sql: ([list, value]) => `(${sql(list!, value!)})`,
});

const strings: Parameter = {
  allowed: '"ARRAY<STRING>"',
  accept: (given) =>
    given instanceof ArrayType && !["array", "map", "struct"].includes(given.elementType.typeName)
      ? new ArrayType(new StringType(), given.containsNull)
      : given.typeName === "void"
        ? new ArrayType(new StringType(), true)
        : undefined,
};

/** DuckDB's own wants a separator that is written down. */
function joinSql(list: string, by: string): string {
  return once([list, by], (all, between) => {
    const whole = `list_reduce(list_transform(${all}, lambda e: ${between} || e), lambda a, b: a || b, '')`;
    return `CASE WHEN ${between} IS NOT NULL THEN substring(${whole}, length(${between}) + 1) END`;
  });
}

export const ARRAYS: FunctionTable = {
  array: {
    kind: "scalar",
    takes: takesAlike(0),
    gives: (args) =>
      new ArrayType(
        args[0]?.type ?? new NullType(),
        args.some(({ nullable }) => nullable),
      ),
    nullable: () => false,
    sql: (args, typed) =>
      args.length === 0
        ? "CAST([] AS INTEGER[])"
        : `CAST([${args.join(", ")}] AS ${sqlType(typed[0]!.type)}[])`,
  },
  size,
  cardinality: size,
  array_size: { ...size, takes: takes(arrayOrNull) },
  element_at: elementAt(false),
  try_element_at: elementAt(true),
  get: {
    kind: "scalar",
    takes: takes(array, index),
    gives: ([list]) => elementOf(list!),
    nullable: ([list, at]) => knownPlace(list!, at!, 0) ?? true,
    sql: ([list, at]) => once([at!], (place) => `CASE WHEN ${place} >= 0 THEN (${list})[${place} + 1] END`),
  },
  array_append: pend((list, value) => `${list} || [${value}]`),
  array_prepend: pend((list, value) => `[${value}] || ${list}`),
  array_compact: {
    kind: "scalar",
    takes: takes(arrayOrNull),
    gives: ([list]) => new ArrayType(elementOf(list!), false),
    sql: ([list]) => `list_filter(${list}, lambda e: e IS NOT NULL)`,
  },
  array_repeat: {
    kind: "scalar",
    takes: takes(any, int),
    gives: ([value]) => new ArrayType(value!.type, value!.nullable),
    nullable: ([, count]) => count!.nullable,
    sql: ([value, count]) =>
      once([value!], (each) => `list_transform(range(CAST(${count} AS BIGINT)), lambda i: ${each})`),
  },
  array_join: {
    kind: "scalar",
    takes: takes(strings, string, null, string),
    gives: () => new StringType(),
    sql([list, by, instead], [, separator]) {
      const join = (all: string) =>
        separator?.kind === "literal" ? `array_to_string(${all}, ${by})` : joinSql(all, by!);
      if (instead === undefined) return join(`list_filter(${list}, lambda e: e IS NOT NULL)`);
      return once(
        [instead],
        (other) =>
          `CASE WHEN ${other} IS NOT NULL THEN ${join(`list_transform(${list}, lambda e: coalesce(e, ${other}))`)} END`,
      );
    },
  },
  slice: {
    kind: "scalar",
    takes: takes(arrayOrNull, int, int),
    gives: firstType,
    sql: (args) =>
      once(args, (list, start, count) => {
        const zero = raise(
          "INVALID_PARAMETER_VALUE.START",
          "The first element of an array is at 1, so none starts at 0.",
        );
        const negative = raise("INVALID_PARAMETER_VALUE.LENGTH", "A slice has no negative length.");
        const from = `CASE WHEN ${start} > 0 THEN CAST(${start} AS BIGINT) ELSE len(${list}) + ${start} + 1 END`;
        return `CASE WHEN ${list} IS NULL OR ${start} IS NULL OR ${count} IS NULL THEN NULL WHEN ${start} = 0 THEN ${zero} WHEN ${count} < 0 THEN ${negative} WHEN ${from} < 1 THEN ${list}[1:0] ELSE ${list}[${from}:${from} + ${count} - 1] END`;
      }),
  },
  reverse: overloaded(STRINGS.reverse as ScalarSpec, {
    kind: "scalar",
    takes: takes(arrayOrNull),
    gives: firstType,
    sql: ([list]) => `list_reverse(${list})`,
  }),
  concat: overloaded(STRINGS.concat as ScalarSpec, {
    kind: "scalar",
    takes: joined,
    gives: firstType,
    sql: (args) => `(${args.join(" || ")})`,
  }),
  flatten: {
    kind: "scalar",
    takes: {
      counts: "1",
      of: (args) =>
        args.length === 1
          ? [
              {
                allowed: '"ARRAY" of "ARRAY"',
                accept: (given) =>
                  given instanceof ArrayType && given.elementType instanceof ArrayType ? given : undefined,
              },
            ]
          : undefined,
    },
    gives: ([lists]) => elementOf(lists!),
    nullable: ([lists]) => lists!.nullable || hasNulls(lists!),
    sql: ([lists]) =>
      once([lists!], (all) => `CASE WHEN list_position(${all}, NULL) IS NULL THEN flatten(${all}) END`),
  },
};
