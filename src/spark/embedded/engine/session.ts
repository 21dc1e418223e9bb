/** What the analyzer asks of a session, answered for one operation: what it runs can be interrupted with it. */
import { existsSync } from "node:fs";
import { NotSupportedError } from "../../../errors.js";
import type { ColumnBatch, ResultPart } from "../../engine/index.js";
import { relation } from "../../plan/index.js";
import type { Catalog, CommonInlineUserDefinedFunction, Expression, Relation } from "../../proto/index.js";
import type { Parsed, SqlOptions } from "../../sql-text/index.js";
import { arrow } from "../../types/arrow.js";
import { columnBatchOf } from "../../types/arrow-to-columns.js";
import { StructField, StructType } from "../../types/index.js";
import { analysisError } from "../analyze/analysis-errors.js";
import { Analyzer } from "../analyze/analyzer.js";
import type { LeafNode, LeafSource, PlanNode } from "../analyze/plan-node.js";
import { leavesOf } from "../analyze/plan-walk.js";
import {
  type AnalysisSession,
  attributesOf,
  type FileRead,
  type ParsedTexts,
  type QueryArguments,
  type RecursionStep,
  type SavedRelation,
  type View,
} from "../analyze/session.js";
import { chunkBatch } from "../duckdb/chunk-columns.js";
import { batchOfRows, type Table, type Tables } from "../duckdb/tables.js";
import { callsOwn, cutPlan } from "../own/cut.js";
import { ExplainedLeaves } from "../own/explained-leaves.js";
import { OperationLeaves } from "../own/leaves.js";
import type { OwnWorkers } from "../own/own-workers.js";
import { rowsOfSteps, stepsOf } from "../own/rounds.js";
import { straightFrom } from "../own/straight.js";
import { PlanSql } from "../sql/plan-sql.js";
import { catalogRows } from "./catalog.js";
import { filesLeaf } from "./files.js";
import type { Operation } from "./operation.js";
import { parsedTexts } from "./parse.js";
import { keptOf, type Persisted } from "./persist.js";
import { recursionLeaf } from "./recursion.js";
import type { SessionSettings } from "./settings.js";
import type { SessionViews } from "./views.js";
import { CATALOG, type Warehouse } from "./warehouse.js";

/** What lives as long as the session. */
export interface SessionState {
  readonly settings: SessionSettings;
  readonly views: SessionViews;
  readonly tables: Tables;
  /** Tables of relations' rows, by the messages that they stand in. */
  readonly local: WeakMap<object, Promise<{ readonly table: Table; readonly schema: StructType }>>;
  /** Results that are kept, by their ids. */
  readonly kept: Map<string, LeafNode | Relation>;
  /** Plans whose rows are to be kept, by their identities. */
  readonly persisted: Map<string, Persisted>;
  /** Where the user's functions run. */
  readonly own: OwnWorkers;
  /** Functions that SQL knows by name. */
  readonly registered: Map<string, CommonInlineUserDefinedFunction>;
  /** Tables that were saved. */
  readonly warehouse: Warehouse;
  /** What was found out of files, as long as they are the same. */
  readonly found: Map<string, unknown>;
}

let lastId = 0;

export class OperationSession implements AnalysisSession {
  readonly state: SessionState;
  readonly operation: Operation;
  readonly #sources = new Map<LeafNode["source"], LeafSource>();
  readonly #sql: PlanSql;
  /** Plans that call the user's functions, as they are without the calls. */
  readonly #cut = new Map<PlanNode, readonly [PlanNode, ...PlanNode[]]>();
  readonly #held = new Set<Table>();
  #isExplaining = false;
  readonly #observed = new Map<string, PlanNode>();
  #asKept = true;

