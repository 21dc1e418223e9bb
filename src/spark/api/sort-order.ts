import type { Expression_SortOrder } from "../proto/index.js";
import { type ColumnOrName, toColumn } from "./column.js";

/** How a column sorts: as it says itself (`F.col("a").desc()`), else ascending with nulls first. */
export function sortOrderOf(value: ColumnOrName): Expression_SortOrder {
  const column = toColumn(value);
  const { exprType } = column.expression;
  if (exprType.case === "sortOrder") return exprType.value;
  return sortOrderOf(column.asc());
}

/** Ascending or descending for all columns, or for each; a column that says itself how it sorts is left as it is. */
export function sortOrdersOf(
  cols: readonly ColumnOrName[],
  ascending: boolean | readonly boolean[] = true,
): Expression_SortOrder[] {
  return cols.map((value, i) => {
    const upwards = typeof ascending === "boolean" ? ascending : (ascending[i] ?? true);
    const column = toColumn(value);
    return sortOrderOf(upwards ? column : column.desc());
  });
}
