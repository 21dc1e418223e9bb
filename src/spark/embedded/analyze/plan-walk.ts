/** Going through plans. */
import { walk } from "../expression/tree.js";
import type { Typed } from "../expression/typed.js";
import { inputsOf, type LeafNode, type PlanNode } from "./plan-node.js";
import { planOfSubquery } from "./subqueries.js";

/** The expressions of a node. */
export function expressionsOf(node: PlanNode): readonly Typed[] {
  switch (node.kind) {
    case "project":
      return node.items.map(({ value }) => value);
    case "filter":
      return [node.condition];
    case "sort":
      return node.keys.map(({ child }) => child);
    case "aggregate":
      return node.aggregates.map(({ value }) => value);
    case "join":
      return node.condition === undefined ? [] : [node.condition];
    case "generate":
      return [node.generator];
    case "sample":
      return node.take.how === "strata" ? [node.take.column] : [];
    default:
      return [];
  }
}

/** Every node, those of subqueries too. */
export function* nodesOf(node: PlanNode): Generator<PlanNode> {
  yield node;
  for (const input of inputsOf(node)) yield* nodesOf(input);
  for (const expression of expressionsOf(node)) {
    for (const each of walk(expression)) {
      const plan = planOfSubquery(each);
      if (plan !== undefined) yield* nodesOf(plan);
    }
  }
}

export function leavesOf(node: PlanNode): LeafNode[] {
  const leaves: LeafNode[] = [];
  for (const each of nodesOf(node)) if (each.kind === "leaf") leaves.push(each);
  return leaves;
}
