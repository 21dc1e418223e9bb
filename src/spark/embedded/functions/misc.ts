/** What is of no family: what a value's type is, errors on purpose, and numbers of rows. */
import { LongType, NullType, StringType } from "../../types/index.js";
import { raise } from "../expression/raise.js";
import { textSql } from "../expression/text-sql.js";
import type { FunctionTable, ScalarSpec } from "./function-spec.js";
import { any, boolean, string, takes } from "./parameters.js";

const never = () => false;
const scalar = (spec: Omit<ScalarSpec, "kind">): ScalarSpec => ({ kind: "scalar", ...spec });

export const MISC: FunctionTable = {
  typeof: scalar({
    takes: takes(any),
    gives: () => new StringType(),
    nullable: never,
    sql: (_, [typed]) => textSql(typed!.type.simpleString()),
  }),
  raise_error: scalar({
    takes: takes(string),
    gives: () => new NullType(),
    nullable: () => true,
    deterministic: false,
    pretty: ([message]) => `raise_error(USER_RAISED_EXCEPTION, map(errorMessage, ${message}))`,
    sql: ([message]) =>
      `(CASE WHEN true THEN ${raise("USER_RAISED_EXCEPTION", { sql: `coalesce(${message}, 'null')` })} ELSE CAST(NULL AS INTEGER) END)`,
  }),
  assert_true: scalar({
    takes: takes(boolean, null, string),
    gives: () => new NullType(),
    nullable: () => true,
    deterministic: false,
    pretty: ([condition, message = `'${condition}' is not true!`]) => `assert_true(${condition}, ${message})`,
    sql([condition, message], [typed]) {
      const shown = message ?? textSql(`'${typed!.pretty}' is not true!`);
      return `(CASE WHEN ${condition} THEN CAST(NULL AS INTEGER) ELSE ${raise("USER_RAISED_EXCEPTION", { sql: `coalesce(${shown}, 'null')` })} END)`;
    },
  }),
  // Everything is in one partition here.
  monotonically_increasing_id: scalar({
    takes: takes(),
    gives: () => new LongType(),
    nullable: never,
    deterministic: false,
    sql: () => "(row_number() OVER () - 1)",
  }),
};
