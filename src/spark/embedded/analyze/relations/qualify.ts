/** QUALIFY: a condition in which windows may be, over what a SELECT gave. */
import type { Expression } from "../../../proto/index.js";
import { BooleanType } from "../../../types/index.js";
import { castOf } from "../../expression/cast-rules.js";
import { hasAggregate } from "../../expression/tree.js";
import type { Typed } from "../../expression/typed.js";
import { notEmbedded } from "../../not-embedded.js";
import { analysisError } from "../analysis-errors.js";
import type { Analyzer } from "../analyzer.js";
import {
  attributeIds,
  filterNode,
  isPassed,
  onlyColumns,
  pass,
  projectNode,
  reachable,
  widen,
} from "../nodes.js";
import type { PlanNode, ProjectNode } from "../plan-node.js";
import { attributeExpr, lookUpIn } from "../scope.js";
import { newAttribute } from "../session.js";
import { aboveOf, keepHidden } from "./above.js";

/** What the reader of SQL marks as such: messages have no QUALIFY. */
export function qualifyCondition({ exprType }: Expression): Expression | undefined {
  if (exprType.case !== "unresolvedFunction" || exprType.value.isInternal !== true) return undefined;
  return exprType.value.functionName === "manycore_qualify" ? exprType.value.arguments[0] : undefined;
}

/**
 * A name means a column below the SELECT before it means one of its own.
 *
 * @throws AnalysisException QUALIFY_AGGREGATE_NOT_ALLOWED; NotSupportedError for a condition that isn't boolean
 */
export async function qualified(
  analyzer: Analyzer,
  child: PlanNode,
  condition: Expression,
): Promise<PlanNode> {
  const { value, node } =
    child.kind === "project" && child.grouped === undefined
      ? await below(analyzer, child, condition)
      : await above(analyzer, child, condition);
  if (value.type.typeName !== "boolean" && value.type.typeName !== "void") {
    // Spark takes any number for a condition here.
    throw notEmbedded("QUALIFY with a condition that isn't boolean");
  }
  const attribute = newAttribute(analyzer.session, value, "__qualify");
  const computed = projectNode(node, [...node.output.map(pass), { attribute, value }]);
  const kept = filterNode(computed, castOf(attributeExpr(attribute), new BooleanType()));
  return keepHidden(onlyColumns(kept, child.output), child);
}

interface Resolved {
  readonly value: Typed;
  readonly node: PlanNode;
}

async function below(analyzer: Analyzer, child: ProjectNode, condition: Expression): Promise<Resolved> {
  const made = new Set(child.items.flatMap((item) => (isPassed(item) ? [] : [item.attribute.id])));
  const base = child.input.output.filter(({ id }) => !made.has(id));
  const own = analyzer.scope([child]);
  const scope = analyzer.scope([{ ...child.input, output: base } as PlanNode], {
    beyond: (parts, planId) => lookUpIn(own, parts, planId),
  });
  const { resolver, expressions } = await analyzer.resolver(scope, [condition]);
  const value = withoutAggregate(resolver.resolve(expressions[0]!));
  const ids = attributeIds(value);
  return {
    value,
    node: widen(
      child,
      reachable(child).filter(({ id }) => ids.has(id)),
    ),
  };
}

async function above(analyzer: Analyzer, child: PlanNode, condition: Expression): Promise<Resolved> {
  const { values, node } = await aboveOf(analyzer, child, [condition], (resolver, [parsed]) => [
    withoutAggregate(resolver.resolve(parsed!)),
  ]);
  const grouped = child.kind === "project" ? child.grouped : undefined;
  const ids = attributeIds(values[0]!);
  const given = child.output.find(
    ({ id, name }) => ids.has(id) && grouped?.input.output.some((one) => one.id !== id && one.name === name),
  );
  if (given !== undefined) {
    const operation = `QUALIFY over groups with ${given.name}, which is a name below them too,`;
    throw notEmbedded(operation);
  }
  return { value: values[0]!, node };
}

function withoutAggregate(value: Typed): Typed {
  if (!hasAggregate(value)) return value;
  throw analysisError(
    "QUALIFY_AGGREGATE_NOT_ALLOWED",
    `QUALIFY has no aggregates, and "${value.pretty}" is of one.`,
    { aggregateExpr: `"${value.pretty}"` },
    "42903",
  );
}
