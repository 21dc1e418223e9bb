/** Asks a real Spark the same thing twice: as text, and as the plan that is parsed from it. */
import { create } from "@bufbuild/protobuf";
import type { ConnectEngine } from "../../../src/spark/connect/index.js";
import type { Engine } from "../../../src/spark/engine/index.js";
import { commandPlan, planOf, relation } from "../../../src/spark/plan/index.js";
import { type Plan, PlanSchema, type Relation } from "../../../src/spark/proto/index.js";
import { parseSql } from "../../../src/spark/sql-text/index.js";
import type { StructType } from "../../../src/spark/types/index.js";

export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly string[];
}

export async function answerOf(engine: ConnectEngine, plan: Plan): Promise<Answer> {
  let schema: StructType | undefined;
  const rows: string[] = [];
  for await (const part of engine.execute(plan)) {
    if (part.kind === "schema") schema = part.schema;
    if (part.kind !== "batch") continue;
    const { batch } = part;
    for (let row = 0; row < batch.length; row++)
      rows.push(batch.columns.map((column) => shown(column.get(row))).join(" | "));
  }
  return {
    columns: (schema?.fields ?? []).map(({ name, dataType }) => `${name}: ${dataType.simpleString()}`),
    rows,
  };
}

export async function asText(engine: ConnectEngine, text: string): Promise<Answer> {
  let found: Relation | undefined;
  const input = relation("sql", { query: text });
  for await (const part of engine.execute(commandPlan("sqlCommand", { input }))) {
    if (part.kind === "relation") found = part.relation;
  }
  return answerOf(engine, planOf(found ?? input));
}

export async function asPlan(engine: ConnectEngine, text: string): Promise<Answer> {
  const parsed = await parseSql(text, { columnsOf: (of) => columnsOf(engine, of) });
  if (parsed.kind === "relation") return answerOf(engine, planOf(parsed.relation));
  if (parsed.kind === "statement") throw new TypeError(`${text} is said by no message`);
  return answerOf(engine, create(PlanSchema, { opType: { case: "command", value: parsed.command } }));
}

/** As the embedded engine tells the parser. */
export async function columnsOf(engine: Pick<Engine, "analyze">, of: Relation): Promise<string[]> {
  const { schema } = await engine.analyze("schema", {
    $typeName: "spark.connect.AnalyzePlanRequest.Schema",
    plan: planOf(of),
  });
  const kind = schema?.kind;
  if (kind?.case !== "struct") throw new Error("a relation's schema is no struct");
  return kind.value.fields.map(({ name }) => name);
}

function shown(value: unknown): string {
  if (value instanceof Map)
    return `{${[...value].map(([key, one]) => `${shown(key)}: ${shown(one)}`).join(", ")}}`;
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object" && value !== null) {
    const text = Object.hasOwn(value, "toString") || !/^\[object/.test(String(value)) ? String(value) : "";
    return text === ""
      ? `{${Object.entries(value)
          .map(([name, one]) => `${name}: ${shown(one)}`)
          .join(", ")}}`
      : text;
  }
  return Object.is(value, -0) ? "-0" : String(value);
}
