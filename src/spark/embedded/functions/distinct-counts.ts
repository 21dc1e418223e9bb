/** About how many distinct values there are. What the hashes of the values say is in javascript/distinct-counts.ts. */
import { DecimalType, DoubleType, LongType } from "../../types/index.js";
import type { Typed } from "../expression/typed.js";
import { MOST_BITS } from "../javascript/distinct-counts.js";
import { notEmbedded } from "../not-embedded.js";
import { analysisError } from "./analysis-errors.js";
import { constantOf } from "./constants.js";
import type { FunctionTable, Parameters } from "./function-spec.js";
import { xxhash64Sql } from "./hashes.js";
import { any } from "./parameters.js";

const NAME = "approx_count_distinct";
const LEAST_BITS = 4;

/** How many bits of a hash are a register's number. @throws AnalysisException; NotSupportedError for more than there are tables for */
function bitsOf(deviation: Typed | undefined): number {
  if (deviation === undefined) return bitsFor(0.05);
  const value = constantOf(deviation);
  const isNumber = deviation.type instanceof DoubleType || deviation.type instanceof DecimalType;
  if (!isNumber || value === undefined || value === null) {
    throw analysisError(
      "_LEGACY_ERROR_TEMP_1104",
      `The second argument of ${NAME} has to be a number with a point that is written down, and "${deviation.pretty}" isn't.`,
      {},
      "XXKD0",
    );
  }
  return bitsFor(Number(String(value)));
}

function bitsFor(deviation: number): number {
  const bits = Math.ceil((2 * Math.log(1.106 / deviation)) / Math.log(2));
  if (!(bits >= LEAST_BITS)) {
    throw analysisError(
      "FAILED_FUNCTION_CALL",
      `${NAME} can't be as far off as ${deviation}: 0.39 is the most.`,
      { funcName: `\`${NAME}\`` },
      "38000",
    );
  }
  if (bits > MOST_BITS) {
    throw notEmbedded(`F.${NAME} that is off by ${deviation} or less`, "Count_distinct is exact");
  }
  return bits;
}

const parameters: Parameters = {
  counts: "[1, 2]",
  of([value, deviation, ...more]) {
    if (value === undefined || more.length > 0) return undefined;
    bitsOf(deviation);
    return deviation === undefined ? [any] : [any, any];
  },
};

export const DISTINCT_COUNTS: FunctionTable = {
  approx_count_distinct: {
    kind: "aggregate",
    takes: parameters,
    gives: () => new LongType(),
    nullable: () => false,
    pretty: ([value]) => `${NAME}(${value})`,
    sql([x], how, [value, deviation]) {
      const bits = bitsOf(deviation);
      const register = `js_distinct_register(${xxhash64Sql(x!, value!.type)}, ${bits})`;
      const registers = how.over(`list(DISTINCT ${register})`, `${x} IS NOT NULL`);
      return `js_distinct_estimate(coalesce(${registers}, CAST([] AS INTEGER[])), ${bits})`;
    },
  },
};
