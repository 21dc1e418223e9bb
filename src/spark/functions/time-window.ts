import { ValueError } from "../../errors.js";
import { type Column, type ColumnOrName, lit, toColumn } from "../api/column.js";
import { given, invoke } from "./arguments.js";

/**
 * For groupBy: the windows of time that a row falls in, as structs of `start` and `end`; `end` isn't in them. Durations are such as `10 minutes` or
 * `1 week`. Without a slide the windows follow each other, with one they begin so far apart and may overlap.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.window.html
 * @param startTime how long after 1970-01-01 00:00:00 UTC one begins
 * @throws ValueError for an argument that is neither a column nor its name, and for a duration that is no string
 */
export function window(
  timeColumn: ColumnOrName,
  windowDuration: string,
  slideDuration?: string,
  startTime?: string,
): Column {
  for (const duration of [windowDuration, slideDuration ?? "", startTime ?? ""]) {
    if (typeof duration !== "string") {
      throw new ValueError(`F.window takes durations such as "10 minutes", not ${String(duration)}`);
    }
  }
  const slide = slideDuration ?? (startTime === undefined ? undefined : windowDuration);
  return invoke(
    "window",
    toColumn(timeColumn),
    lit(windowDuration),
    given(slide, lit),
    given(startTime, lit),
  );
}
