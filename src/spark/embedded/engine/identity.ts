/** Whether two plans are the same but for the numbers of their columns. */
import { inputsOf, type PlanNode } from "../analyze/plan-node.js";
import { expressionsOf } from "../analyze/plan-walk.js";
import { keyOf, numberOf } from "../expression/tree.js";
import type { Attribute } from "../expression/typed.js";

/** A text that such plans share: columns are numbered as they come. */
export function identityOf(plan: PlanNode): string {
  const numbers = new Map<string, number>();
  const renumbered = (text: string) =>
    text.replace(/#\d+/g, (id) => {
      if (!numbers.has(id)) numbers.set(id, numbers.size);
      return `@${numbers.get(id)}`;
    });
  return renumbered(textOf(plan));
}

function textOf(node: PlanNode): string {
  if (node.kind === "leaf" && node.standsFor !== undefined) return textOf(node.standsFor);
  const inputs = inputsOf(node).map(textOf).join("; ");
  if (node.kind === "marker") return inputs;
  const columns = (attributes: readonly Attribute[]) => attributes.map(({ id }) => `#${id}`).join();
  const expressions = expressionsOf(node).map(keyOf).join();
  return `${node.kind}(${inputs})[${detail(node)}][${expressions}] → ${columns(node.output)}`;
}

function detail(node: PlanNode): string {
  const columns = (attributes: readonly Attribute[]) => attributes.map(({ id }) => `#${id}`).join();
  switch (node.kind) {
    case "leaf":
      return node.identity;
    case "sort":
      return node.keys.map(({ ascending, nullsFirst }) => `${ascending} ${nullsFirst}`).join();
    case "limit":
      return `${node.limit} ${node.offset}`;
    case "tail":
      return String(node.limit);
    case "aggregate":
      return `${columns(node.keys)} ${JSON.stringify(node.sets ?? null)}`;
    case "join":
      return `${node.how} ${node.lateral}`;
    case "set":
      return `${node.how} ${node.all}`;
    case "distinct":
      return node.keys === "all" ? "all" : columns(node.keys);
    case "generate":
      return String(node.outer);
    case "sample":
      return `${node.seed} ${JSON.stringify(node.take, (key, value) => (key === "column" || key === "stratum" ? undefined : value))}`;
    case "own":
      return `${node.name} ${numberOf(node)} ${(node.keys ?? []).map(columns).join("; ")}`;
    default:
      return "";
  }
}

/** Java's hash of a string: 32 bits. */
export function hashOf(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}
