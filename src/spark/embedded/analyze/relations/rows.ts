/** Project, filter, sort, limit and their like: one relation in, one out. */

import type { Expression } from "../../../proto/index.js";
import { BooleanType } from "../../../types/index.js";
import { castOf } from "../../expression/cast-rules.js";
import { hasAggregate, some } from "../../expression/tree.js";
import type { SortKey, Typed } from "../../expression/typed.js";
import { notEmbedded } from "../../not-embedded.js";
import { analysisError, notBoolean } from "../analysis-errors.js";
import type { Analyze } from "../analyzer.js";
import type { ExpressionResolver } from "../expression-resolver.js";
import { filterNode, hiddenOf, onlyColumns } from "../nodes.js";
import type { MarkerNode, PlanNode } from "../plan-node.js";
import { attributeExpr } from "../scope.js";
import { select } from "../select.js";
import { sortKey } from "../windows.js";
import { aboveOf, keepHidden } from "./above.js";
import { oneRow } from "./leaves.js";
import { qualified, qualifyCondition } from "./qualify.js";

export const project: Analyze<"project"> = async (analyzer, { input, expressions }) =>
  select(analyzer, input === undefined ? oneRow() : await analyzer.relation(input), expressions);

export const filter: Analyze<"filter"> = async (analyzer, { input, condition }) => {
  const child = await analyzer.relation(input);
  const qualify = qualifyCondition(condition!);
  if (qualify !== undefined) return qualified(analyzer, child, qualify);
  const { values, node } = await aboveOf(analyzer, child, [condition!], (resolver, [parsed]) => [
    resolver.resolve(parsed!),
  ]);
  const value = values[0]!;
  if (value.type.typeName !== "boolean" && value.type.typeName !== "void") {
    throw notBoolean("FILTER", value.pretty, value.type);
  }
  if (hasAggregate(value) || some(value, ({ kind }) => kind === "window" || kind === "generator")) {
    throw analysisError(
      "INVALID_WHERE_CONDITION",
      `"${value.pretty}" is no condition of a row: it has an aggregate, a window or a generator.`,
      { condition: `"${value.pretty}"`, expressionList: value.pretty },
      "42903",
    );
  }
  return keepHidden(onlyColumns(filterNode(node, castOf(value, new BooleanType())), child.output), child);
};

export const sort: Analyze<"sort"> = async (analyzer, { input, order }) => {
  const child = await analyzer.relation(input);
  const keys: SortKey[] = [];
  const { values, node } = await aboveOf(
    analyzer,
    child,
    order.map((each) => each.child!),
    (resolver, parsed) =>
      parsed.flatMap((expression, i) => {
        const all = ordinal(resolver, child, expression);
        for (const value of all) keys.push(sortKey(order[i]!, () => value));
        return all;
      }),
    { skipsAmbiguous: true },
  );
  for (const { type, pretty } of values) {
    if (type.typeName === "map" || type.typeName === "variant") {
      throw analysisError(
        "DATATYPE_MISMATCH.INVALID_ORDERING_TYPE",
        `"${pretty}" is of the type "${type.simpleString().toUpperCase()}", whose values have no order.`,
        {
          sqlExpr: `"${pretty}"`,
          functionName: "`sortorder`",
          dataType: `"${type.simpleString().toUpperCase()}"`,
        },
        "42K09",
      );
    }
  }
  const sorted: PlanNode = {
    kind: "sort",
    input: node,
    keys: keys.map((key, i) => ({ ...key, child: values[i]! })),
    output: node.output,
    ...hiddenOf(child),
  };
  return keepHidden(onlyColumns(sorted, child.output), child);
};

/** What a key says: a number is a column's place, from 1. */
function ordinal(resolver: ExpressionResolver, child: PlanNode, expression: Expression): Typed[] {
  const [value] = resolver.resolveArguments([expression]);
  if (value === undefined) return [];
  if (value.kind !== "literal" || value.type.typeName !== "integer" || value.value === null) {
    return resolver.resolveArguments([expression]);
  }
  const column = child.output[Number(value.value) - 1];
  if (column === undefined) {
    throw analysisError(
      "ORDER_BY_POS_OUT_OF_RANGE",
      `The order is by column ${value.value}, and there are ${child.output.length}.`,
      { index: String(value.value), size: String(child.output.length) },
      "42805",
    );
  }
  return [attributeExpr(column)];
}

