/** Writes a plan's rows to files: in a folder beside, which is put in place when all is written. */
import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { NotSupportedError } from "../../../errors.js";
import { WriteOperation_SaveMode as SaveMode, type WriteOperation } from "../../proto/index.js";
import { ArrayType, type DataType, MapType, StringType, StructType } from "../../types/index.js";
import { analysisError, CONNECT } from "../analyze/analysis-errors.js";
import { Analyzer } from "../analyze/analyzer.js";
import type { PlanNode } from "../analyze/plan-node.js";
import { columnsNamed } from "../analyze/relations/columns.js";
import { attributeExpr } from "../analyze/scope.js";
import { castOf } from "../expression/cast-rules.js";
import { fieldSql } from "../expression/sql-types.js";
import { textSql } from "../expression/text-sql.js";
import { attributeSql, sqlOf } from "../expression/to-sql.js";
import { localPath } from "./find-files.js";
import type { OperationSession } from "./session.js";

/** @throws AnalysisException PATH_ALREADY_EXISTS, …; NotSupportedError for formats and options that aren't done */
export async function write(session: OperationSession, operation: WriteOperation): Promise<void> {
  if (operation.saveType.case !== "path") {
    throw new NotSupportedError("writing a table", "the embedded engine", `Give a path; or ${CONNECT}`);
  }
  if (
    operation.bucketBy !== undefined ||
    operation.sortColumnNames.length > 0 ||
    operation.clusteringColumns.length > 0
  ) {
    throw new NotSupportedError("bucketBy, sortBy and clusterBy", "the embedded engine", CONNECT);
  }
  const format = (operation.source ?? "parquet").toLowerCase();
  const options = new Map(
    Object.entries(operation.options).map(([key, value]) => [key.toLowerCase(), value]),
  );
  const target = localPath(operation.saveType.value);
  const plan = await session.analyze(operation.input);
  const exists = await stat(target).then(
    () => true,
    () => false,
  );
  const mode = operation.mode;
  if (exists && mode === SaveMode.IGNORE) return;
  if (exists && (mode === SaveMode.UNSPECIFIED || mode === SaveMode.ERROR_IF_EXISTS)) {
    throw analysisError(
      "PATH_ALREADY_EXISTS",
      `file:${target} is there already. Say mode("overwrite") to replace it, or mode("append").`,
      { outputPath: `file:${target}` },
      "42K04",
    );
  }
  const partitions = operation.partitioningColumns.map(
    (name) => columnsNamed(new Analyzer(session), plan, name)[0]!,
  );
  if (partitions.length > 0 && partitions.length === plan.output.length) {
    throw analysisError(
      "ALL_PARTITION_COLUMNS_NOT_ALLOWED",
      "Every column would be in the folders' names.",
      {},
      "KD005",
    );
  }
  const folder = join(target, `_temporary-${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  try {
    await session.ready(plan);
    await writeFiles(
      session,
      plan,
      format,
      options,
      partitions.map(({ id }) => id),
      folder,
    );
    if (exists && mode === SaveMode.OVERWRITE) {
      for (const name of await readdir(target)) {
        if (!folder.endsWith(name)) await rm(join(target, name), { recursive: true, force: true });
      }
    }
    await moveInto(folder, target);
    await writeFile(join(target, "_SUCCESS"), "");
  } catch (error) {
    await rm(exists ? folder : target, { recursive: true, force: true });
    throw error;
  }
  await rm(folder, { recursive: true, force: true });
}

async function moveInto(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const target = join(to, entry.name);
    if (entry.isDirectory()) {
      await mkdir(target, { recursive: true });
      await moveInto(join(from, entry.name), target);
    } else await rename(join(from, entry.name), target);
  }
}

async function writeFiles(
  session: OperationSession,
  plan: PlanNode,
  format: string,
  options: ReadonlyMap<string, string>,
  partitions: readonly number[],
  folder: string,
): Promise<void> {
  if (format === "text") return writeText(session, plan, options, partitions, folder);
  const copy =
    format === "parquet" ? parquetOptions(options) : format === "csv" ? csvOptions(options) : undefined;
  if (copy === undefined) {
    throw new NotSupportedError(`writing the format ${format}`, "the embedded engine", CONNECT);
  }
  const asText = format === "csv";
  const seen = new Set<string>();
  const columns = plan.output.map((attribute, i) => {
    const lower = attribute.name.toLowerCase();
    if (seen.has(lower)) {
      throw analysisError(
        "COLUMN_ALREADY_EXISTS",
        `The column \`${lower}\` is there twice, and a file has it once.`,
        { columnName: `\`${lower}\`` },
        "42711",
      );
    }
    seen.add(lower);
    const column = `q.o${i}`;
    const isPartition = partitions.includes(attribute.id);
    const sql =
      asText || isPartition
        ? sqlOf(castOf(attributeExpr(attribute), new StringType()), session).replaceAll(
            attributeSql(attribute.id),
            column,
          )
        : writtenAs(column, attribute.type);
    return `${sql} AS "${attribute.name.replaceAll('"', '""')}"`;
  });
  const names = plan.output.flatMap(({ id, name }) =>
    partitions.includes(id) ? [`"${name.replaceAll('"', '""')}"`] : [],
  );
  const query = `SELECT ${columns.join(", ")} FROM (${session.queryOf(plan)}) AS q`;
  const job = randomUUID();
  const target =
    names.length === 0
      ? `${textSql(join(folder, `part-00000-${job}.${format}`))} (${copy})`
      : `${textSql(folder)} (${copy}, PARTITION_BY (${names.join(", ")}), FILENAME_PATTERN 'part-{i}-${job}')`;
  await session.operation.run(`COPY (${query}) TO ${target}`);
}

