/** The patterns that Spark takes: Java's, less the letters of weeks, and where text is read those that could contradict the rest. */
import { kept } from "../kept.js";
import { PatternError, type PatternNode } from "./pattern-nodes.js";
import { PatternParser } from "./pattern-parser.js";

const OF_WEEKS = /[YWwuec]/;
const REFUSED = /[ABnNp]/;
const REFUSED_TO_READ = /[EFqQ]/;

const MOST_KEPT = 200;
const toRead = kept((pattern: string) => nodesOf(pattern, true), MOST_KEPT);
const toWrite = kept((pattern: string) => nodesOf(pattern, false), MOST_KEPT);

/** @throws PatternError */
export function patternNodes(pattern: string, isRead: boolean): readonly PatternNode[] {
  return isRead ? toRead(pattern) : toWrite(pattern);
}

function nodesOf(pattern: string, isRead: boolean): readonly PatternNode[] {
  try {
    checkLetters(pattern, isRead);
    return new PatternParser(pattern, isRead).nodes();
  } catch (error) {
    throw error instanceof PatternError ? withCondition(error, pattern) : error;
  }
}

/** What Java's older SimpleDateFormat would have taken, which Spark used before its version 3, has an error of its own. */
function withCondition({ message, condition }: PatternError, pattern: string): PatternError {
  const parts = pattern.split("'");
  // The last quote is closed.
  const wasKnown =
    parts.length % 2 === 1 &&
    parts.every(
      (part, i) =>
        i % 2 === 1 || (/^(?:[^A-Za-z]|[GyYMLwWDdFEuaHkKhmsSzZX])*$/.test(part) && !part.includes("XXXX")),
    );
  const known = wasKnown ? "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION" : condition;
  return new PatternError(`The pattern '${pattern}' isn't one of dates and times: ${message}.`, known);
}

function checkLetters(pattern: string, isRead: boolean): void {
  for (const [i, part] of pattern.split("'").entries()) {
    if (i % 2 === 1) continue;
    const week = OF_WEEKS.exec(part);
    if (week !== null) {
      const condition = "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN";
      throw new PatternError(`${week[0]} is of weeks, which F.extract gives`, condition);
    }
    const illegal = REFUSED.exec(part) ?? (isRead ? REFUSED_TO_READ.exec(part) : null);
    if (illegal !== null) {
      throw new PatternError(`it has the letter ${illegal[0]}`, "INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER");
    }
    const long = /G{5}|M{5}|L{5}|E{5}|Q{5}|q{5}|y{7}/.exec(part);
    if (long !== null) {
      throw new PatternError(`it has too many ${long[0][0]}`, "INVALID_DATETIME_PATTERN.LENGTH");
    }
  }
}
