/** What the analyzer asks of the session whose plans it reads: the engine gives it. */
import type { CommonInlineUserDefinedFunction, Expression, Relation } from "../../proto/index.js";
import type { Metadata, StructType } from "../../types/index.js";
import type { Attribute } from "../expression/typed.js";
import type { SqlContext } from "../functions/function-spec.js";
import type { LeafNode, LeafSource, PlanNode } from "./plan-node.js";

export interface AnalysisSession extends SqlContext {
  readonly caseSensitive: boolean;
  /** What `spark.sql.…` is set to. */
  setting(key: string): string | undefined;
  /** A number that no column has. */
  newId(): number;
  parseExpression(text: string): Promise<Expression>;
  /** @throws AnalysisException for a statement that is a command: only the session's own `sql` runs those */
  parseQuery(text: string, args: QueryArguments): Promise<Relation>;
  /** A view of the session's, by the parts of its name. */
  view(parts: readonly string[]): View | undefined;
  /** A function of the user's that SQL knows by this name. */
  registered(name: string): CommonInlineUserDefinedFunction | undefined;
  /** A table, or a view that isn't the session's alone, by the parts of its name. */
  saved(parts: readonly string[]): SavedRelation | undefined;
  /** What a cached relation is, by its hash or id. */
  cached(id: string): Promise<LeafNode | Relation>;
  /** A table of rows that stand in a message as Arrow has them. */
  localRows(message: object, data: Uint8Array, schema: StructType | undefined): Promise<LeafNode>;
  /** A table of these rows; each is one value a column, in the form of types/values.ts. */
  rows(label: string, schema: StructType, make: () => Promise<readonly (readonly unknown[])[]>): LeafNode;
  /** Files. @throws AnalysisException, NotSupportedError */
  read(source: FileRead): Promise<LeafNode>;
  /** Texts in a plan's only column. @throws AnalysisException, NotSupportedError */
  parse(texts: ParsedTexts): Promise<LeafNode>;
  /** Runs a plan at once, for what depends on the rows: the values of a pivot. */
  collect(plan: PlanNode): Promise<unknown[][]>;
  /** A plan's rows, some at a time. */
  rowsOf(plan: PlanNode): AsyncIterable<readonly (readonly unknown[])[]>;
  /** Aggregates to be told of when the rows of a plan have gone by. */
  observe(name: string, rows: PlanNode, metrics: PlanNode): void;
  /** A query as it stands in parentheses, for a subquery in an expression. */
  sqlOf(plan: PlanNode): string;
  /** What is kept of a plan, or the plan. */
  standIn(plan: PlanNode): PlanNode;
  catalog(request: CatalogRequest): Promise<LeafNode>;
  /** Rows, and those that a step makes of the last ones until there are none. @param step makes the plan of the next rows, in the session that runs it */
  recursion(schema: StructType, anchor: PlanNode, step: RecursionStep): LeafNode;
}

export type RecursionStep = (session: AnalysisSession, last: LeafSource) => Promise<PlanNode>;

export interface QueryArguments {
  readonly named: Readonly<Record<string, Expression>>;
  readonly positional: readonly Expression[];
}

export interface View {
  readonly name: readonly string[];
  readonly relation: Relation;
}

/** With its catalog and database; a table is files. */
export type SavedRelation =
  | { readonly name: readonly string[]; readonly relation: Relation }
  | { readonly name: readonly string[]; readonly read: FileRead };

export interface FileRead {
  readonly format: string;
  readonly schema: StructType | undefined;
  readonly options: ReadonlyMap<string, string>;
  readonly paths: readonly string[];
}

/** Texts that are records of a format. */
export interface ParsedTexts {
  readonly format: "csv" | "json" | "xml";
  readonly input: PlanNode;
  readonly schema: StructType | undefined;
  readonly options: ReadonlyMap<string, string>;
}

export type CatalogRequest = import("../../proto/index.js").Catalog;

type Ids = Pick<AnalysisSession, "newId">;

/** A column that no relation has had before. */
export function newAttribute(
  session: Ids,
  { type, nullable }: Pick<Attribute, "type" | "nullable">,
  name: string,
  metadata: Metadata = {},
): Attribute {
  return { id: session.newId(), name, type, nullable, qualifier: [], metadata, plans: new Set() };
}

/** Makes columns for types. */
export function attributesOf(session: Ids, schema: StructType): Attribute[] {
  return schema.fields.map(({ name, dataType, nullable, metadata }) =>
    newAttribute(session, { type: dataType, nullable }, name, metadata),
  );
}
