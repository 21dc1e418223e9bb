import { ValueError } from "../../errors.js";
import type { Expression_SortOrder } from "../proto/index.js";
import { type ColumnOrName, lit, toColumn } from "./column.js";

/** How a column sorts: as it says itself (`F.col("a").desc()`), else ascending with nulls first. */
export function sortOrderOf(value: ColumnOrName): Expression_SortOrder {
  const column = toColumn(value);
  const { exprType } = column.expression;
  if (exprType.case === "sortOrder") return exprType.value;
  return sortOrderOf(column.asc());
}

/** A column, or its place: the first is 1, and -1 is the first in descending order. */
export type ColumnOrPlace = ColumnOrName | number;

/**
 * Ascending or descending for all columns, or for each; a column that says itself how it sorts is left as it is.
 *
 * @throws ValueError for a number that is no place
 */
export function sortOrdersOf(
  cols: readonly ColumnOrPlace[],
  ascending: boolean | readonly boolean[] = true,
): Expression_SortOrder[] {
  return cols.map((value, i) => {
    const upwards = typeof ascending === "boolean" ? ascending : (ascending[i] ?? true);
    const column = toColumn(typeof value === "number" ? columnAt(value) : value);
    return sortOrderOf(upwards ? column : column.desc());
  });
}

function columnAt(place: number): ColumnOrName {
  if (!Number.isInteger(place) || place === 0 || Math.abs(place) >= 2 ** 31) {
    throw new ValueError(`${place} is no place of a column: the first is 1`);
  }
  // Spark takes a number that stands alone in an order for a place.
  const column = lit(Math.abs(place));
  return place < 0 ? column.desc() : column;
}
