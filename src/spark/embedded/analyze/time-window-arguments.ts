/** What `window` and `session_window` are given, and what is wrong with it. */
import type { Typed } from "../expression/typed.js";
import { constantOf } from "../functions/constants.js";
import { analysisError } from "./analysis-errors.js";
import { durationOf, noDuration } from "./duration-text.js";

/** A length of time that is written down. @throws AnalysisException */
export function microsecondsOf(given: Typed): bigint {
  const value = constantOf(given);
  if (given.kind === "literal" && (typeof value === "number" || typeof value === "bigint")) {
    if (given.type.typeName === "integer" || given.type.typeName === "long") return BigInt(value);
  }
  if (typeof value !== "string") {
    throw analysisError(
      "_LEGACY_ERROR_TEMP_1207",
      `The lengths of window are written down, as '10 minutes' or in microseconds, and "${given.pretty}" isn't.`,
      {},
      "XXKD0",
    );
  }
  const duration = durationOf(value);
  if (duration === undefined) throw noDuration(value);
  if (duration.months !== 0) {
    throw analysisError(
      "_LEGACY_ERROR_TEMP_3231",
      `Windows have a length that is always the same, and months haven't: ${value}.`,
      { interval: value },
      "XXKD0",
    );
  }
  return duration.microseconds;
}

export function refuseOutOfRange(pretty: string, width: bigint, slide: bigint, start: bigint): void {
  for (const [exprName, value] of [
    ["window_duration", width],
    ["slide_duration", slide],
  ] as const) {
    if (value > 0n) continue;
    throw analysisError(
      "DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE",
      `The ${exprName} of "${pretty}" is ${value} microseconds; it is more than 0.`,
      {
        sqlExpr: `"${pretty}"`,
        exprName: `\`${exprName}\``,
        valueRange: "(0, 9223372036854775807]",
        currentValue: `${value}L`,
      },
      "42K09",
    );
  }
  const abs = start < 0n ? -start : start;
  const [left, is, right] =
    slide > width
      ? [["slide_duration", slide], "<=", ["window_duration", width]]
      : [["abs(start_time)", abs], "<", ["slide_duration", slide]];
  if (slide <= width && abs < slide) return;
  throw analysisError(
    "DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION",
    `In "${pretty}" the ${left![0]}, ${left![1]}, has to be ${is} the ${right![0]}, ${right![1]}.`,
    {
      sqlExpr: `"${pretty}"`,
      leftExprName: `\`${left![0]}\`(${left![1]}L)`,
      constraint: String(is),
      rightExprName: `\`${right![0]}\`(${right![1]}L)`,
    },
    "42K09",
  );
}
