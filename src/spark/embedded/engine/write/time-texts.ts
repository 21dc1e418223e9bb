/** Dates and times as files have them: by the options' patterns, or as Spark writes them without. */
import { SparkException } from "../../../errors/index.js";
import { dateText, timeText } from "../../../types/civil-text.js";
import { type TimeZone, timeZone, wallOf } from "../../../types/time-zone.js";
import { floorDivide } from "../../../types/timestamp.js";
import type { Timestamp, TimestampNTZ } from "../../../types/values.js";
import { exceptionOf } from "../../expression/runtime-errors.js";
import { formatWall } from "../../javascript/java-time/format.js";
import { patternNodes } from "../../javascript/java-time/pattern.js";
import { PatternError, type PatternNode } from "../../javascript/java-time/pattern-nodes.js";

export interface TimeTexts {
  readonly timeZone: string;
  date(value: Date): string;
  timestamp(value: Timestamp): string;
  timestampNtz(value: TimestampNTZ): string;
}

/** Options of csv and json that say how times are written. */
export const TIME_OPTIONS: readonly string[] = [
  "dateformat",
  "timestampformat",
  "timestampntzformat",
  "timezone",
];

const DAY = 86_400_000_000n;
const MS_A_DAY = 86_400_000;

/** @throws SparkException INVALID_DATETIME_PATTERN, INCONSISTENT_BEHAVIOR_CROSS_VERSION for a pattern that there isn't */
export function timeTexts(options: ReadonlyMap<string, string>, sessionZone: string): TimeTexts {
  const zoneName = options.get("timezone") ?? sessionZone;
  const zone = timeZone(zoneName);
  const [date, timestamp, ntz] = ["dateformat", "timestampformat", "timestampntzformat"].map((key) =>
    nodesOf(options.get(key)),
  );
  return {
    timeZone: zoneName,
    date: (value) => {
      const day = Math.floor(value.getTime() / MS_A_DAY);
      if (date === undefined) return dateText(day);
      return formatWall(without(date, "a date", HAS_CLOCK), BigInt(day) * DAY, 0, zoneName);
    },
    timestamp: ({ epochMicroseconds }) => {
      const wall = wallOf(epochMicroseconds, zone);
      return timestamp === undefined
        ? clock(wall) + offset(epochMicroseconds, zone)
        : formatWall(timestamp, wall, Number((wall - epochMicroseconds) / 1_000_000n), zoneName);
    },
    timestampNtz: ({ epochMicroseconds }) => {
      if (ntz === undefined) return clock(epochMicroseconds);
      return formatWall(without(ntz, "a time without a zone", HAS_ZONE), epochMicroseconds, 0, zoneName);
    },
  };
}

function nodesOf(pattern: string | undefined): readonly PatternNode[] | undefined {
  if (pattern === undefined) return undefined;
  try {
    return patternNodes(pattern, false);
  } catch (error) {
    if (error instanceof PatternError) throw exceptionOf(error.condition, error.message, error);
    throw error;
  }
}

const HAS_ZONE: ReadonlySet<string> = new Set(["offset", "localOffset", "zone", "zoneName"]);
const HAS_CLOCK: ReadonlySet<string> = new Set([
  ...HAS_ZONE,
  "fraction",
  ...["half", "hour", "clockHour", "hourOfHalf", "clockHourOfHalf", "minute", "second", "nanosecond"],
]);

/**
 * The pattern for a value that lacks something: brackets that ask for it are left out.
 * @throws SparkException TASK_WRITE_FAILED for what is asked for outside of brackets
 */
function without(
  nodes: readonly PatternNode[],
  what: string,
  lacks: ReadonlySet<string>,
): readonly PatternNode[] {
  const lacking = (node: PatternNode): string | undefined => {
    if (node.kind === "optional") return undefined;
    const asked = node.kind === "number" || node.kind === "word" ? node.field : node.kind;
    return lacks.has(asked) ? asked : undefined;
  };
  return nodes.flatMap((node): PatternNode[] => {
    if (node.kind === "optional") {
      return node.nodes.some((inner) => lacking(inner) !== undefined)
        ? []
        : [{ kind: "optional", nodes: without(node.nodes, what, lacks) }];
    }
    const asked = lacking(node);
    if (asked === undefined) return [node];
    throw new SparkException(
      `[TASK_WRITE_FAILED] The rows can't be written: ${what} has no ${asked}, which the pattern asks for. SQLSTATE: 58030`,
      { condition: "TASK_WRITE_FAILED", sqlState: "58030" },
    );
  });
}

/** To the millisecond, as Spark writes moments to files. */
function clock(wall: bigint): string {
  const day = floorDivide(wall, DAY);
  return `${dateText(Number(day))}T${timeText((wall - day * DAY) * 1000n, 3)}`;
}

/** `Z`, `+01:00`. */
function offset(epochMicroseconds: bigint, zone: TimeZone): string {
  const seconds = zone.offsetAt(Number(floorDivide(epochMicroseconds, 1_000_000n)));
  if (seconds === 0) return "Z";
  const minutes = Math.floor(Math.abs(seconds) / 60);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${seconds < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
