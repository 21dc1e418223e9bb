/** `grouping(a)` and `grouping_id()`: which of the keys a row of a rollup is put together by. Only an aggregation knows what they are. */
import { ByteType, LongType } from "../../types/index.js";
import { keyOf } from "../expression/tree.js";
import type { Attribute, CallExpr, SqlWriter, Typed } from "../expression/typed.js";
import { analysisError } from "./analysis-errors.js";
import { attributeExpr } from "./scope.js";

/** The call, until the aggregation that it is in is made; undefined for other functions. */
export function groupingCall(name: string, args: readonly Typed[]): CallExpr | undefined {
  if (name !== "grouping" && name !== "grouping_id") return undefined;
  return {
    kind: "call",
    name,
    args,
    sql: () => {
      throw outside();
    },
    deterministic: true,
    type: name === "grouping" ? new ByteType() : new LongType(),
    nullable: false,
    pretty: `${name}(${args.map(({ pretty }) => pretty).join(", ")})`,
  };
}

export function isGroupingCall(typed: Typed): typed is CallExpr {
  return typed.kind === "call" && (typed.name === "grouping" || typed.name === "grouping_id");
}

export function outside(): Error {
  return analysisError(
    "UNSUPPORTED_GROUPING_EXPRESSION",
    "grouping() and grouping_id() are of rollups, cubes and grouping sets alone.",
  );
}

/**
 * What a call is, once the bits of the keys are a column.
 *
 * @throws AnalysisException GROUPING_COLUMN_MISMATCH, GROUPING_ID_COLUMN_MISMATCH for what isn't grouped by
 */
export function groupingValue(call: CallExpr, keys: readonly Typed[], bits: Attribute): Typed {
  const names = keys.map(({ pretty }) => pretty).join(",");
  if (call.name === "grouping_id") {
    const wanted = keys.map(keyOf).join();
    if (call.args.length > 0 && call.args.map(keyOf).join() !== wanted) {
      throw analysisError(
        "GROUPING_ID_COLUMN_MISMATCH",
        `grouping_id is of all the keys, ${names}, in their order.`,
        { groupingIdColumn: call.args.map(({ pretty }) => pretty).join(","), groupByColumns: names },
      );
    }
    return { ...attributeExpr(bits), pretty: call.pretty };
  }
  const place = keys.findIndex((key) => call.args.length === 1 && keyOf(key) === keyOf(call.args[0]!));
  if (place < 0) {
    throw analysisError("GROUPING_COLUMN_MISMATCH", `${call.pretty} is of no key; they are ${names}.`, {
      grouping: call.args.map(({ pretty }) => pretty).join(","),
      groupingColumns: names,
    });
  }
  const shift = keys.length - 1 - place;
  const sql: SqlWriter = ([all]) => `CAST((${all} >> ${shift}) & 1 AS TINYINT)`;
  return { ...call, name: `grouping bit ${shift}`, args: [attributeExpr(bits)], sql };
}
