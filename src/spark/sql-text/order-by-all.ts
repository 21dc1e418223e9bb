import { AnalysisException } from "../errors/index.js";
import { relation } from "../plan/index.js";
import type { Expression, Relation } from "../proto/index.js";
import type { QueryReader } from "./from-clause.js";
import { integerLiteral } from "./literals.js";
import type { SortOrder } from "./windows.js";

const WHY = "ORDER BY ALL";

/**
 * `ORDER BY ALL` is by each column, one after the other, where none is called so.
 *
 * @param hidden how many columns of the relation come before those that were selected
 * @returns the order, of which numbers count from the first column that was selected
 */
export async function orderByAll(
  reader: QueryReader,
  order: SortOrder[],
  of: Relation,
  hidden: number,
): Promise<SortOrder[]> {
  const [only] = order;
  const name = order.length === 1 ? (only!.child as Expression).exprType : undefined;
  if (name?.case !== "unresolvedAttribute" || !/^`?all`?$/i.test(name.value.unparsedIdentifier)) return order;
  const byColumn = relation("sort", { input: of, order, isGlobal: true });
  const isColumn = await reader.columnsOf(byColumn, WHY).then(
    () => true,
    (error: unknown) => {
      if (error instanceof AnalysisException && error.condition?.startsWith("UNRESOLVED_COLUMN"))
        return false;
      throw error;
    },
  );
  if (isColumn) return order;
  const columns = await reader.columnsOf(of, WHY);
  return columns.slice(hidden).map((_, i) => ({ ...only!, child: integerLiteral(i + 1) }));
}
