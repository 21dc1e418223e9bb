/** Runs WITH RECURSIVE: a table of all rows, to which each level's are added. */
import { SparkException } from "../../errors/index.js";
import type { StructType } from "../../types/index.js";
import type { LeafNode, LeafSource, PlanNode } from "../analyze/plan-node.js";
import { attributesOf, type RecursionStep } from "../analyze/session.js";
import type { Table } from "../duckdb/tables.js";
import type { OperationSession } from "./session.js";
import { countOf } from "./table-count.js";

const LEVELS = "spark.sql.cteRecursionLevelLimit";
const ROWS = "spark.sql.cteRecursionRowLimit";

interface Levels {
  readonly schema: StructType;
  readonly anchor: PlanNode;
  readonly step: RecursionStep;
}

export function recursionLeaf(session: OperationSession, levels: Levels): LeafNode {
  const leaf = (wanted: number | undefined, output: LeafNode["output"]): LeafNode => {
    let table: Promise<Table> | undefined;
    return {
      kind: "leaf",
      label: "UnionLoop",
      identity: `recursion ${session.newId()}`,
      output,
      source: async () => {
        table ??= allRows(session, levels, wanted);
        return sourceOf(await table, levels.schema);
      },
      first: (rows, columns) => leaf(rows, columns),
    };
  };
  return leaf(undefined, attributesOf(session, levels.schema));
}

function sourceOf({ name }: Table, { fields }: StructType): LeafSource {
  return { from: name, columns: fields.map((_, i) => `o${i}`) };
}

/** @param wanted how many rows are enough @throws SparkException RECURSION_LEVEL_LIMIT_EXCEEDED, RECURSION_ROW_LIMIT_EXCEEDED */
async function allRows(
  session: OperationSession,
  { anchor, step, schema }: Levels,
  wanted: number | undefined,
): Promise<Table> {
  const { operation, state } = session;
  const [mostLevels, mostRows] = [Number(session.setting(LEVELS)), Number(session.setting(ROWS))];
  const all = session.hold(await session.materialize(anchor));
  let last = all;
  let made = await countOf(session, all.name);
  for (let level = 1, rows = made; made > 0; level++, rows += made) {
    if (mostLevels >= 0 && level > mostLevels) {
      throw exceeded("RECURSION_LEVEL_LIMIT_EXCEEDED", `more than ${mostLevels} levels`, LEVELS, {
        levelLimit: String(mostLevels),
      });
    }
    if (wanted !== undefined && rows >= wanted) break;
    if (wanted === undefined && mostRows >= 0 && rows >= mostRows) {
      throw exceeded("RECURSION_ROW_LIMIT_EXCEEDED", `${mostRows} rows and more`, ROWS, {
        rowLimit: String(mostRows),
      });
    }
    const inner = session.another();
    try {
      const next = session.hold(await inner.materialize(await step(inner, sourceOf(last, schema))));
      made = await countOf(session, next.name);
      await operation.run(`INSERT INTO ${all.name} SELECT * FROM ${next.name}`);
      if (last !== all) await operation.during(() => state.tables.drop(last));
      last = next;
    } finally {
      await inner.close();
    }
  }
  return all;
}

function exceeded(
  condition: string,
  what: string,
  setting: string,
  messageParameters: Readonly<Record<string, string>>,
): SparkException {
  return new SparkException(
    `[${condition}] WITH RECURSIVE made ${what} without coming to an end. If it does end, raise ${setting}. SQLSTATE: 42836`,
    { condition, messageParameters, sqlState: "42836" },
  );
}
