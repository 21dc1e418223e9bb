/** Functions of arrays' places: a value that is put at one, and several arrays place by place. */
import { ArrayType, IntegerType, StructField, StructType } from "../../types/index.js";
import { isIntegral } from "../expression/cast-rules.js";
import { raise } from "../expression/raise.js";
import { fieldSql, sqlType } from "../expression/sql-types.js";
import type { Typed } from "../expression/typed.js";
import { elementOf, withElement } from "./array-parameters.js";
import type { FunctionTable, Parameter, ScalarSpec } from "./function-spec.js";
import { once } from "./once.js";
import { arrayOrNull, takesMany } from "./parameters.js";

const place: Parameter = {
  allowed: '"INT"',
  accept: (given) => (isIntegral(given) && given.typeName !== "long" ? new IntegerType() : undefined),
};

const insert: ScalarSpec = {
  kind: "scalar",
  takes: {
    counts: "3",
    of(args, name) {
      if (args.length !== 3) return undefined;
      const [list, , value] = args as [Typed, Typed, Typed];
      const [first, last] = withElement(false).of([list, value], name)!;
      return [first!, place, last!];
    },
  },
  gives: ([list]) => new ArrayType(elementOf(list!), true),
  nullable: ([list, at]) => list!.nullable || at!.nullable,
  sql: (args, [typed]) =>
    once(
      [`CAST(${args[0]} AS ${sqlType(typed!.type)})`, `CAST(${args[1]} AS BIGINT)`, args[2]!],
      (list, at, value) => {
        const zero = raise("INVALID_INDEX_OF_ZERO", "The first element of an array is at 1.");
        const nulls = (count: string) =>
          `list_transform(range(${count}), lambda n: CAST(NULL AS ${sqlType(elementOf(typed!))}))`;
        const size = `len(${list})`;
        const front = `${list}[1:${at} - 1] || ${nulls(`greatest(${at} - 1 - ${size}, 0)`)} || [${value}] || ${list}[${at}:]`;
        // From the end: behind the place that is meant.
        const cut = `(${size} + ${at} + 1)`;
        const back = `CASE WHEN ${cut} >= 0 THEN ${list}[1:${cut}] || [${value}] || ${list}[${cut} + 1:] ELSE [${value}] || ${nulls(`-${cut}`)} || ${list} END`;
        return `CASE WHEN ${list} IS NULL OR ${at} IS NULL THEN NULL WHEN ${at} = 0 THEN ${zero} WHEN ${at} > 0 THEN ${front} ELSE ${back} END`;
      },
    ),
};

/** Fields are called as the columns that the arrays are, or by their numbers from 0. */
const nameOf = (typed: Typed, i: number) => (typed.kind === "attribute" ? typed.attribute.name : String(i));

const zip: ScalarSpec = {
  kind: "scalar",
  takes: takesMany(arrayOrNull),
  gives: (args) =>
    new ArrayType(
      new StructType(args.map((arg, i) => new StructField(nameOf(arg, i), elementOf(arg), true))),
      false,
    ),
  sql(args, typed) {
    const unknown = args.map((_, i) => i);
    return once(args.length === 1 ? [args[0]!, "0"] : args, (...lists) => {
      const of = unknown.map((i) => lists[i]!);
      const length =
        of.length === 1 ? `len(${of[0]})` : `greatest(${of.map((list) => `len(${list})`).join(", ")})`;
      const fields = of.map((list, i) => `${fieldSql(i)}: ${list}[n + 1]`);
      const made = `list_transform(range(${length}), lambda n: {${fields.join(", ")}})`;
      const type = sqlType(
        new StructType(typed.map((arg, i) => new StructField(String(i), elementOf(arg), true))),
      );
      return `CASE WHEN ${of.map((list) => `${list} IS NULL`).join(" OR ")} THEN NULL ELSE CAST(${made} AS ${type}[]) END`;
    });
  },
};

export const ARRAY_PLACES: FunctionTable = {
  array_insert: insert,
  arrays_zip: zip,
};
