/** Files of parquet, which DuckDB writes. */
import { randomUUID } from "node:crypto";
import { readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { ArrayType, type DataType, MapType, StringType, StructType } from "../../../types/index.js";
import { analysisError } from "../../analyze/analysis-errors.js";
import type { PlanNode } from "../../analyze/plan-node.js";
import { attributeExpr } from "../../analyze/scope.js";
import { castOf } from "../../expression/cast-rules.js";
import { fieldSql } from "../../expression/sql-types.js";
import { textSql } from "../../expression/text-sql.js";
import { attributeSql, sqlOf } from "../../expression/to-sql.js";
import type { Attribute } from "../../expression/typed.js";
import { notEmbedded } from "../../not-embedded.js";
import { refuseOptions } from "../file-options.js";
import type { OperationSession } from "../session.js";
import { partitionFolder } from "./partition-folder.js";

const CODECS: Readonly<Record<string, string>> = {
  snappy: "snappy",
  gzip: "gzip",
  zstd: "zstd",
  lz4_raw: "lz4_raw",
  brotli: "brotli",
  none: "uncompressed",
  uncompressed: "uncompressed",
};

/** @throws NotSupportedError for options that aren't done */
export async function writeParquet(
  session: OperationSession,
  plan: PlanNode,
  options: ReadonlyMap<string, string>,
  partitions: readonly Attribute[],
  folder: string,
): Promise<void> {
  refuseOptions("parquet", options, ["path", "compression"]);
  const compression = options.get("compression")?.toLowerCase() ?? "snappy";
  const codec = CODECS[compression];
  if (codec === undefined) {
    throw notEmbedded(`the compression ${compression} of parquet`);
  }
  const isPartition = (attribute: Attribute) => partitions.some(({ id }) => id === attribute.id);
  const columns = plan.output.map((attribute, i) => {
    const column = `q.o${i}`;
    const sql = isPartition(attribute)
      ? partitionText(session, attribute, column)
      : writtenAs(column, attribute.type);
    return `${sql} AS ${quotedSql(attribute.name)}`;
  });
  await session.ready(plan);
  const query = `SELECT ${columns.join(", ")} FROM (${session.queryOf(plan)}) AS q`;
  const copy = `FORMAT parquet, COMPRESSION ${codec}`;
  const job = randomUUID();
  if (partitions.length === 0) {
    const file = join(
      folder,
      `part-00000-${job}-c000.${compression === "none" ? "" : `${compression}.`}parquet`,
    );
    await session.operation.run(`COPY (${query}) TO ${textSql(file)} (${copy})`);
    return;
  }
  const names = partitions.map(({ name }) => quotedSql(name)).join(", ");
  await session.operation.run(
    `COPY (${query}) TO ${textSql(folder)} (${copy}, PARTITION_BY (${names}), FILENAME_PATTERN 'part-{i}-${job}')`,
  );
  await renameFolders(folder);
}

function quotedSql(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const NONE = "'__HIVE_DEFAULT_PARTITION__'";

function partitionText(session: OperationSession, attribute: Attribute, column: string): string {
  const text = sqlOf(castOf(attributeExpr(attribute), new StringType()), session);
  return `coalesce(nullif(${text.replaceAll(attributeSql(attribute.id), column)}, ''), ${NONE})`;
}

/** DuckDB escapes other characters than Spark. */
async function renameFolders(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    await renameFolders(join(folder, entry.name));
    const at = entry.name.indexOf("=");
    const [column, value] = [entry.name.slice(0, at), entry.name.slice(at + 1)].map(decodeURIComponent);
    const name = partitionFolder(column!, value!);
    if (name !== entry.name) await rename(join(folder, entry.name), join(folder, name));
  }
}

/** A value as others read it in a file: fields by their names, moments with UTC. */
function writtenAs(sql: string, type: DataType, depth = 0): string {
  if (type.typeName === "timestamp") return `timezone('UTC', ${sql})`;
  if (type.typeName === "void") {
    throw analysisError(
      "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
      "A column of nulls without a type can't be written.",
      { format: "Parquet" },
      "0A000",
    );
  }
  if (type instanceof StructType) {
    const fields = type.fields.map(
      ({ name, dataType }, i) =>
        `${quotedSql(name)} := ${writtenAs(`struct_extract(${sql}, '${fieldSql(i)}')`, dataType, depth)}`,
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
