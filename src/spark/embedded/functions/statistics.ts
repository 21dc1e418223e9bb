/** Aggregates that say how values are spread: moments of a higher order, and what is most frequent. */
import { DoubleType, NullType } from "../../types/index.js";
import type { AggregateSql } from "../expression/typed.js";
import { analysisError } from "./analysis-errors.js";
import { constantOf } from "./constants.js";
import type { AggregateSpec, FunctionTable } from "./function-spec.js";
import { once } from "./once.js";
import { any, boolean, double, numeric, takes } from "./parameters.js";

const always = () => true;
const toDouble = () => new DoubleType();

/** Of a whole population, from the differences to the mean. */
const higherMoment = (made: (of: (power: number) => string, count: string) => string): AggregateSpec => ({
  kind: "aggregate",
  takes: takes(double),
  gives: toDouble,
  nullable: always,
  sql([x], how) {
    const list = how.over(`list(${how.distinct}${x})`, `${x} IS NOT NULL`);
    return once([list], (all) =>
      once([all!, `list_avg(${all})`], (values, mean) => {
        const sum = (power: number) =>
          `list_sum(list_transform(${values}, lambda e: ${Array.from({ length: power }, () => `(e - ${mean})`).join(" * ")}))`;
        return once(
          [`len(${values})`, sum(2), sum(3), sum(4)],
          (n, m2, m3, m4) =>
            `CASE WHEN ${n} > 0 AND NOT isfinite(${m2}) THEN CAST('NaN' AS DOUBLE) WHEN ${n} > 0 AND ${m2} <> 0 THEN ${made((power) => [m2, m3, m4][power - 2]!, n!)} END`,
        );
      }),
    );
  },
});

/** The most frequent value; of several the least or the greatest. */
function modeSql(x: string, how: AggregateSql, place: 1 | -1): string {
  const counts = how.over(`histogram(${x})`, `${x} IS NOT NULL`);
  return once([counts], (all) =>
    once(
      [`map_entries(${all})`, `list_max(map_values(${all}))`],
      (entries, most) => `list_filter(${entries}, lambda e: e.value = ${most})[${place}].key`,
    ),
  );
}

const mode: AggregateSpec = {
  kind: "aggregate",
  takes: {
    counts: "[0, 1, 2]",
    of: (args) => (args.length > 2 ? undefined : [any, boolean].slice(0, args.length)),
  },
  gives: ([a]) => a?.type ?? new NullType(),
  nullable: always,
  distinct: false,
  pretty: ([x = "", sure]) => (sure === "true" ? `mode() WITHIN GROUP (ORDER BY ${x} DESC)` : `mode(${x})`),
  sql([x], how) {
    if (x === undefined) throw withoutOrder("mode");
    return modeSql(x, how, 1);
  },
};

/** `mode() WITHIN GROUP (ORDER BY x)`, of a value and whether the greatest comes first. */
export const modeOfSet: AggregateSpec = {
  ...mode,
  takes: takes(any, boolean),
  sql: ([x], how, [, descending]) => modeSql(x!, how, constantOf(descending!) === true ? -1 : 1),
};

export function withoutOrder(name: string): Error {
  return analysisError(
    "INVALID_WITHIN_GROUP_EXPRESSION.WITHIN_GROUP_MISSING",
    `${name} needs a WITHIN GROUP (ORDER BY …) behind it.`,
    { funcName: `\`${name}\`` },
    "42K0K",
  );
}

export const STATISTICS: FunctionTable = {
  skewness: higherMoment(
    (m, n) => `sqrt(CAST(${n} AS DOUBLE)) * ${m(3)} / sqrt(${m(2)} * ${m(2)} * ${m(2)})`,
  ),
  kurtosis: higherMoment((m, n) => `${n} * ${m(4)} / (${m(2)} * ${m(2)}) - 3`),
  mode,
  product: {
    kind: "aggregate",
    takes: takes(numeric),
    gives: toDouble,
    nullable: always,
    sql: ([x], how) => how.over(`product(${how.distinct}CAST(${x} AS DOUBLE))`),
  },
};
