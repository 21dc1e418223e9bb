/** `QUALIFY`. */
import { relation, withSubqueries } from "../plan/index.js";
import type { Expression, Relation } from "../proto/index.js";
import { internal, type SqlExpressions } from "./expressions.js";
import { hasAggregate } from "./grouping.js";
import type { Scope } from "./scope.js";
import { checked, type Fields, type Tree } from "./tree.js";

/** @param items what is selected @throws AnalysisException QUALIFY_REQUIRES_WINDOW_FUNCTION */
export async function qualified(
  expressions: SqlExpressions,
  input: Relation,
  clause: Fields,
  items: readonly Expression[],
  scope: Scope,
): Promise<Relation> {
  const { reader } = expressions;
  reader.took("QUALIFY");
  const condition = await expressions.of(checked("qualify", clause, ["this"]).this as Tree, scope);
  // An aggregate is what Spark finds first.
  if (!hasAggregate(condition) && !hasWindow(condition) && !items.some(hasWindow)) {
    throw reader.wrong(
      "QUALIFY_REQUIRES_WINDOW_FUNCTION",
      "QUALIFY is about a function over a window, and neither SELECT nor the condition has one.",
      {},
      "42903",
    );
  }
  return withSubqueries(relation("filter", { input, condition: internal("qualify", [condition]) }));
}

function hasWindow(value: unknown): boolean {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return false;
  if ((value as { $typeName?: string }).$typeName === "spark.connect.Expression.Window") return true;
  return Object.values(value).some(hasWindow);
}
