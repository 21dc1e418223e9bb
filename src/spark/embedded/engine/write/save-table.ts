/** Tables made of a plan's rows, and rows added to tables. */
import { mkdir } from "node:fs/promises";
import { type StructField, StructType } from "../../../types/index.js";
import { analysisError } from "../../analyze/analysis-errors.js";
import { Analyzer } from "../../analyze/analyzer.js";
import { onlyColumns, projectNode } from "../../analyze/nodes.js";
import type { Named, PlanNode } from "../../analyze/plan-node.js";
import { columnsNamed } from "../../analyze/relations/columns.js";
import { tableNotFound } from "../../analyze/relations/leaves.js";
import { attributeExpr } from "../../analyze/scope.js";
import { newAttribute } from "../../analyze/session.js";
import { nullableSchema } from "../../expression/nullable-types.js";
import type { Attribute } from "../../expression/typed.js";
import { localPath } from "../find-files.js";
import { type OperationSession, schemaOf } from "../session.js";
import { alreadyThere, type SavedName, type SavedTable, savedName } from "../warehouse.js";
import { overwritesPartitions } from "./overwrite-mode.js";
import { type FolderValues, foldersOf } from "./partition-folders.js";
import { stored } from "./store-assignment.js";
import { isRead, writeFiles } from "./write-files.js";

export interface NewTable {
  readonly plan: PlanNode;
  readonly format: string;
  readonly options: ReadonlyMap<string, string>;
  readonly partitions: readonly string[];
  readonly comment?: string | undefined;
  readonly said?: Said | undefined;
}

/** What SQL says of a table that changes none of its rows. */
export type Said = Partial<Pick<SavedTable, "properties" | "written">>;

/** The name of a table that may be made. @throws AnalysisException */
export function newName(session: OperationSession, parts: readonly string[]): SavedName {
  const { warehouse } = session.state;
  const name = warehouse.nameOf(parts);
  if (name === undefined) {
    throw analysisError(
      "CATALOG_NOT_FOUND",
      `There is no catalog \`${parts[0]}\`.`,
      { catalogName: `\`${parts[0]}\`` },
      "42P08",
    );
  }
  warehouse.mustHave(name.database);
  if (!/^\w+$/.test(name.name)) {
    throw analysisError(
      "INVALID_SCHEMA_OR_RELATION_NAME",
      `\`${name.name}\` is no name of a table: those are letters, digits and underscores.`,
      { name: `\`${name.name}\`` },
      "42602",
    );
  }
  return name;
}

/** A table of these rows. */
export async function createTable(
  session: OperationSession,
  name: SavedName,
  { plan, format, options, partitions, comment, said }: NewTable,
): Promise<void> {
  const { warehouse } = session.state;
  const columns = partitionsOf(session, plan, partitions);
  const path = options.get("path");
  const location = path === undefined ? await warehouse.newLocation(name) : localPath(path);
  const rest = plan.output.filter(({ id }) => !columns.some((column) => column.id === id));
  const ordered = onlyColumns(plan, [...rest, ...columns]);
  await writeFiles(session, {
    plan: ordered,
    format,
    options,
    partitions: columns,
    target: location,
    overwrite: path !== undefined,
  });
  put(session, name, {
    format,
    comment,
    said,
    options,
    location,
    schema: schemaOf(ordered),
    partitions: columns.map((column) => column.name),
  });
}

/** The table as the warehouse knows it from now on: its files go with it, unless somebody said where they are. */
function put(
  session: OperationSession,
  name: SavedName,
  {
    schema,
    options,
    said,
    ...others
  }: TableDefinition & { readonly schema: StructType; readonly location: string },
): void {
  session.state.warehouse.put({
    kind: "table",
    ...name,
    ...others,
    properties: said?.properties ?? {},
    written: said?.written,
    created: new Date(),
    managed: !options.has("path"),
    schema: nullableSchema(schema),
    options: withoutPath(options),
  });
}

function withoutPath(options: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...options].filter(([key]) => key !== "path"));
}

export interface TableDefinition {
  readonly format: string;
  readonly options: ReadonlyMap<string, string>;
  /** Left out, that of the files that are there. */
  readonly schema: StructType | undefined;
  readonly partitions: readonly string[];
  readonly comment: string | undefined;
  readonly said?: Said | undefined;
}

/** A table without rows yet, or of files that are there. @throws AnalysisException TABLE_OR_VIEW_ALREADY_EXISTS, UNABLE_TO_INFER_SCHEMA */
export async function defineTable(
  session: OperationSession,
  parts: readonly string[],
  { format, options, schema, partitions, comment, said }: TableDefinition,
): Promise<void> {
  const { warehouse } = session.state;
  const name = newName(session, parts);
  if (warehouse.find(parts) !== undefined) throw alreadyThere(name);
  const path = options.get("path");
  const location = path === undefined ? await warehouse.newLocation(name) : localPath(path);
  let whole = schema;
  if (whole === undefined) {
    if (path === undefined) {
      throw analysisError(
        "UNABLE_TO_INFER_SCHEMA",
        "A new table needs a schema, or the path of files.",
        { format },
        "42KD9",
      );
    }
    whole = schemaOf(
      await session.read({ format, schema: undefined, options: withoutPath(options), paths: [location] }),
    );
  }
  const isPartition = ({ name: column }: StructField) =>
    partitions.some((partition) => partition.toLowerCase() === column.toLowerCase());
  const ordered = new StructType([
    ...whole.fields.filter((field) => !isPartition(field)),
    ...whole.fields.filter(isPartition),
  ]);
  await mkdir(location, { recursive: true });
  put(session, name, {
    format,
    comment,
    said,
    options,
    location,
    schema: ordered,
    partitions: ordered.fields.filter(isPartition).map((field) => field.name),
  });
}

