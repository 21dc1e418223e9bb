/** What tests of the engine ask it. */
import type { ConnectEngine } from "../../../src/spark/connect/index.js";
import type { ExecuteOptions, ResultPart } from "../../../src/spark/engine/index.js";
import { planOf, relation } from "../../../src/spark/plan/index.js";
import type { Plan } from "../../../src/spark/proto/index.js";

/** Runs a minute unless it is stopped, in one of the server's two slots: other files' queries go on, also when the stop gets lost. */
export const A_MINUTE =
  "SELECT java_method('java.lang.Thread', 'sleep', id - id + 60000L) FROM range(0, 1, 1, 1)";

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
