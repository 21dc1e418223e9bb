import { expression } from "../plan/index.js";
import type { Expression } from "../proto/index.js";
import { daysOf } from "./literals.js";

const TIMESTAMP =
  /^\s*([+-]?\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{0,9}))?)?\s*(\S.*?)?)?)?)?\s*$/;
const OFFSET = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?$/;

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
  const micros = BigInt(fraction.padEnd(6, "0").slice(0, 6));
  if (type === "TIMESTAMP_NTZ") {
    if (own !== undefined) return undefined;
    return expression("literal", {
      literalType: { case: "timestampNtz", value: BigInt(seconds) * 1_000_000n + micros },
    });
  }
  const offset = offsetAt(own ?? zone, seconds);
  if (offset === undefined) return undefined;
  const value = BigInt(seconds - offset) * 1_000_000n + micros;
  return expression("literal", { literalType: { case: "timestamp", value } });
}

/** By how many seconds the zone is before UTC when its clocks show `seconds`. @returns undefined for no zone */
function offsetAt(zone: string, seconds: number): number | undefined {
  if (/^(?:Z|UTC|GMT|UT)$/.test(zone)) return 0;
  const fixed = OFFSET.exec(zone);
  if (fixed !== null) {
    const [, sign, hours, minutes = "0", rest = "0"] = fixed;
    const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
    if (total > 18 * 3600) return undefined;
    return sign === "-" ? -total : total;
  }
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return undefined;
  }
  // What the clocks show at a moment differs from the moment by the offset. In the hour that comes twice Java takes the first
  // (the larger offset); in the one that never comes it goes on by the gap, which is the offset from before it.
  const before = shownAt(format, seconds - 86_400) - (seconds - 86_400);
  const after = shownAt(format, seconds + 86_400) - (seconds + 86_400);
  if (shownAt(format, seconds - before) === seconds) return before;
  if (shownAt(format, seconds - after) === seconds) return after;
  return before;
}

function shownAt(format: Intl.DateTimeFormat, moment: number): number {
  const parts = new Map(format.formatToParts(moment * 1000).map(({ type, value }) => [type, value]));
  const year = Number(parts.get("year"));
  const days = daysOf(
    parts.get("era") === "BC" ? 1 - year : year,
    Number(parts.get("month")),
    Number(parts.get("day")),
  )!;
  return (
    days * 86_400 +
    Number(parts.get("hour")) * 3600 +
    Number(parts.get("minute")) * 60 +
    Number(parts.get("second"))
  );
}
