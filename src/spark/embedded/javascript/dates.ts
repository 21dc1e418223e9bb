/** Moments as text and back by a pattern that only a row has, or that SQL has no words for. */
import { NotSupportedError } from "../../../errors.js";
import { momentOf, timeZone, wallOf } from "../../types/time-zone.js";
import { NOT_SUPPORTED } from "../expression/raise.js";
import { formatWall } from "./java-time/format.js";
import { patternNodes } from "./java-time/pattern.js";
import { PatternError } from "./java-time/pattern-nodes.js";
import { patternReader } from "./java-time/pattern-reader.js";
import { type JavaScriptFunction, javascript, RowError } from "./javascript-function.js";
import { kept } from "./kept.js";

const DAY = 86_400_000_000n;
/** Beyond it DuckDB has no timestamps. */
const MOST = 9_214_646_400_000_000_000n;

/** What goes wrong in a row, as SQL is told of it. */
function ofRow<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof PatternError) throw new RowError(error.condition, error.message);
    if (error instanceof NotSupportedError) throw new RowError(NOT_SUPPORTED, error.operation);
    throw error;
  }
}

const readerOf = kept(patternReader, 100);

/** Null for a text that isn't of the pattern. @param zoneName empty where a zone in the text changes nothing */
function read(text: string, pattern: string, zoneName: string): bigint | null {
  const civil = readerOf(pattern)(text);
  if (civil === undefined) return null;
  const wall = BigInt(civil.day) * DAY + civil.microseconds;
  const found = zoneName === "" ? wall : momentOf(wall, timeZone(civil.zone ?? zoneName));
  if (found > MOST || found < -MOST) throw new RowError(NOT_SUPPORTED, `a moment as far away as ${text}`);
  return found;
}

export const DATES: readonly JavaScriptFunction[] = [
  javascript("js_date_format", ["long", "string", "string"], "string", (micros, pattern, zoneName) =>
    ofRow(() => {
      const wall = wallOf(micros, timeZone(zoneName));
      return formatWall(patternNodes(pattern, false), wall, Number((wall - micros) / 1_000_000n), zoneName);
    }),
  ),
  javascript("js_read_date", ["string", "string", "string"], "long", (text, pattern, zoneName) =>
    ofRow(() => read(text, pattern, zoneName)),
  ),
];