export const limit: Analyze<"limit"> = async (analyzer, value) =>
  limited(firstRows(await analyzer.relation(value.input), value.limit), value.limit, 0);

export const offset: Analyze<"offset"> = async (analyzer, value) =>
  limited(await analyzer.relation(value.input), undefined, value.offset);

/** Tells a recursive query below how many of its rows are needed: it may have no last one. */
function firstRows(node: PlanNode, rows: number): PlanNode {
  switch (node.kind) {
    case "leaf":
      return node.first?.(rows, node.output) ?? node;
    case "marker":
      return { ...node, input: firstRows(node.input, rows) };
    case "project": {
      const isOfRows = !node.items.some(({ value }) => some(value, ({ kind }) => kind === "window"));
      return isOfRows ? { ...node, input: firstRows(node.input, rows) } : node;
    }
    case "limit":
      return node.limit === undefined ? { ...node, input: firstRows(node.input, rows + node.offset) } : node;
    default:
      return node;
  }
}

/** @throws AnalysisException INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE */
export function limited(input: PlanNode, rows: number | undefined, skip: number): PlanNode {
  refuseNegative(rows === undefined ? "offset" : "limit", rows ?? skip);
  return {
    kind: "limit",
    input,
    limit: rows,
    offset: skip,
    output: input.output,
    ...hiddenOf(input),
  };
}

function refuseNegative(name: string, count: number): void {
  if (count >= 0) return;
  throw analysisError(
    "INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE",
    `The ${name} of rows is ${count}; it is 0 or more.`,
    { name, expr: `"${count}"`, v: String(count) },
    "42K0E",
  );
}

export const tail: Analyze<"tail"> = async (analyzer, value) => {
  const input = await analyzer.relation(value.input);
  refuseNegative("tail", value.limit);
  return { kind: "tail", input, limit: value.limit, output: input.output };
};

export const subqueryAlias: Analyze<"subqueryAlias"> = async (analyzer, { input, alias, qualifier }) => {
  const child = await analyzer.relation(input);
  const names = [...qualifier, alias];
  return {
    kind: "marker",
    label: `SubqueryAlias ${alias}`,
    input: child,
    output: child.output.map((attribute) => ({ ...attribute, qualifier: names })),
  };
};

export const hint: Analyze<"hint"> = async (analyzer, { input, name }) => {
  const child = await analyzer.relation(input);
  return { kind: "marker", label: `Hint ${name}`, input: child, output: child.output, ...hiddenOf(child) };
};

export const repartition: Analyze<"repartition"> = async (analyzer, { input, numPartitions }) =>
  marked(await analyzer.relation(input), `Repartition ${numPartitions}`, numPartitions);

export const repartitionByExpression: Analyze<"repartitionByExpression"> = async (
  analyzer,
  { input, partitionExprs, numPartitions },
) => {
  const child = await analyzer.relation(input);
  // They change nothing, but a name that isn't there is an error.
  const plain = partitionExprs.flatMap((each) =>
    each.exprType.case === "sortOrder" ? [each.exprType.value.child!] : [each],
  );
  const { resolver, expressions } = await analyzer.resolver(analyzer.scope([child]), plain);
  for (const expression of expressions) {
    if (expression.exprType.case === "directShufflePartitionId") {
      throw notEmbedded("repartitionById");
    }
    resolver.resolve(expression);
  }
  return { ...marked(child, "RepartitionByExpression", numPartitions ?? 1), partitions: "by key" };
};

function marked(input: PlanNode, label: string, partitions: number): MarkerNode {
  if (partitions < 1) {
    throw analysisError(
      "INVALID_PARTITION_NUMBER",
      `The number of partitions is ${partitions}; it is 1 or more.`,
      { numPartitions: String(partitions) },
      "22023",
    );
  }
  return { kind: "marker", label, input, partitions, output: input.output, ...hiddenOf(input) };
}

export const collectMetrics: Analyze<"collectMetrics"> = () => {
  throw notEmbedded("observe");
};
