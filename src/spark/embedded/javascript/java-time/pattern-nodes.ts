/** What patterns of dates and times are made of. */

export type Field =
  | "era"
  | "year"
  | "yearOfEra"
  | "quarter"
  | "month"
  | "day"
  | "dayOfYear"
  | "dayOfWeek"
  | "dayOfWeekInMonth"
  | "modifiedJulianDay"
  | "half"
  | "hour"
  | "clockHour"
  | "hourOfHalf"
  | "clockHourOfHalf"
  | "minute"
  | "second"
  | "nanosecond"
  | "offset";

export interface NumberNode {
  readonly kind: "number";
  readonly field: Field;
  readonly least: number;
  readonly most: number;
  /** Whether a sign may stand before it: `-` alone, none, or each where the digits are more than the least. */
  readonly sign: "minus" | "none" | "excess";
  /** Two digits of a year of this century. */
  readonly isReduced: boolean;
  /** How many digits of fixed numbers follow without anything between. */
  behind: number;
}

export type PatternNode =
  | NumberNode
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "word"; readonly field: Field; readonly words: readonly string[] }
  | { readonly kind: "fraction"; readonly least: number; readonly most: number }
  | { readonly kind: "offset"; readonly form: OffsetForm; readonly none: string }
  | { readonly kind: "localOffset"; readonly isFull: boolean }
  | { readonly kind: "zone" }
  | { readonly kind: "zoneName"; readonly isFull: boolean }
  | { readonly kind: "optional"; readonly nodes: readonly PatternNode[] };

/** Of `+02:30:15`: which parts there are, and which of them may be missing. */
export interface OffsetForm {
  readonly colon: string;
  readonly minutes: "must" | "may";
  readonly seconds: "may" | "never";
}

/** A pattern that there isn't. */
export class PatternError extends Error {
  override readonly name = "PatternError";
  /** Spark's. */
  readonly condition: string;

  constructor(message: string, condition: string) {
    super(message);
    this.condition = condition;
  }
}
