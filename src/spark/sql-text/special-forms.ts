/** Calls whose arguments have words between them: each is one of an ordinary function, with commas. */
import type { Token } from "./lexer.js";

export interface SpecialForm {
  /** The function's name. */
  readonly name: string;
  /** Words that stand for a comma, and tokens that are left out, by index. */
  readonly commas: readonly number[];
  readonly skipped: readonly number[];
  /** A word that is the first argument, as a string. */
  readonly first?: string;
  /** Of a cast: where the words of the type are. */
  readonly cast?: { readonly from: number; readonly to: number; readonly mode: "ansi" | "try" };
}

const UNITS = new Set(
  "YEAR QUARTER MONTH WEEK DAY DAYOFYEAR HOUR MINUTE SECOND MILLISECOND MICROSECOND".split(" "),
);
const ADD = new Set(["TIMESTAMPADD", "DATEADD", "DATE_ADD"]);
const DIFFERENCE = new Set(["TIMESTAMPDIFF", "DATEDIFF", "DATE_DIFF", "TIMEDIFF"]);
const TRIMS: Readonly<Record<string, string>> = { BOTH: "trim", LEADING: "ltrim", TRAILING: "rtrim" };

/** @param at the index of a function's name, behind which there is a parenthesis @returns undefined for an ordinary call */
export function specialFormAt(tokens: readonly Token[], at: number): SpecialForm | undefined {
  const name = tokens[at]!.value;
  const first = tokens[at + 2];
  const { close, words, commas } = argumentsAt(tokens, at + 1);
  const indexOf = (word: string): number | undefined => words.find((index) => tokens[index]!.value === word);
  const indicesOf = (...of: string[]): number[] => words.filter((index) => of.includes(tokens[index]!.value));
  switch (name) {
    case "CAST":
    case "TRY_CAST": {
      const as = words.findLast((index) => tokens[index]!.value === "AS");
      if (as === undefined || close === undefined || as + 1 >= close) return undefined;
      return {
        name: name.toLowerCase(),
        commas: [],
        skipped: range(as, close),
        cast: { from: as + 1, to: close, mode: name === "CAST" ? "ansi" : "try" },
      };
    }
    case "EXTRACT":
      if (tokens[at + 3]?.value !== "FROM" || first?.kind !== "word") return undefined;
      return {
        name: "extract",
        commas: [],
        skipped: [at + 2, at + 3],
        first: first.text,
      };
    case "TRIM": {
      const from = indexOf("FROM");
      if (from === undefined) return undefined;
      const side = first?.kind === "word" && from !== at + 2 ? TRIMS[first.value] : undefined;
      const bare = side !== undefined && from === at + 3;
      return {
        name: side ?? "trim",
        commas: bare ? [] : [from],
        skipped: [...(side === undefined ? [] : [at + 2]), ...(bare ? [from] : [])],
      };
    }
    case "SUBSTRING":
    case "SUBSTR":
      return indexOf("FROM") === undefined
        ? undefined
        : { name: "substring", commas: indicesOf("FROM", "FOR"), skipped: [] };
    case "OVERLAY":
      return indexOf("PLACING") === undefined
        ? undefined
        : { name: "overlay", commas: indicesOf("PLACING", "FROM", "FOR"), skipped: [] };
    case "POSITION": {
      const where = indexOf("IN");
      return where === undefined || commas > 0 ? undefined : { name: "locate", commas: [where], skipped: [] };
    }
    default:
      if (!ADD.has(name) && !DIFFERENCE.has(name)) return undefined;
      if (commas !== 2 || first?.kind !== "word" || tokens[at + 3]?.text !== "," || !UNITS.has(first.value)) {
        return undefined;
      }
      return {
        name: ADD.has(name) ? "timestampadd" : "timestampdiff",
        commas: [],
        skipped: [at + 2, at + 3],
        first: first.text,
      };
  }
}

/** What is directly between the parentheses that open at `open`. */
function argumentsAt(
  tokens: readonly Token[],
  open: number,
): { close: number | undefined; words: number[]; commas: number } {
  const words: number[] = [];
  let commas = 0;
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const { text, kind } = tokens[at]!;
    if (text === "(" || text === "[") depth++;
    else if (text === ")" || text === "]") {
      depth--;
      if (depth === 0) return { close: at, words, commas };
    } else if (depth === 1 && kind === "word") words.push(at);
    else if (depth === 1 && text === ",") commas++;
  }
  return { close: undefined, words, commas };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
