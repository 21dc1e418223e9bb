/** The least squares' line through pairs of doubles; pairs in which one is null don't count. DuckDB's stop at what isn't finite. */
import { DoubleType } from "../../types/index.js";
import { NOT_SUPPORTED, raise } from "../expression/raise.js";
import type { AggregateSpec, FunctionTable } from "./function-spec.js";
import { double, takes } from "./parameters.js";

/** Squares of these are infinite, and DuckDB stops with an error of its own there. */
export const TOO_GREAT = raise(NOT_SUPPORTED, "an aggregate of squares of numbers beyond 1e150");
const NAN = "CAST('NaN' AS DOUBLE)";

/** @param needsWidth whether it is null of pairs that have one x */
const regression = (name: string, needsWidth = false): AggregateSpec => ({
  kind: "aggregate",
  takes: takes(double, double),
  gives: () => new DoubleType(),
  nullable: () => true,
  sql([y, x], how) {
    const finite = `isfinite(${y}) AND isfinite(${x})`;
    const small = `abs(${y}) <= 1e150 AND abs(${x}) <= 1e150`;
    const endless = how.over(`bool_or(${y} IS NOT NULL AND ${x} IS NOT NULL AND NOT (${finite}))`);
    const usual = how.over(
      `${name}(${how.distinct}CASE WHEN ${small} THEN ${y} END, CASE WHEN ${small} THEN ${x} END)`,
    );
    const great = how.over(
      `bool_or(isfinite(${x}) AND abs(${x}) > 1e150 OR isfinite(${y}) AND abs(${y}) > 1e150)`,
    );
    const width = how.over(`var_pop(CASE WHEN ${small} THEN ${x} END)`);
    const none = needsWidth ? ` WHEN ${width} = 0 THEN NULL` : "";
    return `(CASE WHEN ${great} THEN ${TOO_GREAT} WHEN ${endless} THEN ${NAN}${none} ELSE ${usual} END)`;
  },
});

/** @param at the column that alone counts, where the other isn't null */
const ofOne = (name: string, at: 0 | 1): AggregateSpec => ({
  ...regression(name),
  sql(args, how, typed) {
    const [given, other] = [args[at]!, args[1 - at]!];
    const there = `CASE WHEN ${other} IS NOT NULL THEN CAST(0 AS DOUBLE) END`;
    return regression(name).sql(at === 0 ? [given, there] : [there, given], how, typed);
  },
});

/** Of one column, where the other isn't null. */
const average = (at: 0 | 1): AggregateSpec => ({
  ...regression(""),
  sql: (args, how) =>
    how.over(`avg(${how.distinct}CASE WHEN ${args[1 - at]} IS NOT NULL THEN ${args[at]} END)`),
});

export const REGRESSIONS: FunctionTable = {
  regr_avgx: average(1),
  regr_avgy: average(0),
  regr_slope: regression("regr_slope", true),
  regr_intercept: regression("regr_intercept", true),
  regr_r2: regression("regr_r2"),
  regr_sxx: ofOne("regr_sxx", 1),
  regr_syy: ofOne("regr_syy", 0),
  regr_sxy: regression("regr_sxy"),
};
