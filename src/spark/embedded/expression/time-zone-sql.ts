/** From moments to what the clocks of the session's time zone say and back. Columns hold microseconds in UTC (sql-types.ts). */
import { textSql } from "./text-sql.js";

const UTC: ReadonlySet<string> = new Set([
  "utc",
  "etc/utc",
  "gmt",
  "etc/gmt",
  "z",
  "zulu",
  "etc/zulu",
  "uct",
]);

/** Microseconds that clocks are ahead of UTC, of a zone that is written so (`+05:30`, `GMT-3`); undefined for the name of a place. */
function fixedOffset(zone: string): number | undefined {
  if (UTC.has(zone.toLowerCase())) return 0;
  const parts = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?$/.exec(zone);
  if (!parts) return undefined;
  const [, sign, hours, minutes = "0", seconds = "0"] = parts;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return (sign === "-" ? -total : total) * 1_000_000;
}

/** What the clocks say at a moment. */
export function localSql(moment: string, zone: string): string {
  const offset = fixedOffset(zone);
  if (offset === undefined) return `timezone(${textSql(zone)}, timezone('UTC', ${moment}))`;
  return offset === 0 ? moment : `(${moment} + to_microseconds(${offset}))`;
}

/** The moment at which the clocks say so; of two the first, and of none as many minutes later as the clocks jump. */
export function utcSql(wall: string, zone: string): string {
  const offset = fixedOffset(zone);
  if (offset === undefined) return `spark_moment(${wall}, ${textSql(zone)})`;
  return offset === 0 ? wall : `(${wall} - to_microseconds(${offset}))`;
}