/** @throws AnalysisException _LEGACY_ERROR_TEMP_1155, ALL_PARTITION_COLUMNS_NOT_ALLOWED */
export function partitionsOf(
  session: OperationSession,
  plan: PlanNode,
  names: readonly string[],
): Attribute[] {
  const analyzer = new Analyzer(session);
  const columns = names.map((name) => columnsNamed(analyzer, plan, name)[0]!);
  if (columns.length > 0 && columns.length === plan.output.length) {
    throw analysisError(
      "ALL_PARTITION_COLUMNS_NOT_ALLOWED",
      "Every column would be in the folders' names.",
      {},
      "KD005",
    );
  }
  return columns;
}

/** @throws AnalysisException TABLE_OR_VIEW_NOT_FOUND, EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE */
export function existingTable(
  session: OperationSession,
  parts: readonly string[],
  operation = "INSERT",
): SavedTable {
  const found = session.view(parts) === undefined ? session.state.warehouse.find(parts) : "view";
  if (found === undefined) throw tableNotFound(parts);
  if (found !== "view" && found.kind === "table") return found;
  throw analysisError(
    "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE",
    `${parts.join(".")} is a view, which keeps no rows.`,
    { viewName: parts.join("."), operation },
    "42809",
  );
}

export interface Insertion {
  readonly plan: PlanNode;
  /** Whether the plan's columns are found by their names; else they are the table's in its order. */
  readonly byName: boolean;
  readonly overwrite: boolean;
  /** Overwrites these folders alone. */
  readonly folders?: FolderValues;
}

/** @throws AnalysisException INSERT_COLUMN_ARITY_MISMATCH, INCOMPATIBLE_DATA_FOR_TABLE, UNSUPPORTED_OVERWRITE.TABLE */
export async function insertInto(
  session: OperationSession,
  table: SavedTable,
  { plan, byName, overwrite, folders }: Insertion,
): Promise<void> {
  const isWhole = folders?.every(({ value }) => value !== undefined) === true;
  const isDynamic = table.partitions.length > 0 && !isWhole && overwritesPartitions(session, table.options);
  if (overwrite && !isDynamic) refuseReading(plan, table);
  const replaced = folders === undefined ? undefined : await foldersOf(table, folders);
  const fitted = columnsOf(session, table, plan, byName);
  await writeFiles(session, {
    plan: fitted,
    format: table.format,
    options: table.options,
    partitions: fitted.output.filter(({ name }) => table.partitions.includes(name)),
    target: table.location,
    overwrite: overwrite && (isDynamic ? "written" : (replaced ?? true)),
  });
}

function columnsOf(session: OperationSession, table: SavedTable, plan: PlanNode, byName: boolean): PlanNode {
  const { fields } = table.schema;
  if (plan.output.length !== fields.length) {
    const more = plan.output.length > fields.length;
    throw analysisError(
      `INSERT_COLUMN_ARITY_MISMATCH.${more ? "TOO_MANY_DATA_COLUMNS" : "NOT_ENOUGH_DATA_COLUMNS"}`,
      `${savedName(table)} has ${fields.length} columns, and the rows have ${plan.output.length}.`,
      {
        tableName: savedName(table),
        tableColumns: fields.map(({ name }) => `\`${name}\``).join(", "),
        dataColumns: plan.output.map(({ name }) => `\`${name}\``).join(", "),
      },
      "21S01",
    );
  }
  const { same } = new Analyzer(session);
  const items = fields.map((field, i): Named => {
    const column = byName ? plan.output.find(({ name }) => same(name, field.name)) : plan.output[i]!;
    if (column === undefined) {
      throw analysisError(
        "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_FIND_DATA",
        `The rows have no column \`${field.name}\`, which ${savedName(table)} has.`,
        { tableName: savedName(table), colName: `\`${field.name}\`` },
        "KD000",
      );
    }
    const value = stored(attributeExpr(column), field.dataType, savedName(table), field.name);
    return {
      attribute: newAttribute(session, { type: field.dataType, nullable: true }, field.name, field.metadata),
      value,
    };
  });
  return projectNode(plan, items);
}

export function refuseReading(plan: PlanNode, table: SavedTable): void {
  if (!isRead(plan, table.location)) return;
  throw analysisError(
    "UNSUPPORTED_OVERWRITE.TABLE",
    `The table ${savedName(table)} is read by the query that would replace its rows.`,
    { table: savedName(table) },
    "42902",
  );
}
