/** Expressions over a node that speak of what is below it too. */
import type { Expression } from "../../../proto/index.js";
import { hasAggregate, some } from "../../expression/tree.js";
import type { Typed } from "../../expression/typed.js";
import { aggregateNode, type Grouping } from "../aggregation.js";
import type { Analyzer } from "../analyzer.js";
import type { ExpressionResolver } from "../expression-resolver.js";
import { attributeIds, reachable, substitute, widen } from "../nodes.js";
import type { Named, PlanNode } from "../plan-node.js";
import { attributeExpr, lookUpIn, type Scope } from "../scope.js";
import { newAttribute } from "../session.js";

export function keepHidden(node: PlanNode, child: PlanNode): PlanNode {
  return child.hidden === undefined || node.hidden !== undefined ? node : { ...node, hidden: child.hidden };
}

/**
 * Expressions over a node that may also speak of what is below it: columns that it didn't select, aggregates of what it grouped. The node that comes back
 * has what they need, besides its own columns.
 */
export async function aboveOf(
  analyzer: Analyzer,
  child: PlanNode,
  expressions: readonly Expression[],
  resolve: (resolver: ExpressionResolver, parsed: readonly Expression[]) => Typed[],
  options: Pick<Scope, "skipsAmbiguous"> = {},
): Promise<{ readonly values: readonly Typed[]; readonly node: PlanNode }> {
  const grouped = child.kind === "project" ? child.grouped : undefined;
  if (grouped !== undefined) {
    const below = analyzer.scope([grouped.input]);
    const scope = analyzer.scope([child], {
      ...options,
      beyond: (parts, planId) => lookUpIn(below, parts, planId),
      aggregated: { ...below, beyond: (parts, planId) => lookUpIn(analyzer.scope([child]), parts, planId) },
    });
    const { resolver, expressions: parsed } = await analyzer.resolver(scope, expressions);
    return aboveGroups(analyzer, child, grouped, resolve(resolver, parsed));
  }
  const reach = reachable(child);
  const reachScope = analyzer.scope([{ ...child, output: reach, hidden: [] } as PlanNode]);
  const scope = analyzer.scope([child], {
    ...options,
    beyond: (parts, planId) => (reach.length === 0 ? undefined : lookUpIn(reachScope, parts, planId)),
  });
  const { resolver, expressions: parsed } = await analyzer.resolver(scope, expressions);
  const values = resolve(resolver, parsed);
  const ids = new Set(values.flatMap((value) => [...attributeIds(value)]));
  const used = reach.filter(({ id }) => ids.has(id));
  return { values, node: widen(child, used) };
}

/** The groups again, with columns more. */
function aboveGroups(
  analyzer: Analyzer,
  child: PlanNode,
  grouped: Grouping,
  values: readonly Typed[],
): { readonly values: readonly Typed[]; readonly node: PlanNode } {
  const own = new Set(child.output.map(({ id }) => id));
  const needs = values.some(
    (value) =>
      hasAggregate(value) || [...attributeIds(value)].some((id) => !own.has(id)) || hasGrouping(value),
  );
  if (!needs) return { values, node: child };
  const items = new Map<number, Typed>(grouped.items.map(({ attribute, value }) => [attribute.id, value]));
  const more = values.map((value): Named => {
    const below = substitute(value, items);
    return { attribute: newAttribute(analyzer.session, value, value.pretty), value: below };
  });
  const node = aggregateNode(analyzer.session, { ...grouped, items: [...grouped.items, ...more] });
  return {
    values: more.map(({ attribute }, i) => ({ ...attributeExpr(attribute), pretty: values[i]!.pretty })),
    node: { ...node, output: [...child.output, ...more.map(({ attribute }) => attribute)] },
  };
}

function hasGrouping(value: Typed): boolean {
  return some(
    value,
    (each) => each.kind === "call" && (each.name === "grouping" || each.name === "grouping_id"),
  );
}
