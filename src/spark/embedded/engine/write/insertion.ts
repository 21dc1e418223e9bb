/** SQL's INSERT, and the folders that it and TRUNCATE take away. */
import { mkdir, rm } from "node:fs/promises";
import type { PartitionSpec, Statement } from "../../../sql-text/index.js";
import { StringType } from "../../../types/index.js";
import { analysisError, refuseTwice } from "../../analyze/analysis-errors.js";
import { Analyzer } from "../../analyze/analyzer.js";
import { projectNode } from "../../analyze/nodes.js";
import type { Named, PlanNode } from "../../analyze/plan-node.js";
import { oneRow } from "../../analyze/relations/leaves.js";
import { attributeExpr } from "../../analyze/scope.js";
import { newAttribute } from "../../analyze/session.js";
import { castOf } from "../../expression/cast-rules.js";
import { literalOf } from "../../expression/literal.js";
import type { Typed } from "../../expression/typed.js";
import { localPath } from "../find-files.js";
import type { OperationSession } from "../session.js";
import { type SavedTable, savedName } from "../warehouse.js";
import { type FolderValues, foldersOf } from "./partition-folders.js";
import { existingTable, insertInto } from "./save-table.js";
import { formatOf, lowerKeys } from "./write.js";
import { writeFiles } from "./write-files.js";

type Does<D extends Statement["does"]> = Extract<Statement, { readonly does: D }>;

/** @throws AnalysisException, NumberFormatException CAST_INVALID_INPUT for a partition's value */
export async function insertBy(session: OperationSession, statement: Does<"insert">): Promise<void> {
  const { into, columns, byName, overwrite, partition, ifNotExists, query } = statement;
  const table = existingTable(session, into);
  const given = await session.analyze(query);
  const values = partitionConstants(session, table, partition);
  const folders = await folderValues(session, table, values);
  const isOnePartition = table.partitions.length > 0 && values.size === table.partitions.length;
  if (ifNotExists && isOnePartition && (await foldersOf(table, folders)).length > 0) return;
  const plan = wholeRows(session, table, { plan: given, values, columns, byName });
  await insertInto(session, table, {
    plan,
    byName: false,
    overwrite,
    ...(values.size > 0 ? { folders } : {}),
  });
}

/** The rows of some folders, or of the whole table. @throws AnalysisException PARTITIONS_NOT_FOUND */
export async function truncate(
  session: OperationSession,
  { name, partition }: Does<"truncate">,
): Promise<void> {
  const table = existingTable(session, name, "TRUNCATE TABLE");
  if (partition.length > 0) {
    const found = await foldersOf(
      table,
      await folderValues(session, table, partitionConstants(session, table, partition)),
    );
    if (found.length === 0) throw partitionsNotFound(table, partition);
    for (const folder of found) await rm(folder, { recursive: true, force: true });
    return;
  }
  await rm(table.location, { recursive: true, force: true });
  await mkdir(table.location, { recursive: true });
}

export async function insertDirectory(
  session: OperationSession,
  { path, format, options, query }: Does<"insert directory">,
): Promise<void> {
  const given = lowerKeys(options);
  const target = path ?? given.get("path");
  if (target === undefined) {
    throw analysisError("_LEGACY_ERROR_TEMP_2061", "Nothing says where the files go.", {}, "XX000");
  }
  const plan = await session.analyze(query);
  await writeFiles(session, {
    plan,
    format: formatOf(session, format),
    options: given,
    partitions: [],
    target: localPath(target),
    overwrite: true,
  });
}

/** The constants of a partition, by the names of the table's columns. @throws AnalysisException PARTITIONS_NOT_FOUND */
export function partitionConstants(
  session: OperationSession,
  table: SavedTable,
  spec: PartitionSpec,
): Map<string, Typed> {
  const { same } = new Analyzer(session);
  const values = new Map<string, Typed>();
  for (const { column, value } of spec) {
    const name = table.partitions.find((one) => same(one, column));
    if (name === undefined) throw partitionsNotFound(table, spec);
    if (value === undefined) continue;
    const type = table.schema.fields.find((field) => field.name === name)!.dataType;
    values.set(name, castOf(literalOf(value, new StringType()), type));
  }
  return values;
}

