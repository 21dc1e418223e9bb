/** A regular expression of Java's, read. */

/** Code points from the first to the last. */
export type Range = readonly [first: number, last: number];

/** One character of some. */
export interface CharacterSet {
  readonly kind: "set";
  readonly negated: boolean;
  readonly ranges: readonly Range[];
  /** Unicode's general categories: `L`, `Nd`. */
  readonly categories: readonly { readonly name: string; readonly negated: boolean }[];
}

export type Assertion =
  /** `\A`, and `^` of one line. */
  | "start"
  /** `\z`. */
  | "end"
  /** `\Z`, and `$` of one line: also before a line's end that is the last. */
  | "last line's end"
  | "line's start"
  | "line's end"
  | "word's edge"
  | "no word's edge";

export type Regex =
  | CharacterSet
  | { readonly kind: "assertion"; readonly of: Assertion }
  | { readonly kind: "sequence"; readonly parts: readonly Regex[] }
  | { readonly kind: "either"; readonly parts: readonly Regex[] }
  /** With a number it catches. */
  | { readonly kind: "group"; readonly number: number | undefined; readonly part: Regex }
  | { readonly kind: "look"; readonly ahead: boolean; readonly negated: boolean; readonly part: Regex }
  | { readonly kind: "back"; readonly number: number }
  | {
      readonly kind: "repeat";
      readonly part: Regex;
      readonly least: number;
      /** May be Infinity. */
      readonly most: number;
      readonly lazy: boolean;
    };

export interface Parsed {
  readonly regex: Regex;
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

/** Java says that it is wrong. */
export class WrongPattern extends Error {
  override readonly name = "WrongPattern";
}

/** It is right, and means something else here, or may. */
export class UntranslatedPattern extends Error {
  override readonly name = "UntranslatedPattern";
}

/** The parts of a tree, each before its own. */
export function* partsOf(regex: Regex): Generator<Regex> {
  yield regex;
  if ("part" in regex) yield* partsOf(regex.part);
  if ("parts" in regex) for (const part of regex.parts) yield* partsOf(part);
}

/** Whether it can fit nothing at all. */
export function canBeEmpty(regex: Regex): boolean {
  switch (regex.kind) {
    case "set":
      return false;
    case "sequence":
      return regex.parts.every(canBeEmpty);
    case "either":
      return regex.parts.some(canBeEmpty);
    case "group":
      return canBeEmpty(regex.part);
    case "repeat":
      return regex.least === 0 || canBeEmpty(regex.part);
    default:
      return true;
  }
}
