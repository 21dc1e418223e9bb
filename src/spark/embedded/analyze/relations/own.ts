/** Functions of the user's that make rows of rows: of batches, of groups, of the groups of two DataFrames. */
import type { CommonInlineUserDefinedFunction, Expression } from "../../../proto/index.js";
import { StructType } from "../../../types/index.js";
import { typeFromMessage } from "../../../types/type-messages.js";
import { castOf } from "../../expression/cast-rules.js";
import type { Attribute, Typed } from "../../expression/typed.js";
import { widerType } from "../../functions/coercion.js";
import { notEmbedded } from "../../not-embedded.js";
import { analysisError } from "../analysis-errors.js";
import type { Analyze, Analyzer } from "../analyzer.js";
import { pass, projectNode, withHidden } from "../nodes.js";
import type { Named, OwnNode, PlanNode } from "../plan-node.js";
import { attributesOf, newAttribute } from "../session.js";

export const mapPartitions: Analyze<"mapPartitions"> = async (analyzer, { input, func }) => {
  const child = await analyzer.relation(input);
  return {
    ...functionNode(analyzer, func),
    inputs: [child],
    columns: [child.output],
    keys: undefined,
    isWhole: isOnePartition(child),
  };
};

export const groupMap: Analyze<"groupMap"> = async (
  analyzer,
  { input, func, groupingExpressions, sortingExpressions },
) => {
  if (sortingExpressions.length > 0) {
    throw notEmbedded("groups that are sorted within");
  }
  const child = await analyzer.relation(input);
  const values = await keysOf(analyzer, child, groupingExpressions);
  const side = withKeys(analyzer, child, values);
  return {
    ...functionNode(analyzer, func),
    inputs: [side.node],
    columns: [child.output],
    keys: [side.keys],
    isWhole: false,
  };
};

export const coGroupMap: Analyze<"coGroupMap"> = async (
  analyzer,
  { input, other, func, inputGroupingExpressions, otherGroupingExpressions },
) => {
  const [a, b] = [await analyzer.relation(input), await analyzer.relation(other)];
  const [left, right] = [
    await keysOf(analyzer, a, inputGroupingExpressions),
    await keysOf(analyzer, b, otherGroupingExpressions),
  ];
  if (left.length !== right.length) {
    throw analysisError(
      "INVALID_PLAN_INPUT",
      `Two DataFrames that are grouped together have as many keys each, and these have ${left.length} and ${right.length}.`,
      {},
      "XX000",
    );
  }
  const types = left.map((key, i) => widerType(key.type, right[i]!.type) ?? differ(key, right[i]!));
  const [first, second] = [
    withKeys(
      analyzer,
      a,
      left.map((key, i) => castOf(key, types[i]!)),
    ),
    withKeys(
      analyzer,
      b,
      right.map((key, i) => castOf(key, types[i]!)),
    ),
  ];
  return {
    ...functionNode(analyzer, func),
    inputs: [first.node, second.node],
    columns: [a.output, b.output],
    keys: [first.keys, second.keys],
    isWhole: false,
  };
};

function differ(a: Typed, b: Typed): never {
  throw analysisError(
    "DATATYPE_MISMATCH.DATA_DIFF_TYPES",
    `The keys "${a.pretty}" and "${b.pretty}" have no type in common.`,
    { functionName: "`cogroup`", dataType: `"${a.type.simpleString()}" and "${b.type.simpleString()}"` },
    "42K09",
  );
}

type Made = Pick<OwnNode, "kind" | "udf" | "name" | "output">;

function functionNode(analyzer: Analyzer, func: CommonInlineUserDefinedFunction | undefined): Made {
  const udf = func?.function.case === "pythonUdf" ? func.function.value : undefined;
  const type = udf?.outputType === undefined ? undefined : typeFromMessage(udf.outputType);
  if (func === undefined || udf === undefined || !(type instanceof StructType)) {
    throw analysisError("INVALID_PLAN_INPUT", "A function of rows has no schema.", {}, "XX000");
  }
  const output = attributesOf(analyzer.session, type).map((attribute) => ({ ...attribute, nullable: true }));
  return { kind: "own", udf, name: func.functionName, output };
}

async function keysOf(
  analyzer: Analyzer,
  child: PlanNode,
  grouping: readonly Expression[],
): Promise<Typed[]> {
  const { resolver, expressions } = await analyzer.resolver(analyzer.scope([child]), grouping);
  const keys = resolver.resolveArguments(expressions);
  const bad = keys.find(({ type }) => type.typeName === "map" || type.typeName === "variant");
  if (bad === undefined) return keys;
  throw analysisError(
    "GROUP_EXPRESSION_TYPE_IS_NOT_ORDERABLE",
    `"${bad.pretty}" is of the type "${bad.type.simpleString().toUpperCase()}", whose values have no order to be grouped by.`,
    { sqlExpr: `"${bad.pretty}"`, dataType: `"${bad.type.simpleString().toUpperCase()}"` },
    "42822",
  );
}

/** A node whose columns have the keys among them. */
function withKeys(
  analyzer: Analyzer,
  child: PlanNode,
  values: readonly Typed[],
): { readonly node: PlanNode; readonly keys: readonly Attribute[] } {
  const named = values.map(
    (value): Named =>
      value.kind === "attribute"
        ? pass(value.attribute)
        : { attribute: newAttribute(analyzer.session, value, value.pretty), value },
  );
  const keys = named.map(({ attribute }) => attribute);
  const from = withHidden(child, values);
  const more = named.filter(({ attribute }) => !child.output.some(({ id }) => id === attribute.id));
  return { node: more.length === 0 ? from : projectNode(from, [...child.output.map(pass), ...more]), keys };
}

/** Whether a program has asked for rows in one partition, or for those of equal keys in the same one: then they are one. */
function isOnePartition(node: PlanNode): boolean {
  switch (node.kind) {
    case "marker":
      return node.partitions === undefined
        ? isOnePartition(node.input)
        : node.partitions === 1 || node.partitions === "by key";
    case "leaf":
      return node.partitions === 1;
    case "limit":
    case "tail":
      return true;
    case "own":
      return node.isWhole;
    case "project":
    case "filter":
    case "sort":
      return isOnePartition(node.input);
    default:
      return false;
  }
}
