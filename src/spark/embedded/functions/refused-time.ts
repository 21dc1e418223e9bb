/** What Spark says of `+ - * /` where one side is a date, a moment or an interval, and the other nothing that goes with it. */
import type { AnalysisException } from "../../errors/index.js";
import type { TypeName } from "../../types/index.js";
import { isNumeric, isText } from "../expression/cast-rules.js";
import type { Typed } from "../expression/typed.js";
import { wrongInput } from "./analysis-errors.js";

const MOMENT =
  '("(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)" or "(TIMESTAMP_LTZ(P) OR TIMESTAMP_NTZ(P) WITH P IN [7, 9])")';
const DAYS = '("INT" or "SMALLINT" or "TINYINT")';
const MOMENTS: readonly TypeName[] = ["timestamp", "timestamp_ntz"];
const INTERVALS: readonly TypeName[] = ["interval", "yearmonthinterval", "daytimeinterval"];
/** What has hours, which are added to moments alone. */
const HOURS: readonly TypeName[] = ["interval", "daytimeinterval"];

const is = ({ type }: Typed, ...names: readonly TypeName[]) => names.includes(type.typeName);

/** Spark's error; undefined where the operator is of numbers, whose error it is. */
export function refusedTime(symbol: string, a: Typed, b: Typed): AnalysisException | undefined {
  if (symbol === "+" || symbol === "-") return refusedSum(symbol, a, b);
  const [interval, other] = is(a, ...INTERVALS) || symbol === "/" ? [a, b] : [b, a];
  return is(interval, ...INTERVALS)
    ? wrongInput(`(${interval.pretty} ${symbol} ${other.pretty})`, 1, '"NUMERIC"', other)
    : undefined;
}

/** Whether Spark has an answer that the embedded engine hasn't: old intervals beside strings, nulls and numbers, and strings that are moments since an interval is added to them. */
export function isOnlyOfSpark(symbol: string, a: Typed, b: Typed): boolean {
  const [interval, other] = is(a, ...HOURS) && symbol !== "-" ? [a, b] : [b, a];
  if (symbol === "+" || symbol === "-") {
    const isOld = [a, b].some((each) => is(each, "interval")) && [a, b].some((each) => is(each, "void"));
    return isOld || (is(interval, ...HOURS) && isText(other.type));
  }
  const divided = symbol === "/" ? is(a, "interval") : is(a, "interval") || is(b, "interval");
  const by = is(a, "interval") ? b : a;
  return divided && (isNumeric(by.type) || isText(by.type) || is(by, "void"));
}

function refusedSum(symbol: string, a: Typed, b: Typed): AnalysisException | undefined {
  const isSum = symbol === "+";
  if (isSum ? is(a, "date") || is(b, "date") : is(a, "date") && !is(b, ...MOMENTS)) {
    const [date, other] = is(a, "date") ? [a, b] : [b, a];
    return wrongInput(`date_${isSum ? "add" : "sub"}(${date.pretty}, ${other.pretty})`, 1, DAYS, other);
  }
  const pretty = `(${a.pretty} ${symbol} ${b.pretty})`;
  if (!isSum && [a, b].some((each) => is(each, "date", ...MOMENTS))) {
    const isFirst = is(b, "date", ...MOMENTS);
    const ofDates = [a, b].every((each) => !is(each, ...MOMENTS));
    return wrongInput(pretty, isFirst ? 0 : 1, ofDates ? '"DATE"' : MOMENT, isFirst ? a : b);
  }
  const [interval, other] = isSum && is(a, ...HOURS) ? [a, b] : [b, a];
  if (!is(interval, ...HOURS)) return undefined;
  const added = isSum ? interval.pretty : `(- ${interval.pretty})`;
  return wrongInput(`${other.pretty} + ${added}`, 0, MOMENT, other);
}
