/** Plans as text. */
import { inputsOf, type PlanNode } from "../analyze/plan-node.js";
import type { Attribute } from "../expression/typed.js";
import type { OperationSession } from "./session.js";

/** What `explain` shows: the plan, and the SQL that DuckDB is given. */
export async function explained(session: OperationSession, plan: PlanNode): Promise<string> {
  await session.readyToExplain(plan);
  return `== Analyzed Logical Plan ==\n${planText(plan)}\n\n== DuckDB's SQL ==\n${session.queryOf(plan)}\n`;
}

/** A node a line, inputs below it and further in, as Spark draws its plans. */
export function planText(node: PlanNode): string {
  return [...linesOf(node, "", "")].join("\n");
}

function* linesOf(node: PlanNode, first: string, rest: string): Generator<string> {
  yield `${first}${labelOf(node)}`;
  const inputs = inputsOf(node);
  for (const [i, input] of inputs.entries()) {
    const isLast = i === inputs.length - 1;
    yield* linesOf(input, `${rest}${isLast ? "+- " : ":- "}`, `${rest}${isLast ? "   " : ":  "}`);
  }
}

function labelOf(node: PlanNode): string {
  switch (node.kind) {
    case "leaf":
      return `${node.label} [${columns(node.output)}]`;
    case "project":
      return `Project [${node.items.map(({ attribute, value }) => (value.kind === "attribute" && value.attribute.id === attribute.id ? column(attribute) : `${value.pretty} AS ${column(attribute)}`)).join(", ")}]`;
    case "filter":
      return `Filter ${node.condition.pretty}`;
    case "sort":
      return `Sort [${node.keys.map(({ child, ascending, nullsFirst }) => `${child.pretty} ${ascending ? "ASC" : "DESC"} NULLS ${nullsFirst ? "FIRST" : "LAST"}`).join(", ")}]`;
    case "limit":
      return `Limit ${node.limit ?? "all"}${node.offset === 0 ? "" : `, after ${node.offset}`}`;
    case "tail":
      return `Tail ${node.limit}`;
    case "aggregate":
      return `Aggregate [${columns(node.keys)}], [${node.aggregates.map(({ attribute, value }) => `${value.pretty} AS ${column(attribute)}`).join(", ")}]`;
    case "join":
      return `Join ${node.how}${node.condition === undefined ? "" : `, ${node.condition.pretty}`}`;
    case "set":
      return `${node.how}${node.all ? " all" : ""}`.replace(/^\w/, (letter) => letter.toUpperCase());
    case "distinct":
      return node.keys === "all" ? "Distinct" : `Deduplicate [${columns(node.keys)}]`;
    case "generate":
      return `Generate ${node.generator.pretty}, [${columns(node.made)}]`;
    case "sample":
      return `Sample ${node.take.how}, seed ${node.seed}`;
    case "marker":
      return node.label;
    case "own":
      return `Function ${node.name} [${columns(node.output)}]`;
  }
}

function columns(attributes: readonly Attribute[]): string {
  return attributes.map(column).join(", ");
}

function column({ name, id }: Attribute): string {
  return `${name}#${id}`;
}
