/** What is of no family: what a value's type is, errors on purpose, and numbers of rows. */
import { NullType, StringType } from "../../types/index.js";
import { isText } from "../expression/cast-rules.js";
import { raise } from "../expression/raise.js";
import { ROW_NUMBER } from "../expression/row-number.js";
import { textSql } from "../expression/text-sql.js";
import type { CallExpr } from "../expression/typed.js";
import type { FunctionTable, Parameter, RewriteSpec, ScalarSpec } from "./function-spec.js";
import { any, boolean, string, takes } from "./parameters.js";
import { beforeSeed } from "./written-seed.js";

const never = () => false;
const scalar = (spec: Omit<ScalarSpec, "kind">): ScalarSpec => ({ kind: "scalar", ...spec });

/** Everything is in one partition here. */
const uuid: RewriteSpec = {
  kind: "rewrite",
  takes: beforeSeed("uuid", []),
  pretty: () => "uuid()",
  rewrite([seed]) {
    const call: CallExpr = {
      kind: "call",
      name: "uuid",
      args: seed === undefined ? [] : [seed, ROW_NUMBER],
      sql: ([number, row]) =>
        number === undefined ? "CAST(gen_random_uuid() AS VARCHAR)" : `js_uuid(${number}, ${row})`,
      deterministic: false,
      type: new StringType(),
      nullable: false,
      pretty: "uuid()",
    };
    return call;
  },
};

/** A text is no condition. */
const condition: Parameter = {
  allowed: boolean.allowed,
  accept: (given, arg) => (isText(given) ? undefined : boolean.accept(given, arg)),
};

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
    takes: takes(condition, null, string),
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
  uuid,
  monotonically_increasing_id: {
    kind: "rewrite",
    takes: takes(),
    rewrite: () => ROW_NUMBER,
  },
};
