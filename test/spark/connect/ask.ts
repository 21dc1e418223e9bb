/** What tests of the engine ask it. */
import type { ConnectEngine } from "../../../src/spark/connect/index.js";
import type { ExecuteOptions, ResultPart } from "../../../src/spark/engine/index.js";
import { planOf, relation } from "../../../src/spark/plan/index.js";
import type { Plan } from "../../../src/spark/proto/index.js";

/** Runs minutes long unless it is stopped. */
export const ENDLESS =
  "SELECT count(*) FROM range(100000000) a JOIN range(100000) b ON a.id * b.id = 7 AND a.id % 2 = b.id % 3";

export function query(sql: string): Plan {
  return planOf(relation("sql", { query: sql }));
}

export async function partsOf(
  engine: ConnectEngine,
  plan: Plan,
  options?: ExecuteOptions,
): Promise<ResultPart[]> {
  const parts: ResultPart[] = [];
  for await (const part of engine.execute(plan, options)) parts.push(part);
  return parts;
}

export function rowsOf(parts: readonly ResultPart[]): unknown[][] {
  return parts.flatMap((part) => {
    if (part.kind !== "batch") return [];
    const { length, columns } = part.batch;
    return Array.from({ length }, (_, row) => columns.map((column) => column.get(row)));
  });
}

export async function rowsOfQuery(engine: ConnectEngine, sql: string): Promise<unknown[][]> {
  return rowsOf(await partsOf(engine, query(sql)));
}

/** @returns what it failed with */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}
