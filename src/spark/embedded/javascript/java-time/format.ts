/** What clocks show as text, by a pattern. */
import { civilOf } from "../../../types/civil-text.js";
import { NOT_SUPPORTED } from "../../expression/raise.js";
import { RowError } from "../javascript-function.js";
import type { Field, NumberNode, OffsetForm, PatternNode } from "./pattern-nodes.js";

const DAY = 86_400_000_000n;

/**
 * @param wall microseconds of what the clocks show, as of a `timestamp_ntz`
 * @param ahead seconds that they are ahead of UTC
 * @throws RowError for a zone whose name isn't known, and a number that the pattern has no room for
 */
export function formatWall(
  nodes: readonly PatternNode[],
  wall: bigint,
  ahead: number,
  zoneId: string,
): string {
  const fields = fieldsOf(wall);
  const text = (node: PatternNode): string => {
    switch (node.kind) {
      case "text":
        return node.text;
      case "optional":
        return node.nodes.map(text).join("");
      case "word":
        return node.words[fields(node.field) - (ZERO_BASED.has(node.field) ? 0 : 1)]!;
      case "number":
        return numberText(node, fields(node.field));
      case "fraction":
        return String(fields("nanosecond")).padStart(9, "0").slice(0, node.most);
      case "offset":
        return offsetText(ahead, node.form, node.none);
      case "localOffset":
        return localOffsetText(ahead, node.isFull);
      case "zone":
        return zoneId;
      case "zoneName":
        return zoneName(zoneId, node.isFull);
    }
  };
  return nodes.map(text).join("");
}

const ZERO_BASED: ReadonlySet<Field> = new Set(["era", "half"]);

function fieldsOf(wall: bigint): (field: Field) => number {
  const day = Number((wall - (((wall % DAY) + DAY) % DAY)) / DAY);
  const micros = Number(wall - BigInt(day) * DAY);
  const { year, month, dayOfMonth } = civilOf(day);
  const hour = Math.floor(micros / 3_600_000_000);
  return (field) => {
    switch (field) {
      case "era":
        return year > 0 ? 1 : 0;
      case "year":
        return year;
      case "yearOfEra":
        return year > 0 ? year : 1 - year;
      case "quarter":
        return Math.floor((month + 2) / 3);
      case "month":
        return month;
      case "day":
        return dayOfMonth;
      case "dayOfYear":
        return day - newYear(year) + 1;
      case "dayOfWeek":
        return ((((day + 3) % 7) + 7) % 7) + 1;
      case "dayOfWeekInMonth":
        return ((dayOfMonth - 1) % 7) + 1;
      case "modifiedJulianDay":
        return day + 40_587;
      case "half":
        return hour < 12 ? 0 : 1;
      case "hour":
        return hour;
      case "clockHour":
        return hour === 0 ? 24 : hour;
      case "hourOfHalf":
        return hour % 12;
      case "clockHourOfHalf":
        return hour % 12 === 0 ? 12 : hour % 12;
      case "minute":
        return Math.floor(micros / 60_000_000) % 60;
      case "second":
        return Math.floor(micros / 1_000_000) % 60;
      default:
        return (micros % 1_000_000) * 1000;
    }
  };
}

/** The number of a year's first day. */
export function newYear(year: number): number {
  const before = year - 1;
  const leaps = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  return before * 365 + leaps - 719_162;
}

function numberText({ least, most, sign, isReduced }: NumberNode, value: number): string {
  if (isReduced) return String(Math.abs(value) % 100).padStart(2, "0");
  const digits = String(Math.abs(value));
  if (digits.length > most) {
    throw new RowError(NOT_SUPPORTED, `a number of ${digits.length} digits where its pattern has ${most}`);
  }
  const before = value < 0 ? "-" : sign === "excess" && value >= 10 ** least ? "+" : "";
  return before + digits.padStart(least, "0");
}

const two = (n: number) => String(n).padStart(2, "0");

function partsOf(ahead: number): readonly [sign: string, hours: number, minutes: number, seconds: number] {
  const size = Math.abs(ahead);
  return [ahead < 0 ? "-" : "+", Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60];
}

function offsetText(ahead: number, form: OffsetForm, none: string): string {
  if (ahead === 0) return none;
  const [sign, hours, minutes, seconds] = partsOf(ahead);
  let text = sign + two(hours);
  let isSome = hours > 0;
  if (form.minutes === "must" || minutes > 0) {
    text += form.colon + two(minutes);
    isSome ||= minutes > 0;
    if (form.seconds === "may" && seconds > 0) {
      text += form.colon + two(seconds);
      isSome = true;
    }
  }
  // What is shown of it is nothing.
  return isSome ? text : none;
}

function localOffsetText(ahead: number, isFull: boolean): string {
  if (ahead === 0) return "GMT";
  const [sign, hours, minutes, seconds] = partsOf(ahead);
  const behind = seconds === 0 ? "" : `:${two(seconds)}`;
  if (isFull) return `GMT${sign}${two(hours)}:${two(minutes)}${behind}`;
  return `GMT${sign}${hours}${minutes === 0 && seconds === 0 ? "" : `:${two(minutes)}${behind}`}`;
}

/** Names of zones are Java's, and only one of them is sure. */
function zoneName(zoneId: string, isFull: boolean): string {
  if (zoneId === "UTC") return isFull ? "Coordinated Universal Time" : "UTC";
  throw new RowError(NOT_SUPPORTED, `the name of the time zone ${zoneId} in a pattern`);
}
