/** A query of WITH RECURSIVE: first rows UNION ALL a query that speaks of them by the name of the whole. */
import { lastRows, recursiveQuery, relation } from "../plan/index.js";
import type { Relation } from "../proto/index.js";
import { ORGANISED, type SqlQueries } from "./queries.js";
import { isRandom } from "./random-calls.js";
import type { Scope } from "./scope.js";
import { notEmbedded } from "./syntax-error.js";
import { type Fields, fieldsOf, kindOf, type Tree } from "./tree.js";

interface Cte {
  readonly name: string;
  readonly columnNames: readonly string[];
  readonly tree: Tree;
}

export function renamed(input: Relation, columnNames: readonly string[]): Relation {
  return columnNames.length === 0 ? input : relation("toDf", { input, columnNames: [...columnNames] });
}

/** @throws AnalysisException INVALID_RECURSIVE_CTE, UNION_NOT_SUPPORTED_IN_RECURSIVE_CTE; NotSupportedError */
export async function recursiveCte(reader: SqlQueries, cte: Cte, scope: Scope): Promise<Relation> {
  const { name, columnNames, tree } = cte;
  const { reader: atoms } = reader.expressions;
  const withSelf = (self: () => Relation): Scope => ({
    ...scope,
    queries: new Map([...scope.queries, [name.toLowerCase(), self]]),
  });
  const refused = withSelf(() => {
    throw atoms.wrong(
      "INVALID_RECURSIVE_CTE",
      `${name} speaks of itself, and isn't first rows UNION ALL a query of ${name}.`,
      {},
      "42836",
    );
  });
  const kind = kindOf(tree);
  const fields = (tree[kind] ?? {}) as Fields;
  if (kind !== "union" || ["with", ...ORGANISED].some((clause) => fields[clause])) {
    return renamed(await reader.queryOf(tree, refused), columnNames);
  }
  const { left, right, all } = fieldsOf(tree, ["left", "right", "all", "distinct"]);
  const first = await reader.queryOf(left as Tree, refused);
  const anchor = renamed(first, columnNames);
  const last = lastRows(name, anchor);
  let isRecursive = false;
  const inStep = withSelf(() => {
    isRecursive = true;
    return last;
  });
  const step = await reader.queryOf(right as Tree, inStep);
  const union = reader.setOperation("union", fields, first, step);
  if (!isRecursive) return renamed(union, columnNames);
  if (all !== true) {
    throw atoms.wrong(
      "UNION_NOT_SUPPORTED_IN_RECURSIVE_CTE",
      `${name} speaks of itself behind UNION; say UNION ALL.`,
      {},
      "42836",
    );
  }
  if (isRandom(step)) throw notEmbedded("random numbers in the steps of WITH RECURSIVE");
  return recursiveQuery(name, { anchor, step, last });
}
