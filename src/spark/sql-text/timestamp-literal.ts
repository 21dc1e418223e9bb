import { expression } from "../plan/index.js";
import type { Expression } from "../proto/index.js";
import { daysOf } from "../types/civil-text.js";
import { momentOf, type TimeZone, timeZone } from "../types/time-zone.js";

const TIMESTAMP =
  /^\s*([+-]?\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{0,9}))?)?\s*(\S.*?)?)?)?)?\s*$/;

/**
 * @param type TIMESTAMP, TIMESTAMP_LTZ or TIMESTAMP_NTZ
 * @param zone of the session
 * @returns undefined for what isn't one
 */
export function timestampLiteral(type: string, text: string, zone: string): Expression | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [, year, month = "1", day = "1", hour = "0", minute = "0", second = "0", fraction = "", own] = match;
  const days = daysOf(Number(year), Number(month), Number(day));
  if (days === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const seconds = days * 86_400 + Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  const wall = BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(6, "0").slice(0, 6));
  if (type === "TIMESTAMP_NTZ") {
    if (own !== undefined) return undefined;
    return expression("literal", { literalType: { case: "timestampNtz", value: wall } });
  }
  let of: TimeZone;
  try {
    of = timeZone(own ?? zone);
  } catch {
    return undefined;
  }
  return expression("literal", { literalType: { case: "timestamp", value: momentOf(wall, of) } });
}
