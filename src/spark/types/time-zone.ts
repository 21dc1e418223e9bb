/** Time zones by their names: what a clock shows at a moment, and when it shows that. */
import { ValueError } from "../../errors.js";

export interface TimeZone {
  readonly id: string;
  /** How many seconds its clocks are ahead of UTC at a moment. */
  offsetAt(epochSeconds: number): number;
}

const zones = new Map<string, TimeZone>();

/**
 * A zone as Spark names them: `Europe/Zurich`, `UTC`, `Z`, `+01:00`, `GMT+1`, `UTC-08:30`.
 *
 * @throws ValueError for a name that isn't one
 */
export function timeZone(id: string): TimeZone {
  let zone = zones.get(id);
  if (zone === undefined) zones.set(id, (zone = fixedZone(id) ?? regionalZone(id)));
  return zone;
}

function fixedZone(id: string): TimeZone | undefined {
  const [found, prefix = "", sign, hours = "0", minutes = "0", seconds = "0"] =
    /^(UTC|GMT|UT|Z)?(?:([+-])(\d{1,2})(?::?(\d{2})(?::?(\d{2}))?)?)?$/.exec(id) ?? [];
  if (found === undefined || id === "" || (prefix === "Z" && sign !== undefined)) return undefined;
  const size = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  if (size > 18 * 3600 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const offset = sign === "-" ? -size : size;
  return { id, offsetAt: () => offset };
}

/** A zone's offset is looked up once for each of these pieces of time, and by halves where it changes within one. */
const PIECE_SECONDS = 14 * 86_400;

/** What Date can say. */
const LAST_SECOND = 8_640_000_000_000;

function regionalZone(id: string): TimeZone {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: id,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      era: "short",
      ...{ year: "numeric", month: "numeric", day: "numeric" },
      ...{ hour: "numeric", minute: "numeric", second: "numeric" },
    });
  } catch (cause) {
    throw new ValueError(
      `${JSON.stringify(id)} is no time zone, which is as "Europe/Zurich", "UTC" or "+01:00"`,
      { cause },
    );
  }
  const ask = (epochSeconds: number): number => {
    const second = Math.max(-LAST_SECOND, Math.min(LAST_SECOND, epochSeconds));
    const parts: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(second * 1000)) parts[type] = value;
    const year = parts.era === "BC" ? 1 - Number(parts.year) : Number(parts.year);
    const wall = new Date(0);
    wall.setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day));
    wall.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second));
    return wall.getTime() / 1000 - second;
  };
  /** Of a piece's number, the offset that holds in all of it; undefined where it changes. */
  const pieces = new Map<number, number | undefined>();
  return {
    id,
    offsetAt(epochSeconds) {
      const piece = Math.floor(epochSeconds / PIECE_SECONDS);
      let offset = pieces.get(piece);
      if (offset === undefined && !pieces.has(piece)) {
        const [first, last] = [ask(piece * PIECE_SECONDS), ask((piece + 1) * PIECE_SECONDS - 1)];
        pieces.set(piece, (offset = first === last ? first : undefined));
      }
      return offset ?? ask(epochSeconds);
    },
  };
}

const MICROS = 1_000_000n;

/** What the zone's clocks show at a moment, as microseconds of a `timestamp_ntz`. */
export function wallOf(epochMicroseconds: bigint, zone: TimeZone): bigint {
  return epochMicroseconds + BigInt(zone.offsetAt(secondsOf(epochMicroseconds))) * MICROS;
}

/**
 * When the zone's clocks show something. Of a time that they show twice it is the first; one that they pass over is so much later as they
 * are put on.
 */
export function momentOf(wallMicroseconds: bigint, zone: TimeZone): bigint {
  const wall = secondsOf(wallMicroseconds);
  const before = zone.offsetAt(wall - 86_400);
  const after = zone.offsetAt(wall + 86_400);
  const fits = [before, after].find((offset) => zone.offsetAt(wall - offset) === offset);
  return wallMicroseconds - BigInt(fits ?? before) * MICROS;
}

function secondsOf(microseconds: bigint): number {
  const seconds = microseconds / MICROS;
  return Number(microseconds % MICROS < 0n ? seconds - 1n : seconds);
}