  constructor(state: SessionState, operation: Operation) {
    this.state = state;
    this.operation = operation;
    this.#sql = new PlanSql(
      (leaf) => {
        const source = this.#sources.get(leaf.source);
        if (source === undefined) throw new TypeError(`the rows of ${leaf.label} aren't ready`);
        return source;
      },
      (plan) => this.#standing(plan),
      this,
    );
  }

  get timeZone(): string {
    return this.state.settings.timeZone;
  }

  get database(): string {
    return this.state.warehouse.current;
  }

  get caseSensitive(): boolean {
    return this.state.settings.caseSensitive;
  }

  setting(key: string): string | undefined {
    return this.state.settings.get(key);
  }

  newId(): number {
    return ++lastId;
  }

  analyze(relation: Relation | undefined): Promise<PlanNode> {
    return new Analyzer(this).relation(relation);
  }

  /** As if nothing were kept. */
  async analyzeWithout(relation: Relation): Promise<PlanNode> {
    this.#asKept = false;
    try {
      return await this.analyze(relation);
    } finally {
      this.#asKept = true;
    }
  }

  standIn(plan: PlanNode): PlanNode {
    return this.#asKept ? keptOf(this, plan) : plan;
  }

  /** A table of a plan's rows: columns o0, o1 … */
  async materialize(plan: PlanNode): Promise<Table> {
    await this.ready(plan);
    const name = this.state.tables.newName();
    await this.operation.run(`CREATE TABLE ${name} AS ${this.queryOf(plan)}`);
    return this.state.tables.own(name);
  }

  observe(name: string, _: PlanNode, metrics: PlanNode): void {
    this.#observed.set(name, metrics);
  }

  /** What `observe` asked for, by the names. It is computed from the plans again, when their rows have gone by. */
  async *observed(): AsyncGenerator<ResultPart> {
    for (const [name, plan] of this.#observed) {
      const [values = []] = await this.collect(plan);
      yield {
        kind: "observed",
        name,
        values: new Map(plan.output.map((column, i) => [column.name, values[i]])),
      };
    }
  }

  async parseExpression(text: string): Promise<Expression> {
    const { parseExpression } = await import("../../sql-text/index.js");
    return parseExpression(text, this.#sqlOptions());
  }

  async parseQuery(text: string, args: QueryArguments): Promise<Relation> {
    const parsed = await this.parseStatement(text, args);
    if (parsed.kind === "relation") return parsed.relation;
    throw analysisError(
      "UNSUPPORTED_FEATURE.SQL_COMMAND_AS_RELATION",
      "A statement that does something is no table: give it to the session's sql().",
    );
  }

  /** A query or a command. @throws ParseException; NotSupportedError without the parser */
  async parseStatement(
    text: string,
    { named, positional }: QueryArguments,
    references: readonly Relation[] = [],
  ): Promise<Parsed> {
    const { parseSql } = await import("../../sql-text/index.js");
    return parseSql(text, {
      ...this.#sqlOptions(references),
      args: positional.length > 0 ? positional : named,
    });
  }

  #sqlOptions(references: readonly Relation[] = []): SqlOptions {
    return {
      timeZone: this.timeZone,
      columnsOf: async (of) => {
        const root =
          references.length === 0 ? of : relation("withRelations", { root: of, references: [...references] });
        return (await this.analyze(root)).output.map(({ name }) => name);
      },
    };
  }

  view(parts: readonly string[]): View | undefined {
    return this.state.views.find(parts, this.caseSensitive);
  }

  saved(parts: readonly string[]): SavedRelation | undefined {
    const found = this.state.warehouse.find(parts);
    if (found === undefined) return undefined;
    const name = [CATALOG, found.database, found.name];
    if (found.kind === "view") return { name, relation: found.relation };
    const { format, schema, options, location } = found;
    return { name, read: { format, schema, options, paths: existsSync(location) ? [location] : [] } };
  }

  async cached(id: string): Promise<LeafNode | Relation> {
    const kept = this.state.kept.get(id);
    if (kept !== undefined) return kept;
    throw analysisError("NO_HANDLER_FOR_CACHED_RELATION", `The session keeps no relation ${id}.`, { id });
  }

  async localRows(message: object, data: Uint8Array, schema: StructType | undefined): Promise<LeafNode> {
    let made = this.state.local.get(message);
    if (made === undefined) {
      made = this.#load(data, schema);
      this.state.local.set(message, made);
      made.catch(() => this.state.local.delete(message));
    }
    const { table, schema: given } = await made;
    return tableLeaf(this, "LocalRelation", given, table);
  }

  async #load(data: Uint8Array, schema: StructType | undefined) {
    const module = await arrow();
    const reader = module.RecordBatchReader.from(data);
    reader.open();
    if (schema === undefined) {
      throw new NotSupportedError(
        "a local relation without a schema",
        "the embedded engine",
        "Give its schema.",
      );
    }
    const wanted = schema;
    const batches = function* () {
      for (const batch of reader) yield columnBatchOf(batch, wanted);
    };
    return { table: await this.state.tables.make(wanted, batches()), schema: wanted };
  }

  rows(label: string, schema: StructType, make: () => Promise<readonly (readonly unknown[])[]>): LeafNode {
    let table: Promise<Table> | undefined;
    const id = this.newId();
    return {
      kind: "leaf",
      label,
      identity: `${label} ${id}`,
      output: attributesOf(this, schema),
      source: async () => {
        table ??= make().then((rows) => this.state.tables.make(schema, [batchOfRows(schema, rows)]));
        return tableSource(await table, schema);
      },
    };
  }

  read(source: FileRead): Promise<LeafNode> {
    return filesLeaf(this, source);
  }

  parse(texts: ParsedTexts): Promise<LeafNode> {
    return parsedTexts(this, texts);
  }

  async catalog(request: Catalog): Promise<LeafNode> {
    return catalogRows(this, request);
  }

  recursion(schema: StructType, anchor: PlanNode, step: RecursionStep): LeafNode {
    return recursionLeaf(this, { schema, anchor, step });
  }

  /** The rows of leaves, made ready. It calls the user's functions. */
  async ready(plan: PlanNode): Promise<void> {
    for (const each of this.#withoutCalls(plan)) {
      for (const leaf of leavesOf(each)) {
        if (!this.#sources.has(leaf.source)) this.#sources.set(leaf.source, await leaf.source());
      }
    }
  }

  /** The plan, and behind it those of its subqueries that call functions, without the calls. */
  #withoutCalls(plan: PlanNode): readonly [PlanNode, ...PlanNode[]] {
    const before = this.#cut.get(plan);
    if (before !== undefined) return before;
    if (!callsOwn(plan)) return [plan];
    const made = cutPlan(plan, this.#isExplaining ? new ExplainedLeaves(this) : new OperationLeaves(this));
    for (const [subquery, cut] of made.subqueries) this.#cut.set(subquery, [cut]);
    const all = [made.plan, ...made.subqueries.values()] as const;
    this.#cut.set(plan, all);
    return all;
  }

  /** As {@link ready}, but calls no functions: the query can be read then, and not run. */
  readyToExplain(plan: PlanNode): Promise<void> {
    this.#isExplaining = true;
    return this.ready(plan);
  }

  /** One of the same operation, whose tables can be dropped before it ends. */
  another(): OperationSession {
    return new OperationSession(this.state, this.operation);
  }

  /** Keeps a table as long as the operation goes on, and no longer. */
  hold(table: Table): Table {
    this.#held.add(table);
    return table;
  }

  /** Drops what was made for this operation alone. */
  async close(): Promise<void> {
    if (this.#held.size === 0) return;
    const held = [...this.#held];
    this.#held.clear();
    await this.operation.during(async () => {
      // A session that has been closed has no tables.
      for (const table of held) await this.state.tables.drop(table).catch(() => {});
    });
  }

  registered(name: string): CommonInlineUserDefinedFunction | undefined {
    return this.state.registered.get(name.toLowerCase());
  }

  async collect(plan: PlanNode): Promise<unknown[][]> {
    const rows: unknown[][] = [];
    for await (const some of this.rowsOf(plan)) for (const row of some) rows.push(row);
    return rows;
  }

  /** A plan's rows, some at a time. */
  async *rowsOf(plan: PlanNode): AsyncGenerator<unknown[][]> {
    for await (const { length, columns } of this.batches(plan)) {
      yield Array.from({ length }, (_, i) => columns.map((column) => column.get(i)));
    }
  }

  /** The rows of a plan, as they come. @param slowly functions of the user's are called as rows are asked for, and not for all of them first */
  async *batches(plan: PlanNode, slowly = false): AsyncGenerator<ColumnBatch> {
    const schema = schemaOf(plan);
    const [whole] = this.#withoutCalls(plan);
    const straight = straightFrom(whole, schema, this.timeZone);
    if (straight !== undefined) {
      yield* straight;
      return;
    }
    const steps = slowly ? stepsOf(plan) : undefined;
    if (steps !== undefined) {
      yield* rowsOfSteps(this, steps);
      return;
    }
    await this.ready(plan);
    for await (const chunk of this.operation.chunks(this.queryOf(plan))) {
      yield chunkBatch(chunk, schema, this.timeZone);
    }
  }

  sqlOf(plan: PlanNode): string {
    return this.#sql.columns(this.#standing(plan));
  }

  /** The whole of a query. Its leaves must be {@link ready}. */
  queryOf(plan: PlanNode): string {
    return this.#sql.query(this.#standing(plan));
  }

  /** What stands for a plan that calls the user's functions. */
  #standing(plan: PlanNode): PlanNode {
    return this.#cut.get(plan)?.[0] ?? plan;
  }
}

/** What is in a table of ours. */
function tableLeaf(session: AnalysisSession, label: string, schema: StructType, table: Table): LeafNode {
  return {
    kind: "leaf",
    label,
    identity: table.name,
    output: attributesOf(session, schema),
    source: async () => tableSource(table, schema),
  };
}

function tableSource(table: Table, schema: StructType): LeafSource {
  return { from: table.name, columns: schema.fields.map((_, i) => `c${i}`) };
}

export function schemaOf({ output }: PlanNode): StructType {
  return new StructType(
    output.map(({ name, type, nullable, metadata }) => new StructField(name, type, nullable, metadata)),
  );
}
