/**
 * Windows of time. `window` and `session_window` are made by the analyzer (analyze/time-windows.ts), where they may stand; here is what they are
 * elsewhere, and what is asked of their columns.
 */
import { NotSupportedError } from "../../../errors.js";
import { StructType } from "../../types/index.js";
import { fieldSql } from "../expression/sql-types.js";
import type { FunctionTable, Parameter, RewriteSpec } from "./function-spec.js";
import { any, takes, takesMany } from "./parameters.js";

const elsewhere = (name: string): RewriteSpec => ({
  kind: "rewrite",
  takes: takesMany(any),
  rewrite() {
    throw new NotSupportedError(
      `F.${name} elsewhere than in a select, a withColumn or a groupBy`,
      "the embedded engine",
      "Make it a column in a select below.",
    );
  },
});

/** What `window` and `session_window` give. */
const window: Parameter = {
  allowed: '"STRUCT"',
  accept: (given) =>
    given instanceof StructType &&
    given.fields.length === 2 &&
    given.fields.every(
      ({ name, dataType }, i) => name === ["start", "end"][i] && dataType.typeName.startsWith("timestamp"),
    )
      ? given
      : undefined,
};

export const TIME_WINDOWS: FunctionTable = {
  window: elsewhere("window"),
  session_window: elsewhere("session_window"),
  window_time: {
    kind: "scalar",
    takes: takes(window),
    gives: ([struct]) => (struct!.type as StructType).fields[1]!.dataType,
    nullable: () => true,
    sql: ([struct]) => `(${struct}.${fieldSql(1)} - to_microseconds(1))`,
  },
};