function parquetOptions(options: ReadonlyMap<string, string>): string {
  const compression = options.get("compression")?.toLowerCase() ?? "snappy";
  const known: Readonly<Record<string, string>> = {
    snappy: "snappy",
    gzip: "gzip",
    zstd: "zstd",
    none: "uncompressed",
    uncompressed: "uncompressed",
  };
  for (const key of options.keys())
    if (key !== "compression" && key !== "path") throw unknownOption("parquet", key);
  const codec = known[compression];
  if (codec === undefined) throw unknownOption("parquet", `compression=${compression}`);
  return `FORMAT parquet, COMPRESSION ${codec}`;
}

function csvOptions(options: ReadonlyMap<string, string>): string {
  const given = new Map(options);
  const take = (key: string, none: string) => {
    const value = given.get(key) ?? none;
    given.delete(key);
    return value;
  };
  const parts = [
    "FORMAT csv",
    `HEADER ${take("header", "false").toLowerCase() === "true"}`,
    `DELIMITER ${textSql(given.get("sep") ?? given.get("delimiter") ?? ",")}`,
    `QUOTE ${textSql(take("quote", '"'))}`,
    `ESCAPE ${textSql(take("escape", "\\"))}`,
    `NULLSTR ${textSql(take("nullvalue", ""))}`,
  ];
  for (const key of ["sep", "delimiter", "path"]) given.delete(key);
  const [other] = given.keys();
  if (other !== undefined) throw unknownOption("csv", other);
  return parts.join(", ");
}

function unknownOption(format: string, key: string): Error {
  return new NotSupportedError(`the option ${key} of ${format}`, "the embedded engine", CONNECT);
}

/** A value as others read it in a file: fields by their names, moments with UTC. */
function writtenAs(sql: string, type: DataType, depth = 0): string {
  if (type.typeName === "timestamp") return `timezone('UTC', ${sql})`;
  if (type.typeName === "void") {
    throw analysisError(
      "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
      "A column of nulls without a type can't be written.",
      {},
      "0A000",
    );
  }
  if (type instanceof StructType) {
    const fields = type.fields.map(
      ({ name, dataType }, i) =>
        `"${name.replaceAll('"', '""')}" := ${writtenAs(`struct_extract(${sql}, '${fieldSql(i)}')`, dataType, depth)}`,
    );
    return `CASE WHEN ${sql} IS NULL THEN NULL ELSE struct_pack(${fields.join(", ")}) END`;
  }
  if (type instanceof ArrayType) {
    const name = `e${depth}`;
    const element = writtenAs(name, type.elementType, depth + 1);
    return element === name ? sql : `list_transform(${sql}, lambda ${name}: ${element})`;
  }
  if (type instanceof MapType) {
    const [k, v] = [`k${depth}`, `v${depth}`];
    const [key, value] = [writtenAs(k, type.keyType, depth + 1), writtenAs(v, type.valueType, depth + 1)];
    if (key === k && value === v) return sql;
    return `map(list_transform(map_keys(${sql}), lambda ${k}: ${key}), list_transform(map_values(${sql}), lambda ${v}: ${value}))`;
  }
  return sql;
}

/** The only column, a line a row. */
async function writeText(
  session: OperationSession,
  plan: PlanNode,
  options: ReadonlyMap<string, string>,
  partitions: readonly number[],
  folder: string,
): Promise<void> {
  for (const key of options.keys()) if (key !== "path") throw unknownOption("text", key);
  const [column] = plan.output;
  if (partitions.length > 0) throw unknownOption("text", "partitionBy");
  if (plan.output.length !== 1 || !(column?.type instanceof StringType)) {
    throw analysisError(
      "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
      "A file of text has one column, of strings.",
      { format: "Text" },
      "0A000",
    );
  }
  const file = await open(join(folder, `part-00000-${randomUUID()}.txt`), "w");
  try {
    for await (const chunk of session.operation.chunks(session.queryOf(plan))) {
      const lines = chunk.getColumnValues(0).map((value) => `${value === null ? "" : String(value)}\n`);
      await file.write(lines.join(""));
    }
  } finally {
    await file.close();
  }
}
