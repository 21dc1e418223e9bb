/**
 * Quantiles that are values of the column. They are exact, which any relative error allows; Spark's are exact too while there are few rows or the error
 * is 0, and the choice of the rank is Spark's.
 */
import { ArrayType, StructField, StructType } from "../../../types/index.js";
import type { AggregateExpr, CallExpr, Typed } from "../../expression/typed.js";
import { resolveCall } from "../../functions/resolve-call.js";
import type { Analyze, Analyzer } from "../analyzer.js";
import type { PlanNode } from "../plan-node.js";
import { aggregated, DOUBLE, numbersOf } from "./statistics.js";

export interface Quantiles {
  /** Doubles. Nulls don't count; NaN is the greatest. (In Spark its place depends on the partitions.) */
  readonly column: Typed;
  readonly probabilities: readonly number[];
  /** A share of at most this is the least value, one that is no further from 1 the greatest. */
  readonly relativeError: number;
}

/** @returns each column's quantiles; none for one without values */
export async function quantilesOf(
  analyzer: Analyzer,
  input: PlanNode,
  wanted: readonly Quantiles[],
): Promise<number[][]> {
  const counts = await aggregated(
    analyzer,
    input,
    wanted.map(({ column }) => resolveCall("count", [column], {}, analyzer.session)),
  );
  const asked = wanted.flatMap((one, i) => {
    const count = Number(counts[i]);
    return count === 0 || one.probabilities.length === 0 ? [] : [{ i, value: atRanks(one, count) }];
  });
  const found = await aggregated(
    analyzer,
    input,
    asked.map(({ value }) => value),
  );
  const quantiles = wanted.map((): number[] => []);
  for (const [place, { i }] of asked.entries()) quantiles[i] = Array.from(found[place] as Iterable<number>);
  return quantiles;
}

/** The values at ranks. DuckDB takes a share, and halfway between two ranks no rounding makes it the wrong one. */
function atRanks({ column, probabilities, relativeError }: Quantiles, count: number): AggregateExpr {
  const shares = probabilities.map(
    (share) => `CAST(${(rankOf(share, count, relativeError) - 0.5) / count} AS DOUBLE)`,
  );
  return {
    kind: "aggregate",
    name: `quantiles ${shares.join()}`,
    args: [column],
    distinct: false,
    filter: undefined,
    sql: ([x], how) => how.over(`quantile_disc(${x}, [${shares.join(", ")}])`),
    type: new ArrayType(DOUBLE, false),
    nullable: true,
    pretty: "quantiles",
  };
}

/** From 1. */
function rankOf(share: number, count: number, relativeError: number): number {
  if (share <= relativeError) return 1;
  if (share >= 1 - relativeError) return count;
  return Math.max(1, Math.ceil(share * count));
}

const ANSWER = new StructType([
  new StructField("approx_quantile", new ArrayType(new ArrayType(DOUBLE, false), false), false),
]);

export const approxQuantile: Analyze<"approxQuantile"> = async (
  analyzer,
  { input, cols, probabilities, relativeError },
) => {
  const child = await analyzer.relation(input);
  const wanted: Quantiles[] = [];
  for (const name of cols) {
    const column = withoutNaN(await numbersOf(analyzer, child, name, "calculation of quantiles"));
    wanted.push({ column, probabilities, relativeError });
  }
  return analyzer.session.rows("ApproxQuantile", ANSWER, async () => [
    [await quantilesOf(analyzer, child, wanted)],
  ]);
};

function withoutNaN(column: Typed): CallExpr {
  return {
    kind: "call",
    name: "null of NaN",
    args: [column],
    sql: ([x]) => `CASE WHEN NOT isnan(${x}) THEN ${x} END`,
    deterministic: true,
    type: DOUBLE,
    nullable: true,
    pretty: column.pretty,
  };
}
