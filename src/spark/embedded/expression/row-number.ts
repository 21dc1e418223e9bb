/**
 * The number of a row, from 0, in the order in which the rows come. Functions that give every row another answer take it as an argument, so
 * that who makes SQL of a plan can count the rows below a filter, an aggregate or a window, where DuckDB has no windows.
 */
import { LongType } from "../../types/index.js";
import { replace, some } from "./tree.js";
import type { CallExpr, Typed } from "./typed.js";

const NAME = "number of the row";

export const ROW_NUMBER: CallExpr = {
  kind: "call",
  name: NAME,
  args: [],
  sql: () => "(row_number() OVER () - 1)",
  deterministic: false,
  type: new LongType(),
  nullable: false,
  pretty: NAME,
};

function isRowNumber(typed: Typed): boolean {
  return typed.kind === "call" && typed.name === NAME;
}

export function hasRowNumber(typed: Typed): boolean {
  return some(typed, isRowNumber);
}

/** What remembers the rows before: it has to be given all rows, in their order. */
const REMEMBERS: ReadonlySet<string> = new Set(["shuffle"]);

export function seesAllRows(typed: Typed): boolean {
  return some(typed, (each) => each.kind === "call" && REMEMBERS.has(each.name));
}

/** Whether rows are numbered for what a window is of. */
export function hasRowNumberInWindow(typed: Typed): boolean {
  return some(typed, (each) => each.kind === "window" && hasRowNumber(each));
}

/** The expression with a column as the number. @param column as SQL */
export function withRowNumber(typed: Typed, column: string): Typed {
  const counted: CallExpr = { ...ROW_NUMBER, sql: () => column };
  return replace(typed, (each) => (isRowNumber(each) ? counted : undefined));
}
