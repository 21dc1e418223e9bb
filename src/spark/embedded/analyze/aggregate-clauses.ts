/** What SQL writes behind a function: `FILTER (WHERE …)`, `WITHIN GROUP (ORDER BY …)`, `IGNORE NULLS`. */
import { BooleanType } from "../../types/index.js";
import { literalOf } from "../expression/literal.js";
import type { SortKey, Typed } from "../expression/typed.js";
import type { SqlContext } from "../functions/function-spec.js";
import { ORDERED_SETS } from "../functions/percentiles.js";
import { resolveSpec } from "../functions/resolve-call.js";
import { notEmbedded } from "../not-embedded.js";
import { analysisError } from "./analysis-errors.js";

/** An aggregate of those rows alone of which a condition is true. */
export function filtered(call: Typed, filter: Typed): Typed {
  if (call.kind !== "aggregate") {
    throw analysisError(
      "INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX",
      `"${call.pretty}" is no aggregate, which FILTER is of.`,
      { prettyName: `\`${nameOf(call)}\``, syntax: "FILTER CLAUSE" },
      "42000",
    );
  }
  if (filter.type.typeName !== "boolean") {
    throw analysisError(
      "INVALID_AGGREGATE_FILTER.NOT_BOOLEAN",
      `"${filter.pretty}" is no condition, which FILTER is of.`,
      { filterExpr: `"${filter.pretty}"` },
      "42903",
    );
  }
  return { ...call, filter, pretty: `${call.pretty} FILTER (WHERE ${filter.pretty})` };
}

const JOINED: ReadonlySet<string> = new Set(["listagg", "string_agg"]);

/** @throws AnalysisException for a function that has no such clause, and for more than one order where one value is asked for */
export function withinGroup(call: Typed, order: readonly SortKey[], context: SqlContext): Typed {
  const name = nameOf(call);
  const [first] = order;
  const ofOrder = Object.hasOwn(ORDERED_SETS, name) ? ORDERED_SETS[name] : undefined;
  if (call.kind === "aggregate" && first !== undefined && ofOrder !== undefined) {
    if (order.length > 1) {
      throw analysisError(
        "INVALID_WITHIN_GROUP_EXPRESSION.WRONG_NUM_ORDERINGS",
        `${name} is of one order, and there are ${order.length}.`,
        { funcName: `\`${name}\``, expectedNum: "1", actualNum: String(order.length) },
        "42K0K",
      );
    }
    const descending = literalOf(!first.ascending, new BooleanType());
    const made = resolveSpec(name, ofOrder, [first.child, ...call.args, descending], {}, context);
    // Spark keeps what it looks for in another order, and shows that.
    const isDown = first.ascending === (name === "mode");
    const words = `${first.child.pretty}${isDown ? " DESC" : ""}`;
    return { ...made, pretty: `${call.pretty} WITHIN GROUP (ORDER BY ${words})` };
  }
  if (call.kind !== "aggregate" || !JOINED.has(name)) {
    throw analysisError(
      "INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX",
      `The function ${name} doesn't take WITHIN GROUP.`,
      { prettyName: `\`${name}\``, syntax: "WITHIN GROUP (ORDER BY ...)" },
      "42000",
    );
  }
  const words = order.map(
    ({ child, ascending, nullsFirst }) =>
      `${child.pretty} ${ascending ? "ASC" : "DESC"} NULLS ${nullsFirst ? "FIRST" : "LAST"}`,
  );
  const pretty = call.pretty.replace(/^string_agg/, "listagg");
  return { ...call, order, pretty: `${pretty} WITHIN GROUP (ORDER BY ${words.join(", ")})` };
}

/** A function of a window that goes on to the next row where a value is null. */
export function ignoringNulls(call: Typed): Typed {
  if (call.kind === "ranking" && ["lag", "lead", "nth_value"].includes(call.name)) {
    // Spark doesn't say it of these.
    const isSilent = call.name === "lag" || call.name === "lead";
    return { ...call, ignoresNulls: true, pretty: isSilent ? call.pretty : `${call.pretty} ignore nulls` };
  }
  throw notEmbedded(`IGNORE NULLS of "${call.pretty}"`);
}

function nameOf(call: Typed): string {
  return "name" in call ? call.name : call.pretty;
}