/** What the folders of constants are called. @throws NumberFormatException CAST_INVALID_INPUT, … */
export async function folderValues(
  session: OperationSession,
  table: SavedTable,
  values: ReadonlyMap<string, Typed>,
): Promise<FolderValues> {
  if (values.size === 0) return table.partitions.map((column) => ({ column, value: undefined }));
  const items = [...values].map(([name, value]): Named => {
    const text = castOf(value, new StringType());
    return { attribute: newAttribute(session, text, name), value: text };
  });
  const [row] = await session.collect(projectNode(oneRow(), items));
  const texts = new Map([...values.keys()].map((name, i) => [name, row![i] as string | null]));
  return table.partitions.map((column) => ({ column, value: texts.get(column) }));
}

interface Given {
  readonly plan: PlanNode;
  readonly values: ReadonlyMap<string, Typed>;
  /** Which columns the plan's are; left out, all that no constant gives. */
  readonly columns: readonly string[] | undefined;
  readonly byName: boolean;
}

/** Rows of all the table's columns: those of the query, the constants, and nulls for what neither gives. */
function wholeRows(session: OperationSession, table: SavedTable, given: Given): PlanNode {
  const { plan, values, byName } = given;
  const { same } = new Analyzer(session);
  const free = table.schema.fields.filter(({ name }) => !values.has(name)).map(({ name }) => name);
  const columns = byName ? namesOf(session, table, given, free) : given.columns;
  if (columns !== undefined) refuseColumns(session, table, columns);
  const names = columns ?? free;
  if (names.length !== plan.output.length) throw arity(table, given, names);
  const items = table.schema.fields.map(({ name, dataType }): Named => {
    const constant = values.get(name);
    const at = names.findIndex((column) => same(column, name));
    const value = constant ?? (at < 0 ? literalOf(null, dataType) : attributeExpr(plan.output[at]!));
    return { attribute: newAttribute(session, value, name), value };
  });
  return projectNode(plan, items);
}

/** The query's names, each of which has to be a column's. */
function namesOf(
  session: OperationSession,
  table: SavedTable,
  given: Given,
  free: readonly string[],
): readonly string[] {
  const { same } = new Analyzer(session);
  const names = given.plan.output.map(({ name }) => name);
  if (names.length > free.length) throw arity(table, given, free);
  const extra = names.filter((name) => !free.some((column) => same(column, name)));
  if (extra.length === 0) return names;
  throw analysisError(
    "INCOMPATIBLE_DATA_FOR_TABLE.EXTRA_COLUMNS",
    `${savedName(table)} has no columns ${extra.join(", ")}.`,
    { tableName: savedName(table), extraColumns: extra.map((name) => `\`${name}\``).join(", ") },
    "KD000",
  );
}

function arity(table: SavedTable, { plan, values }: Given, names: readonly string[]): Error {
  const quoted = (all: readonly string[]) => all.map((name) => `\`${name}\``).join(", ");
  const dataColumns = quoted(plan.output.map(({ name }) => name));
  if (values.size > 0) {
    return analysisError(
      "INSERT_PARTITION_COLUMN_ARITY_MISMATCH",
      `${savedName(table)} takes ${names.length} columns beside the partition's, and the rows have ${plan.output.length}.`,
      {
        tableName: savedName(table),
        tableColumns: quoted(table.schema.names),
        dataColumns,
        staticPartCols: quoted([...values.keys()]),
      },
      "21S01",
    );
  }
  return analysisError(
    `INSERT_COLUMN_ARITY_MISMATCH.${plan.output.length > names.length ? "TOO_MANY" : "NOT_ENOUGH"}_DATA_COLUMNS`,
    `${savedName(table)} takes ${names.length} columns, and the rows have ${plan.output.length}.`,
    { tableName: savedName(table), tableColumns: quoted(names), dataColumns },
    "21S01",
  );
}

function refuseColumns(session: OperationSession, table: SavedTable, columns: readonly string[]): void {
  const { same } = new Analyzer(session);
  const { fields } = table.schema;
  const unknown = columns.find((column) => !fields.some(({ name }) => same(name, column)));
  if (unknown !== undefined) {
    const proposal = fields.map(({ name }) => `\`${name}\``).join(", ");
    throw analysisError(
      "UNRESOLVED_COLUMN.WITH_SUGGESTION",
      `The table has no column \`${unknown}\`; it has [${proposal}].`,
      { objectName: `\`${unknown}\``, proposal },
      "42703",
    );
  }
  refuseTwice("What is inserted", columns, same);
}

function partitionsNotFound(table: SavedTable, spec: PartitionSpec): Error {
  const partitionList = spec.map(({ column, value }) => `PARTITION (\`${column}\` = ${value})`).join(", ");
  return analysisError(
    "PARTITIONS_NOT_FOUND",
    `${savedName(table)} has no such partition.`,
    { partitionList, tableName: savedName(table) },
    "428FT",
  );
}
