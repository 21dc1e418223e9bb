/** Makes nodes of plans. */

import { hasMap } from "../expression/sort-order.js";
import { keyOf, replace, walk } from "../expression/tree.js";
import { typeQuoted } from "../expression/type-names.js";
import type { Attribute, Typed } from "../expression/typed.js";
import { analysisError } from "./analysis-errors.js";
import type { DistinctNode, FilterNode, Named, PlanNode, ProjectNode } from "./plan-node.js";
import { attributeExpr } from "./scope.js";

/** Rows that are there once. @param keys the columns that tell them apart @throws AnalysisException for maps among the columns */
export function distinctNode(input: PlanNode, keys: DistinctNode["keys"] = "all"): DistinctNode {
  refuseMaps(keys === "all" ? input.output : keys);
  return { kind: "distinct", input, keys, output: input.output };
}

/** @throws AnalysisException UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE for columns with maps, which Spark doesn't tell apart there */
export function refuseMaps(columns: readonly Attribute[]): void {
  const wrong = columns.find(({ type }) => hasMap(type));
  if (wrong === undefined) return;
  const [colName, dataType] = [`\`${wrong.name}\``, typeQuoted(wrong.type)];
  throw analysisError(
    "UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE",
    `The column ${colName} is of the type ${dataType}: rows with maps can't be told apart.`,
    { colName, dataType },
    "0A000",
  );
}

/** A column that is passed on. */
export function pass(attribute: Attribute): Named {
  return { attribute, value: attributeExpr(attribute) };
}

export function isPassed({ attribute, value }: Named): boolean {
  return value.kind === "attribute" && value.attribute.id === attribute.id;
}

/** @param items may speak of each other's columns, where these aren't the input's: lateral aliases */
export function projectNode(input: PlanNode, items: readonly Named[]): ProjectNode {
  const levels = levelsOf(items);
  const most = Math.max(0, ...levels);
  let at = input;
  for (let level = 0; level < most; level++) {
    const made = items.filter((item, i) => levels[i] === level && !isPassed(item));
    at = plainProject(at, [...at.output.map(pass), ...made]);
  }
  return plainProject(
    at,
    most === 0
      ? items
      : items.map((item, i) => (levels[i]! < most && !isPassed(item) ? pass(item.attribute) : item)),
  );
}

function plainProject(input: PlanNode, items: readonly Named[]): ProjectNode {
  return { kind: "project", input, items, output: items.map(({ attribute }) => attribute) };
}

/** How many selects an item has to be above the first, since it speaks of others. */
function levelsOf(items: readonly Named[]): number[] {
  const made = new Map(
    items.flatMap((item, i): [number, number][] => (isPassed(item) ? [] : [[item.attribute.id, i]])),
  );
  const levels: number[] = [];
  for (const [i, { attribute, value }] of items.entries()) {
    const above = [...attributeIds(value)].flatMap((id) => {
      const at = made.get(id);
      return at === undefined || at >= i || id === attribute.id ? [] : [levels[at]! + 1];
    });
    levels.push(Math.max(0, ...above));
  }
  return levels;
}

export function attributeIds(typed: Typed): Set<number> {
  const ids = new Set<number>();
  for (const each of walk(typed)) if (each.kind === "attribute") ids.add(each.attribute.id);
  return ids;
}

/** Just these columns of the input, in this order; the input itself, if it is so already. */
export function onlyColumns(input: PlanNode, columns: readonly Attribute[]): PlanNode {
  const same =
    input.output.length === columns.length && columns.every(({ id }, i) => id === input.output[i]!.id);
  return same ? input : plainProject(input, columns.map(pass));
}

export function filterNode(input: PlanNode, condition: Typed): FilterNode {
  return { kind: "filter", input, condition, output: input.output, ...hiddenOf(input) };
}

/** What a node passes on of what its input hides. */
export function hiddenOf({ hidden }: PlanNode): { readonly hidden?: readonly Attribute[] } {
  return hidden === undefined ? {} : { hidden };
}

/** Columns below a node that it could be made to have: {@link widen} does it. */
export function reachable(node: PlanNode): Attribute[] {
  switch (node.kind) {
    case "project": {
      if (node.grouped !== undefined) return [];
      const below = [...node.input.output, ...reachable(node.input)];
      return below.filter(({ id }) => !node.output.some((own) => own.id === id));
    }
    case "filter":
    case "sort":
    case "limit":
    case "tail":
    case "sample":
    case "generate":
      return reachable(node.input);
    case "marker":
      return node.label.startsWith("SubqueryAlias") ? [...(node.hidden ?? [])] : reachable(node.input);
    default:
      return [];
  }
}

/** The node with columns more, which are below it. They come behind its own. */
export function widen(node: PlanNode, more: readonly Attribute[]): PlanNode {
  const missing = more.filter(({ id }) => !node.output.some((own) => own.id === id));
  if (missing.length === 0) return node;
  const output = [...node.output, ...missing];
  switch (node.kind) {
    case "project":
      return {
        ...node,
        input: widen(node.input, missing),
        items: [...node.items, ...missing.map(pass)],
        output,
      };
    case "filter":
    case "sort":
    case "limit":
    case "tail":
    case "sample":
    case "generate":
    case "marker":
      return { ...node, input: widen(node.input, missing), output };
    default:
      throw new TypeError(`a ${node.kind} has no columns below it`);
  }
}

/** The node with those of its hidden columns that expressions speak of. */
export function withHidden(node: PlanNode, values: readonly Typed[]): PlanNode {
  if (node.hidden === undefined || node.hidden.length === 0) return node;
  const used = new Set(values.flatMap((value) => [...attributeIds(value)]));
  return widen(
    node,
    node.hidden.filter(({ id }) => used.has(id)),
  );
}

/** Puts other expressions for columns. */
export function substitute(typed: Typed, values: ReadonlyMap<number, Typed>): Typed {
  return replace(typed, (each) => (each.kind === "attribute" ? values.get(each.attribute.id) : undefined));
}

export function sameExpression(a: Typed, b: Typed): boolean {
  return keyOf(a) === keyOf(b);
}
