/** What `observe` asks of the rows that go by. */

import { some, walk } from "../../expression/tree.js";
import type { Typed } from "../../expression/typed.js";
import { aggregateNode } from "../aggregation.js";
import { analysisError } from "../analysis-errors.js";
import type { Analyze } from "../analyzer.js";
import { itemsOf } from "../named-items.js";
import type { Named } from "../plan-node.js";

/** The rows are as they are; the aggregates are the session's to compute when they have gone by. */
export const collectMetrics: Analyze<"collectMetrics"> = async (analyzer, { input, name, metrics }) => {
  const child = await analyzer.relation(input);
  if (name === "") {
    throw analysisError("INVALID_OBSERVED_METRICS.MISSING_NAME", "An observation has no name.", {}, "42K0E");
  }
  const { resolver, expressions } = await analyzer.resolver(analyzer.scope([child]), metrics);
  const items = expressions.flatMap((expression) =>
    itemsOf(resolver, expression).flatMap((item): Named[] => (item.kind === "column" ? [item.named] : [])),
  );
  for (const { value } of items) refuseOther(value);
  analyzer.session.observe(name, child, aggregateNode(analyzer.session, { input: child, keys: [], items }));
  return { kind: "marker", label: `CollectMetrics ${name}`, input: child, output: child.output };
};

/** @throws AnalysisException INVALID_OBSERVED_METRICS */
function refuseOther(value: Typed): void {
  const outside = withoutAggregates(value);
  if (outside !== undefined) {
    throw analysisError(
      "INVALID_OBSERVED_METRICS.NON_AGGREGATE_FUNC_ARG_IS_ATTRIBUTE",
      `The column ${outside.pretty} of what is observed stands outside of aggregates.`,
      { expr: `"${value.pretty}"` },
      "42K0E",
    );
  }
  if (some(value, (each) => each.kind === "aggregate" && each.distinct)) {
    throw analysisError(
      "INVALID_OBSERVED_METRICS.AGGREGATE_EXPRESSION_WITH_DISTINCT_UNSUPPORTED",
      `"${value.pretty}" has a DISTINCT, which isn't observed.`,
      { expr: `"${value.pretty}"` },
      "42K0E",
    );
  }
}

function withoutAggregates(value: Typed): Typed | undefined {
  if (value.kind === "aggregate") return undefined;
  if (value.kind === "attribute") return value;
  for (const each of walk(value)) {
    if (each === value) continue;
    if (each.kind === "attribute" && !withinAggregate(value, each)) return each;
  }
  return undefined;
}

function withinAggregate(value: Typed, column: Typed): boolean {
  return [...walk(value)].some(
    (each) => each.kind === "aggregate" && [...walk(each)].some((inner) => inner === column),
  );
}
