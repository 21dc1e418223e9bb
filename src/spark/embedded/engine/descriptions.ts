/** What DESCRIBE and SHOW CREATE TABLE say of tables and databases. */
import { userInfo } from "node:os";
import { pathToFileURL } from "node:url";
import type { Statement } from "../../sql-text/index.js";
import { ArrayType, type DataType, MapType, StringType, StructField, StructType } from "../../types/index.js";
import { analysisError } from "../analyze/analysis-errors.js";
import { Analyzer } from "../analyze/analyzer.js";
import type { PlanNode } from "../analyze/plan-node.js";
import { nameWords } from "../expression/type-names.js";
import { notEmbedded } from "../not-embedded.js";
import { readOf, tableNamed } from "./catalog.js";
import { shownValue } from "./properties.js";
import type { OperationSession } from "./session.js";
import { CATALOG, type SavedTable } from "./warehouse.js";

type Does<D extends Statement["does"]> = Extract<Statement, { readonly does: D }>;
type Row = readonly unknown[];

const STRING: DataType = new StringType();

export const DESCRIBED = new StructType([
  new StructField("col_name", STRING, false),
  new StructField("data_type", STRING, false),
  new StructField("comment", STRING),
]);

export const INFO = new StructType([
  new StructField("info_name", STRING, false),
  new StructField("info_value", STRING, false),
]);

export function columnRows(plan: PlanNode): Row[] {
  return plan.output.map(({ name, type, metadata }) => [
    name,
    type.simpleString(),
    typeof metadata.comment === "string" ? metadata.comment : null,
  ]);
}

/** @throws AnalysisException TABLE_OR_VIEW_NOT_FOUND; NotSupportedError for all that is known of a view */
export async function described(
  session: OperationSession,
  { name, extended }: Does<"describe">,
): Promise<Row[]> {
  const table = tableNamed(session, name);
  const rows = columnRows(await session.analyze(readOf(name)));
  if (!("kind" in table)) return rows;
  if (table.kind === "view") {
    if (extended) throw notEmbedded("DESCRIBE EXTENDED of a view");
    return rows;
  }
  if (table.partitions.length > 0) {
    const ofFolders = rows.filter(([column]) => table.partitions.includes(column as string));
    rows.push(["# Partition Information", "", ""], ["# col_name", "data_type", "comment"], ...ofFolders);
  }
  if (extended) rows.push(["", "", ""], ["# Detailed Table Information", "", ""], ...details(table));
  return rows;
}

function details(table: SavedTable): Row[] {
  const properties = sorted(table.properties);
  const options = Object.entries(writtenOptions(table, "DESCRIBE EXTENDED")).map(
    ([key, value]): Pair => [key, shownValue(key, value)],
  );
  // Spark has more of them in an order of its hashes.
  if (options.length > 4) {
    throw notEmbedded("DESCRIBE EXTENDED with so many options");
  }
  const all: Record<string, string | undefined> = {
    Catalog: CATALOG,
    Database: table.database,
    Table: table.name,
    "Created Time": dateText(table.created),
    "Last Access": "UNKNOWN",
    "Created By": "Spark 4.3.0",
    Type: table.managed ? "MANAGED" : "EXTERNAL",
    Provider: table.format,
    Comment: table.comment,
    "Table Properties": properties.length === 0 ? undefined : list(properties),
    Location: fileUri(table.location),
    "Storage Properties": options.length === 0 ? undefined : list(options),
    "Partition Provider": table.partitions.length === 0 ? undefined : "Catalog",
  };
  return Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value, ""]]));
}

type Pair = readonly [key: string, value: string];

function list(of: readonly Pair[]): string {
  return `[${of.map(([key, value]) => `${key}=${value}`).join(", ")}]`;
}

/** By their names, and without those that sound like secrets. */
function sorted(of: Readonly<Record<string, string>>): Pair[] {
  return Object.entries(of)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => [key, shownValue(key, value)]);
}

/** As somebody wrote them: the engine itself knows them in small letters. @throws NotSupportedError where nobody knows */
function writtenOptions(
  { written, options }: SavedTable,
  statement: string,
): Readonly<Record<string, string>> {
  if (written !== undefined || options.size === 0) return written ?? {};
  throw notEmbedded(`${statement} of a table with options of a writer`);
}

/** As Java's Date is printed: `Mon Nov 23 19:32:50 UTC 2026`. */
function dateText(date: Date): string {
  const parts = new Intl.DateTimeFormat("en-US", {
    ...{ weekday: "short", month: "short", day: "2-digit", year: "numeric" },
    ...{ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZoneName: "short" },
  }).formatToParts(date);
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)!.value;
  const time = `${of("hour")}:${of("minute")}:${of("second")}`;
  return `${of("weekday")} ${of("month")} ${of("day")} ${time} ${of("timeZoneName")} ${of("year")}`;
}

