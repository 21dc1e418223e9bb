/**
 * Functions that compare the elements of arrays: look for one, order them, take arrays for sets. NaN equals itself, zero minus zero, and, where
 * arrays are sets, null equals null.
 */
import { ArrayType, BooleanType, LongType } from "../../types/index.js";
import { isFloating } from "../expression/cast-rules.js";
import type { Typed } from "../expression/typed.js";
import { notEmbedded } from "../not-embedded.js";
import { callQuoted, notFoldable } from "./analysis-errors.js";
import {
  elementOf,
  hasNulls,
  refuseNested,
  takesOrdered,
  twoArrays,
  withElement,
} from "./array-parameters.js";
import type { FunctionTable, ScalarSpec } from "./function-spec.js";
import { once } from "./once.js";
import { array, boolean } from "./parameters.js";

const firstType = ([a]: readonly Typed[]) => a!.type;

/** The first of each that are the same, in their order. */
const distinctSql = (list: string) => `list_filter(${list}, lambda e, i: list_position(${list}, e) = i)`;

const isIn = (list: string) => `list_position(${list}, e) IS NOT NULL`;

/** Spark's sets have zero for minus zero. */
function zeroed(list: string, typed: Typed): string {
  if (!isFloating(elementOf(typed))) return list;
  return `list_transform(${list}, lambda e: CASE WHEN e = 0 THEN 0 ELSE e END)`;
}

const set = (
  containsNull: (a: Typed, b: Typed) => boolean,
  sql: (a: string, b: string) => string,
): ScalarSpec => ({
  kind: "scalar",
  takes: twoArrays,
  gives: ([a, b]) => new ArrayType(elementOf(a!), containsNull(a!, b!)),
  sql: (args, typed) =>
    once(
      args.map((arg, i) => zeroed(arg, typed[i]!)),
      (a, b) => `CASE WHEN ${a} IS NOT NULL AND ${b} IS NOT NULL THEN ${sql(a!, b!)} END`,
    ),
});

const extreme = (name: string, sqlName: string): ScalarSpec => ({
  kind: "scalar",
  takes: takesOrdered(),
  gives: ([list]) => elementOf(list!),
  nullable: () => true,
  sql([list], [a]) {
    refuseNested(name, elementOf(a!));
    return `${sqlName}(${list})`;
  },
});

/** The name of a column of `array_sort(x)`, which Spark writes with a comparison. */
const COMPARED = (() => {
  const v = "namedlambdavariable()";
  const compared = `(IF((${v} < ${v}), -1, (IF((${v} > ${v}), 1, 0))))`;
  const nulls = `(IF((${v} IS NULL), 1, (IF((${v} IS NULL), -1, ${compared}))))`;
  return `lambdafunction((IF(((${v} IS NULL) AND (${v} IS NULL)), 0, ${nulls})), ${v}, ${v})`;
})();

function refuseUnknown(args: readonly Typed[], name: string): void {
  const order = args[1];
  if (order === undefined || order.kind === "literal") return;
  throw notFoldable(callQuoted(name, args), "ascendingOrder", '"BOOLEAN"', order);
}

export const ARRAY_SETS: FunctionTable = {
  array_contains: {
    kind: "scalar",
    takes: withElement(true),
    gives: () => new BooleanType(),
    nullable: ([list, value]) => list!.nullable || value!.nullable || hasNulls(list!),
    sql: (args) =>
      once(args, (list, value) => {
        const unknown = `${list} IS NULL OR ${value} IS NULL`;
        return `CASE WHEN ${unknown} THEN NULL WHEN list_contains(${list}, ${value}) THEN true WHEN list_position(${list}, NULL) IS NULL THEN false END`;
      }),
  },
  array_position: {
    kind: "scalar",
    takes: withElement(true),
    gives: () => new LongType(),
    sql: (args) =>
      once(
        args,
        (list, value) =>
          `CASE WHEN ${list} IS NOT NULL AND ${value} IS NOT NULL THEN CAST(coalesce(list_position(${list}, ${value}), 0) AS BIGINT) END`,
      ),
  },
  array_remove: {
    kind: "scalar",
    takes: withElement(true),
    gives: firstType,
    sql: (args) =>
      once(
        args,
        (list, value) =>
          `CASE WHEN ${value} IS NOT NULL THEN list_filter(${list}, lambda e: e IS DISTINCT FROM ${value}) END`,
      ),
  },
  array_min: extreme("array_min", "list_min"),
  array_max: extreme("array_max", "list_max"),
  array_distinct: {
    kind: "scalar",
    takes: takesOrdered(),
    gives: firstType,
    sql: ([list], [a]) => once([zeroed(list!, a!)], (all) => distinctSql(all!)),
  },
  array_union: set(
    (a, b) => hasNulls(a) || hasNulls(b),
    (a, b) => `list_transform([${a} || ${b}], lambda u: ${distinctSql("u")})[1]`,
  ),
  array_intersect: set(
    (a, b) => hasNulls(a) && hasNulls(b),
    (a, b) => `list_filter(${a}, lambda e, i: list_position(${a}, e) = i AND ${isIn(b)})`,
  ),
  array_except: set(
    (a) => hasNulls(a),
    (a, b) => `list_filter(${a}, lambda e, i: list_position(${a}, e) = i AND NOT (${isIn(b)}))`,
  ),
  arrays_overlap: {
    kind: "scalar",
    takes: twoArrays,
    gives: () => new BooleanType(),
    nullable: ([a, b]) => [a!, b!].some((each) => each.nullable || hasNulls(each)),
    sql: (args) =>
      once(args, (a, b) => {
        const withNull = `list_position(${a}, NULL) IS NOT NULL OR list_position(${b}, NULL) IS NOT NULL`;
        return `CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL WHEN list_has_any(${a}, ${b}) THEN true WHEN len(${a}) = 0 OR len(${b}) = 0 THEN false WHEN ${withNull} THEN NULL ELSE false END`;
      }),
  },
  sort_array: {
    kind: "scalar",
    takes: {
      counts: "[1, 2]",
      of(args, name) {
        refuseUnknown(args, name);
        return (args.length === 1 ? takesOrdered() : takesOrdered(boolean)).of(args, name);
      },
    },
    gives: firstType,
    pretty: ([list, ascending = "true"]) => `sort_array(${list}, ${ascending})`,
    sql([list], [a, ascending]) {
      refuseNested("sort_array", elementOf(a!));
      const up = ascending === undefined || (ascending.kind === "literal" && ascending.value === true);
      return `list_sort(${list}, ${up ? "'ASC', 'NULLS FIRST'" : "'DESC', 'NULLS LAST'"})`;
    },
  },
  array_sort: {
    kind: "scalar",
    takes: {
      counts: "1",
      of(args, name) {
        if (args.length === 2) throw notEmbedded("F.array_sort with a comparison");
        return args[0]?.type.typeName === "void" ? [array] : takesOrdered().of(args, name);
      },
    },
    gives: firstType,
    pretty: ([list]) => `array_sort(${list}, ${COMPARED})`,
    sql([list], [a]) {
      refuseNested("array_sort", elementOf(a!));
      return `list_sort(${list}, 'ASC', 'NULLS LAST')`;
    },
  },
};
