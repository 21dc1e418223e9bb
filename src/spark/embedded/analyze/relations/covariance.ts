/** How two columns vary together. A null counts as 0, as in Spark. */
import { StructField, StructType } from "../../../types/index.js";
import { literalOf } from "../../expression/literal.js";
import type { Typed } from "../../expression/typed.js";
import { resolveCall } from "../../functions/resolve-call.js";
import type { Analyze, Analyzer } from "../analyzer.js";
import type { PlanNode } from "../plan-node.js";
import { aggregated, DOUBLE, numbersOf } from "./statistics.js";

export const cov: Analyze<"cov"> = async (analyzer, { input, col1, col2 }) => {
  const child = await analyzer.relation(input);
  const pair = await pairOf(analyzer, child, [col1, col2], "covariance");
  return analyzer.session.rows("Covariance", answer("cov"), async () => {
    if (!(await allFinite(analyzer, child, pair))) return [[Number.NaN]];
    // One row has no covariance: Spark says 0.
    const [value] = await aggregated(analyzer, child, [
      resolveCall("covar_samp", pair, {}, analyzer.session),
    ]);
    return [[value ?? 0]];
  });
};

export const corr: Analyze<"corr"> = async (analyzer, { input, col1, col2 }) => {
  const child = await analyzer.relation(input);
  const pair = await pairOf(analyzer, child, [col1, col2], "correlation");
  return analyzer.session.rows("Correlation", answer("corr"), async () => {
    if (!(await allFinite(analyzer, child, pair))) return [[Number.NaN]];
    // A column that is the same in all rows has no correlation.
    const [value] = await aggregated(analyzer, child, [resolveCall("corr", pair, {}, analyzer.session)]);
    return [[value ?? Number.NaN]];
  });
};

function answer(name: string): StructType {
  return new StructType([new StructField(name, DOUBLE, false)]);
}

async function pairOf(
  analyzer: Analyzer,
  child: PlanNode,
  names: readonly string[],
  what: string,
): Promise<Typed[]> {
  const pair: Typed[] = [];
  for (const name of names) {
    const column = await numbersOf(analyzer, child, name, `calculation of the ${what}`);
    pair.push(resolveCall("coalesce", [column, literalOf(0, DOUBLE)], {}, analyzer.session));
  }
  return pair;
}

/** DuckDB fails where a value is NaN or infinite; Spark says NaN. */
async function allFinite(analyzer: Analyzer, child: PlanNode, pair: readonly Typed[]): Promise<boolean> {
  const most = pair.flatMap((column) =>
    ["min", "max"].map((name) => resolveCall(name, [column], {}, analyzer.session)),
  );
  const ends = await aggregated(analyzer, child, most);
  return ends.every((end) => end === null || Number.isFinite(end));
}