/** One slash, as Hadoop writes it. */
function fileUri(path: string): string {
  return pathToFileURL(path).href.replace(/^file:\/+/, "file:/");
}

/** @throws AnalysisException UNRESOLVED_COLUMN …; NotSupportedError for statistics */
export async function describedColumn(
  session: OperationSession,
  { name, column, extended }: Does<"describe column">,
): Promise<Row[]> {
  const { output } = await session.analyze(readOf(name));
  const { same } = new Analyzer(session);
  const found = output.find((each) => same(each.name, column[0]!));
  if (found === undefined || column.length > 1) {
    const columnName = column.map((part) => `\`${part}\``).join(".");
    throw found === undefined
      ? analysisError(
          "COLUMN_NOT_FOUND",
          `There is no column ${columnName}.`,
          { colName: columnName, caseSensitiveConfig: '"spark.sql.caseSensitive"' },
          "42703",
        )
      : analysisError("_LEGACY_ERROR_TEMP_1060", `DESCRIBE is of columns, and ${columnName} is within one.`, {
          command: "DESC TABLE COLUMN",
          column: column.join("."),
        });
  }
  const comment = found.metadata.comment;
  const rows: Row[] = [
    ["col_name", column[0]!],
    ["data_type", found.type.simpleString()],
    ["comment", typeof comment === "string" ? comment : "NULL"],
  ];
  if (extended) {
    // Nothing is ever analyzed: ANALYZE TABLE isn't there.
    const unknown = ["min", "max", "num_nulls", "distinct_count", "avg_col_len", "max_col_len", "histogram"];
    rows.push(...unknown.map((each): Row => [each, "NULL"]));
  }
  return rows;
}

/** @throws AnalysisException SCHEMA_NOT_FOUND */
export function describedDatabase(
  session: OperationSession,
  { name, extended }: Does<"describe database">,
): Row[] {
  const { warehouse } = session.state;
  const database = warehouse.mustHave(name);
  return [
    ["Catalog Name", CATALOG],
    ["Namespace Name", database.name],
    ["Comment", database.comment],
    ["Location", fileUri(warehouse.folderOf(database.name))],
    ["Owner", userInfo().username],
    ...(extended ? [["Properties", ""]] : []),
  ];
}

/** @throws AnalysisException EXPECT_PERMANENT_VIEW_NOT_TEMP; NotSupportedError for saved views */
export function createStatement(session: OperationSession, name: readonly string[]): string {
  const table = tableNamed(session, name);
  if (!("kind" in table)) {
    throw analysisError(
      "EXPECT_PERMANENT_VIEW_NOT_TEMP",
      `${name.join(".")} is a temporary view.`,
      { viewName: name.map((part) => `\`${part}\``).join("."), operation: "SHOW CREATE TABLE" },
      "42809",
    );
  }
  if (table.kind === "view") {
    // The engine keeps its plan, and not its text.
    throw notEmbedded("SHOW CREATE TABLE of a view");
  }
  const written = writtenOptions(table, "SHOW CREATE TABLE");
  const lines = [
    `CREATE TABLE ${[CATALOG, table.database, table.name].join(".")} (`,
    `${table.schema.fields.map((each) => `  ${field(each, " ")}`).join(",\n")})`,
    `USING ${table.format}`,
  ];
  if (Object.keys(written).length > 0) lines.push(`OPTIONS (${pairs(written)})`);
  if (table.partitions.length > 0) lines.push(`PARTITIONED BY (${table.partitions.join(", ")})`);
  if (table.comment !== undefined) lines.push(`COMMENT ${quoted(table.comment)}`);
  if (!table.managed) lines.push(`LOCATION ${quoted(fileUri(table.location))}`);
  if (Object.keys(table.properties).length > 0) lines.push(`TBLPROPERTIES (${pairs(table.properties)})`);
  return `${lines.join("\n")}\n`;
}

function pairs(of: Readonly<Record<string, string>>): string {
  return sorted(of)
    .map(([key, value]) => `\n  ${quoted(key)} = ${quoted(value)}`)
    .join(",");
}

/** With the collation of strings, which Spark writes here even where it is the usual one. */
function declared(type: DataType): string {
  if (type instanceof ArrayType) return `ARRAY<${declared(type.elementType)}>`;
  if (type instanceof MapType) return `MAP<${declared(type.keyType)}, ${declared(type.valueType)}>`;
  if (type instanceof StructType) return `STRUCT<${type.fields.map((each) => field(each, ": ")).join(", ")}>`;
  const words = type.sql();
  return words === "STRING" ? "STRING COLLATE UTF8_BINARY" : words;
}

function field({ name, dataType, nullable, metadata }: StructField, between: " " | ": "): string {
  const comment = typeof metadata.comment === "string" ? ` COMMENT ${quoted(metadata.comment)}` : "";
  return `${nameWords(name)}${between}${declared(dataType)}${nullable ? "" : " NOT NULL"}${comment}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
