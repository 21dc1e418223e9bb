/** DataFrames that are kept: their rows are a table the first time that they are needed, for the same relation and for others that are the same. */
import { create } from "@bufbuild/protobuf";
import { type Relation, type StorageLevel, StorageLevelSchema } from "../../proto/index.js";
import type { PlanNode } from "../analyze/plan-node.js";
import type { Table } from "../duckdb/tables.js";
import { identityOf } from "./identity.js";
import type { OperationSession } from "./session.js";

export interface Persisted {
  readonly level: StorageLevel;
  /** Made when the rows are first asked for. */
  table: Promise<Table> | undefined;
}

/** What Spark takes when nothing is said: memory, then disk. */
const DEFAULT = { useDisk: true, useMemory: true, deserialized: true, replication: 1 };

export async function persist(
  session: OperationSession,
  relation: Relation,
  level: StorageLevel | undefined,
): Promise<void> {
  const key = identityOf(await session.analyzeWithout(relation));
  if (session.state.persisted.has(key)) return;
  session.state.persisted.set(key, {
    level: level ?? create(StorageLevelSchema, DEFAULT),
    table: undefined,
  });
}

export async function unpersist(session: OperationSession, relation: Relation): Promise<void> {
  const key = identityOf(await session.analyzeWithout(relation));
  const persisted = session.state.persisted.get(key);
  if (persisted === undefined) return;
  session.state.persisted.delete(key);
  const table = await persisted.table;
  if (table !== undefined) await session.state.tables.drop(table);
}

export async function unpersistAll(session: OperationSession): Promise<void> {
  const all = [...session.state.persisted.values()];
  session.state.persisted.clear();
  for (const { table } of all) {
    const made = await table;
    if (made !== undefined) await session.state.tables.drop(made);
  }
}

export async function storageLevel(session: OperationSession, relation: Relation): Promise<StorageLevel> {
  const key = identityOf(await session.analyzeWithout(relation));
  return session.state.persisted.get(key)?.level ?? create(StorageLevelSchema, { replication: 1 });
}

/** The plan, or what is kept of it. */
export function keptOf(session: OperationSession, plan: PlanNode): PlanNode {
  const { persisted } = session.state;
  const kept = persisted.size === 0 ? undefined : persisted.get(identityOf(plan));
  if (kept === undefined) return plan;
  return {
    kind: "leaf",
    label: "InMemoryRelation",
    identity: "kept",
    standsFor: plan,
    output: plan.output,
    source: async () => {
      if (kept.table === undefined) {
        kept.table = session.materialize(plan);
        kept.table.catch(() => {
          kept.table = undefined;
        });
      }
      const { name } = await kept.table;
      return { from: name, columns: plan.output.map((_, i) => `o${i}`) };
    },
  };
}
