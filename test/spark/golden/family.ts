import type { TableName } from "./tables.js";

/** Queries over one table. */
export interface GoldenGroup {
  readonly table: TableName;
  /** What a query is: an expression of each row; of each group of `g`; of all rows; of each row with what is around it, in the order of the rows. */
  readonly kind: "scalar" | "aggregate" | "total" | "window";
  /** Of the session; left out, UTC. */
  readonly timeZone?: string;
  readonly queries: readonly string[];
}

/** The same expression of several columns: `each("abs(#)", "i8", "f64")`. */
export function each(expression: string, ...columns: readonly string[]): string[] {
  return columns.map((column) => expression.replaceAll("#", column));
}

/** The same expression of several pairs of columns, `#` and `@`. */
export function pairs(expression: string, ...columns: readonly (readonly [string, string])[]): string[] {
  return columns.map(([a, b]) => expression.replaceAll("#", a).replaceAll("@", b));
}
