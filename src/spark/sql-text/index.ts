/** Spark SQL's text → the messages that the API builds, for the engine that isn't Spark. See ./README.md. */
import type { Command, Expression, Relation } from "../proto/index.js";
import { commandAt } from "./commands.js";
import { tokensOf } from "./lexer.js";
import { outlineOf } from "./outline.js";
import { Parameters } from "./parameters.js";
import { treesOfText } from "./parser.js";
import { type ColumnsOf, SqlQueries } from "./queries.js";
import { NOTHING } from "./scope.js";
import type { Statement } from "./statements.js";
import { emptyStatement, syntaxError } from "./syntax-error.js";
import { type Fields, kindOf, Reader, type Tree } from "./tree.js";

export type { ColumnsOf } from "./queries.js";
export type { PartitionSpec, Statement, TableDefinition } from "./statements.js";

export interface SqlOptions {
  /** What `:name`, or each `?` in order, stands for: literals, or calls that make arrays, maps and structs. */
  readonly args?: Readonly<Record<string, Expression>> | readonly Expression[];
  /** The session's time zone: what a timestamp without one means. Default: UTC. */
  readonly timeZone?: string;
  /**
   * The names of a relation's columns, by the engine that will run it. NATURAL JOIN, PIVOT, `* EXCEPT` and a GROUP BY of an alias can't be
   * said in messages without them.
   */
  readonly columnsOf?: ColumnsOf;
}

export type Parsed =
  | { readonly kind: "relation"; readonly relation: Relation }
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "statement"; readonly statement: Statement };

/**
 * One statement.
 *
 * @throws ParseException as Spark says it; NotSupportedError for what the embedded engine has no plan for, and without @polyglot-sql/sdk
 */
export async function parseSql(text: string, options: SqlOptions = {}): Promise<Parsed> {
  if (tokensOf(text)[0]!.kind === "end") throw emptyStatement(text);
  const command = await commandAt(text, (query) => parseQuery(query, options));
  if (command !== undefined) return command;
  return { kind: "relation", relation: await parseQuery(text, options) };
}

async function parseQuery(text: string, options: SqlOptions): Promise<Relation> {
  const outline = outlineOf(text, new Parameters(options.args), options.timeZone ?? "UTC");
  const trees = await treesOfText(text, outline);
  if (trees.length !== 1) throw syntaxError(text, text.length, "");
  const reader = new Reader(text, outline);
  const relation = await new SqlQueries(reader, options.columnsOf).queryOf(trees[0]!, NOTHING);
  reader.finish();
  return relation;
}

/** An expression as `expr`, `selectExpr` and `filter` take it, with an alias if it has one. @throws ParseException; NotSupportedError */
export async function parseExpression(text: string, options: SqlOptions = {}): Promise<Expression> {
  // The outline is of a query; the text that errors show is the expression's.
  const outline = outlineOf(text, new Parameters(options.args), options.timeZone ?? "UTC", "SELECT");
  const trees = await treesOfText(text, outline);
  const reader = new Reader(text, outline);
  const fields = trees.length === 1 && kindOf(trees[0]!) === "select" ? (trees[0]!.select as Fields) : {};
  const { expressions, ...others } = fields;
  const items = (expressions ?? []) as readonly Tree[];
  const more = Object.entries(others).find(
    ([, value]) => value && !(Array.isArray(value) && value.length === 0),
  );
  if (items.length !== 1 || more !== undefined) throw syntaxError(text, text.length, "");
  const made = await new SqlQueries(reader, options.columnsOf).expressions.selected(items[0]!, NOTHING);
  reader.finish();
  return made;
}
