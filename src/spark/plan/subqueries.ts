/**
 * Queries within expressions. Spark Connect has them beside the relation that uses them (WithRelations), and the expression says only the id. An
 * expression remembers its query here until it is used.
 */
import { create } from "@bufbuild/protobuf";
import {
  type Expression,
  type Relation,
  type SubqueryExpression,
  SubqueryExpression_SubqueryType,
  SubqueryExpressionSchema,
} from "../proto/index.js";
import { expression } from "./expression.js";
import { planIdOf, relation } from "./relation.js";

const queries = new WeakMap<SubqueryExpression, Relation>();
/** False in most programs, whose expressions then needn't be searched. */
let anyQuery = false;

const TYPES = {
  scalar: SubqueryExpression_SubqueryType.SCALAR,
  exists: SubqueryExpression_SubqueryType.EXISTS,
  in: SubqueryExpression_SubqueryType.IN,
};

/** @param values of `in`: what is looked for among the query's rows */
export function subquery(
  kind: keyof typeof TYPES,
  query: Relation,
  values: readonly Expression[] = [],
): Expression {
  const message = create(SubqueryExpressionSchema, {
    planId: planIdOf(query),
    subqueryType: TYPES[kind],
    inSubqueryValues: [...values],
  });
  queries.set(message, query);
  anyQuery = true;
  return expression("subqueryExpression", message);
}

/** The query of an expression that was made by {@link subquery}, in this process. */
export function queryOf(message: SubqueryExpression): Relation | undefined {
  return queries.get(message);
}

/** The relation together with the queries that its own expressions speak of; the relation itself if there are none. */
export function withSubqueries(root: Relation): Relation {
  if (!anyQuery) return root;
  const found = new Map<bigint, Relation>();
  search(root.relType.value, found);
  return found.size === 0 ? root : relation("withRelations", { root, references: [...found.values()] });
}

function search(value: unknown, found: Map<bigint, Relation>): void {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return;
  if (Array.isArray(value)) {
    for (const element of value) search(element, found);
    return;
  }
  if ("$typeName" in value) {
    // A relation below has had its own wrapped already.
    if (value.$typeName === "spark.connect.Relation") return;
    const query = queries.get(value as SubqueryExpression);
    if (query !== undefined) found.set(planIdOf(query), query);
  }
  for (const member of Object.values(value)) search(member, found);
}
