/**
 * Filters by correlated subqueries, as joins. What DuckDB makes of `EXISTS` of a query that speaks of the one around it joins twice, by way of all different
 * values of the outer columns; a semi join looks each row up once. Spark does the same: its RewritePredicateSubquery
 * (https://github.com/apache/spark/blob/master/sql/catalyst/src/main/scala/org/apache/spark/sql/catalyst/optimizer/subquery.scala).
 */
import { attributeIds } from "../analyze/nodes.js";
import type { FilterNode, PlanNode } from "../analyze/plan-node.js";
import { expressionsOf, nodesOf } from "../analyze/plan-walk.js";
import { isExistsSubquery, planOfSubquery } from "../analyze/subqueries.js";
import { canFail, partsOf } from "../expression/to-sql.js";
import { isDeterministic, some } from "../expression/tree.js";
import type { Typed } from "../expression/typed.js";

export interface SemiJoin {
  readonly how: "semi" | "anti";
  readonly right: PlanNode;
  /** All are to be true. Each compares something of the left side with something of the right one. */
  readonly on: readonly Typed[];
}

export interface Filtered {
  /** What is left of the filter's parts: they come first, as in Spark. */
  readonly rest: readonly Typed[];
  readonly joins: readonly SemiJoin[];
}

/** What a hash join finds: without one of these a join compares all rows with all. */
const EQUALITIES: ReadonlySet<string> = new Set(["=", "==", "<=>"]);
const COMPARISONS: ReadonlySet<string> = new Set([...EQUALITIES, "<", "<=", ">", ">="]);

/**
 * A filter of which parts are joins; undefined if none is.
 *
 * @param planOf what stands for the plan of a subquery
 */
export function semiJoins(
  { input, condition }: FilterNode,
  planOf: (subquery: PlanNode) => PlanNode,
): Filtered | undefined {
  const outer = new Set(input.output.map(({ id }) => id));
  const rest: Typed[] = [];
  const joins: SemiJoin[] = [];
  for (const part of partsOf("and", condition)) {
    const join = joinOf(part, outer, planOf);
    if (join === undefined) rest.push(part);
    else joins.push(join);
  }
  return joins.length === 0 ? undefined : { rest, joins };
}

function joinOf(
  part: Typed,
  outer: ReadonlySet<number>,
  planOf: (subquery: PlanNode) => PlanNode,
): SemiJoin | undefined {
  if (part.kind !== "call") return undefined;
  const isNot = part.name === "not" || part.name === "!";
  const exists = isNot ? part.args[0]! : part;
  if (!isExistsSubquery(exists)) return undefined;
  const decorrelated = withoutOuter(planOf(planOfSubquery(exists)!), outer);
  return decorrelated && { how: isNot ? "anti" : "semi", ...decorrelated };
}

/** A subquery's rows, before those conditions that speak of the outer query; undefined where these aren't all comparisons at its top. */
function withoutOuter(plan: PlanNode, outer: ReadonlySet<number>): Omit<SemiJoin, "how"> | undefined {
  let right = plan;
  const filters: FilterNode[] = [];
  // Which columns it selects, and in what order, says nothing of whether there is a row.
  while (
    right.kind === "project" ||
    right.kind === "filter" ||
    right.kind === "marker" ||
    right.kind === "sort"
  ) {
    if (right.kind === "filter") filters.push(right);
    // A filter over computed columns may speak of them.
    else if (right.kind === "project" && filters.length > 0) break;
    right = right.input;
  }
  const inner = new Set(right.output.map(({ id }) => id));
  if ([...inner].some((id) => outer.has(id))) return undefined;
  const on: Typed[] = [];
  for (const filter of filters.reverse()) {
    const own: Typed[] = [];
    for (const part of partsOf("and", filter.condition)) {
      if (isOf(part, inner)) own.push(part);
      else if (compares(part, outer, inner)) on.push(part);
      else return undefined;
    }
    if (own.length > 0)
      right = { ...filter, input: right, output: right.output, condition: allOf(filter, own) };
  }
  const found = on.some((part) => part.kind === "call" && EQUALITIES.has(part.name));
  return found && isOnItsOwn(right) ? { right, on } : undefined;
}

/** The parts of a filter that are left, in a chain as it was one. */
export function allOf({ condition }: FilterNode, parts: readonly Typed[]): Typed {
  return parts.length === 1 || condition.kind !== "call" ? parts[0]! : { ...condition, args: parts };
}

/** A comparison of one side with the other. But for keys, Spark computes it of rows with the same keys alone. */
function compares(part: Typed, outer: ReadonlySet<number>, inner: ReadonlySet<number>): boolean {
  if (part.kind !== "call" || !COMPARISONS.has(part.name)) return false;
  if (!isDeterministic(part) || (canFail(part) && !EQUALITIES.has(part.name))) return false;
  const [a, b] = part.args as readonly [Typed, Typed];
  if (attributeIds(a).size === 0 || attributeIds(b).size === 0) return false;
  return (isOf(a, outer) && isOf(b, inner)) || (isOf(a, inner) && isOf(b, outer));
}

/** Whether it speaks of no other columns. */
function isOf(value: Typed, columns: ReadonlySet<number>): boolean {
  if (some(value, (each) => planOfSubquery(each) !== undefined)) return false;
  return [...attributeIds(value)].every((id) => columns.has(id));
}

/** Whether everything that it speaks of is made in it. */
function isOnItsOwn(plan: PlanNode): boolean {
  const made = new Set<number>();
  const used = new Set<number>();
  for (const node of nodesOf(plan)) {
    for (const { id } of node.output) made.add(id);
    for (const expression of expressionsOf(node)) for (const id of attributeIds(expression)) used.add(id);
  }
  return [...used].every((id) => made.has(id));
}
