/** What is of no family: what a value's type is, errors on purpose, and numbers of rows. */
import { NotSupportedError } from "../../../errors.js";
import { NullType, StringType } from "../../types/index.js";
import { raise } from "../expression/raise.js";
import { ROW_NUMBER } from "../expression/row-number.js";
import { textSql } from "../expression/text-sql.js";
import { some } from "../expression/tree.js";
import type { CallExpr } from "../expression/typed.js";
import { analysisError } from "./analysis-errors.js";
import type { FunctionTable, Parameters, RewriteSpec, ScalarSpec } from "./function-spec.js";
import { any, boolean, long, string, takes } from "./parameters.js";

const never = () => false;
const scalar = (spec: Omit<ScalarSpec, "kind">): ScalarSpec => ({ kind: "scalar", ...spec });

/** The seed is a number that is written down. */
const uuidTakes: Parameters = {
  counts: "[0, 1]",
  of(args) {
    if (args.length > 1) return undefined;
    const [seed] = args;
    if (seed === undefined) return [];
    if (seed.kind === "literal" && ["integer", "long"].includes(seed.type.typeName) && seed.value !== null)
      return [long];
    if (seed.kind !== "literal" && !some(seed, ({ kind }) => kind === "attribute")) {
      throw new NotSupportedError(
        "F.uuid of a seed that is computed",
        "the embedded engine",
        "connect to Spark for this: SparkSession.builder.remote(…)",
      );
    }
    throw analysisError(
      "INVALID_PARAMETER_VALUE.LONG",
      `The seed of uuid has to be a whole number that is written down, not ${seed.pretty}.`,
      { parameter: "`seed`", functionName: "`uuid`", invalidValue: `"${seed.pretty}"` },
      "22023",
    );
  },
};

/** Everything is in one partition here. */
const uuid: RewriteSpec = {
  kind: "rewrite",
  takes: uuidTakes,
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
  uuid,
  monotonically_increasing_id: {
    kind: "rewrite",
    takes: takes(),
    rewrite: () => ROW_NUMBER,
  },
};
