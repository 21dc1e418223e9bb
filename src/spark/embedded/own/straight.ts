/** Rows that go to the caller as the user's functions give them, without becoming a table. */
import type { ColumnBatch } from "../../engine/index.js";
import { batchOf } from "../../types/columns-to-arrow.js";
import type { StructType } from "../../types/index.js";
import type { PlanNode } from "../analyze/plan-node.js";
import { arrowNow } from "../duckdb/chunk-columns.js";
import type { Attribute } from "../expression/typed.js";

/** @returns undefined for a plan that has to do with the rows more than choosing columns */
export function straightFrom(
  plan: PlanNode,
  schema: StructType,
  timeZone: string,
): AsyncIterable<ColumnBatch> | undefined {
  const found = streamOf(plan, plan.output);
  return found === undefined ? undefined : renamed(found, schema, timeZone);
}

interface Found {
  readonly batches: AsyncIterable<ColumnBatch>;
  /** Which of their columns, in order. */
  readonly places: readonly number[];
}

function streamOf(node: PlanNode, columns: readonly Attribute[]): Found | undefined {
  switch (node.kind) {
    case "marker":
      return streamOf(node.input, columns);
    case "project": {
      const below = columns.flatMap(({ id }) => {
        const value = node.items.find(({ attribute }) => attribute.id === id)?.value;
        return value?.kind === "attribute" ? [value.attribute] : [];
      });
      return below.length === columns.length ? streamOf(node.input, below) : undefined;
    }
    case "leaf": {
      if (node.stream === undefined) return undefined;
      const places = columns.map(({ id }) => node.output.findIndex((column) => column.id === id));
      return places.includes(-1) ? undefined : { batches: node.stream(), places };
    }
    default:
      return undefined;
  }
}

/** Those columns alone, under the plan's names. */
async function* renamed(
  { batches, places }: Found,
  schema: StructType,
  timeZone: string,
): AsyncGenerator<ColumnBatch> {
  for await (const batch of batches) {
    const { length } = batch;
    yield {
      length,
      columns: places.map((place) => batch.columns[place]!),
      toArrow: () => {
        const { children } = batch.toArrow().data;
        const chosen = places.map((place) => children[place]!);
        return batchOf(arrowNow(), schema, chosen, length, timeZone);
      },
    };
  }
}
