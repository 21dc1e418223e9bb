/** What a DataFrame's writer is told. */
import { stat } from "node:fs/promises";
import {
  WriteOperationV2_Mode as ModeV2,
  WriteOperation_SaveMode as SaveMode,
  WriteOperation_SaveTable_TableSaveMethod as TableSaveMethod,
  type WriteOperation,
  type WriteOperationV2,
} from "../../../proto/index.js";
import { analysisError } from "../../analyze/analysis-errors.js";
import { Analyzer } from "../../analyze/analyzer.js";
import { nameParts } from "../../analyze/name-parts.js";
import { tableNotFound } from "../../analyze/relations/leaves.js";
import { notEmbedded } from "../../not-embedded.js";
import { localPath } from "../find-files.js";
import type { OperationSession } from "../session.js";
import { alreadyThere, type SavedTable, savedName } from "../warehouse.js";
import { OVERWRITE_MODE, overwritesPartitions } from "./overwrite-mode.js";
import {
  createTable,
  existingTable,
  insertInto,
  newName,
  partitionsOf,
  refuseReading,
} from "./save-table.js";
import { writeFiles } from "./write-files.js";

/** @throws AnalysisException PATH_ALREADY_EXISTS, TABLE_OR_VIEW_ALREADY_EXISTS, …; NotSupportedError for formats and options that aren't done */
export async function write(session: OperationSession, operation: WriteOperation): Promise<void> {
  const { saveType, mode, partitioningColumns, input } = operation;
  const isNew = mode === SaveMode.UNSPECIFIED || mode === SaveMode.ERROR_IF_EXISTS;
  if (
    operation.bucketBy !== undefined ||
    operation.sortColumnNames.length > 0 ||
    operation.clusteringColumns.length > 0
  ) {
    throw notEmbedded("bucketBy, sortBy and clusterBy");
  }
  const options = lowerKeys(operation.options);
  const format = formatOf(session, operation.source);
  if (saveType.case === "table") {
    const { tableName, saveMethod } = saveType.value;
    const parts = nameParts(tableName);
    const plan = await session.analyze(input);
    if (saveMethod === TableSaveMethod.INSERT_INTO) {
      if (partitioningColumns.length > 0) {
        throw analysisError(
          "_LEGACY_ERROR_TEMP_1309",
          "insertInto takes the partitions of the table; partitionBy isn't said with it.",
        );
      }
      const table = existingTable(session, parts);
      // The writer's options aren't heard: the table has its own.
      await insertInto(session, table, { plan, byName: false, overwrite: mode === SaveMode.OVERWRITE });
      return;
    }
    const name = newName(session, parts);
    const there = session.state.warehouse.find(parts);
    const { same } = new Analyzer(session);
    const made = { plan, format, options, partitions: partitioningColumns };
    if (there === undefined) return createTable(session, name, made);
    if (isNew) throw alreadyThere(name);
    if (mode === SaveMode.IGNORE) return;
    if (there.kind === "view") existingTable(session, parts);
    else if (mode === SaveMode.APPEND) {
      if (operation.source !== undefined && format !== there.format) {
        throw analysisError(
          "_LEGACY_ERROR_TEMP_1159",
          `The table ${parts.join(".")} is of the format ${there.format}, and ${format} can't be added to it.`,
          { tableName: parts.join("."), existingProvider: there.format, specifiedProvider: format },
        );
      }
      refuseOtherPartitions(there, partitioningColumns);
      const missing = there.schema.names.find(
        (column) => !plan.output.some(({ name: given }) => same(given, column)),
      );
      if (missing !== undefined && plan.output.length === there.schema.fields.length) {
        const inputColumns = plan.output.map(({ name: given }) => given).join(", ");
        throw analysisError(
          "_LEGACY_ERROR_TEMP_1162",
          `The rows have no column ${missing}, which the table has; they have ${inputColumns}.`,
          { col: missing, inputColumns },
        );
      }
      await insertInto(session, there, { plan, byName: true, overwrite: false });
    } else {
      refuseReading(plan, there);
      await session.state.warehouse.drop(there);
      await createTable(session, name, made);
    }
    return;
  }
  const path = saveType.case === "path" ? saveType.value : options.get("path");
  if (path === undefined && format === "jdbc") {
    throw notEmbedded("writing the format jdbc");
  }
  if (path === undefined) {
    throw analysisError(
      "_LEGACY_ERROR_TEMP_2061",
      "Nothing says where the files go: give save() a path.",
      {},
      "XX000",
    );
  }
  const target = localPath(path);
  const plan = await session.analyze(input);
  const partitions = partitionsOf(session, plan, partitioningColumns);
  const exists = await stat(target).then(
    () => true,
    () => false,
  );
  if (exists && mode === SaveMode.IGNORE) return;
  if (exists && isNew) {
    throw analysisError(
      "PATH_ALREADY_EXISTS",
      `file:${target} is there already. Say mode("overwrite") to replace it, or mode("append").`,
      { outputPath: `file:${target}` },
      "42K04",
    );
  }
  const isDynamic = overwritesPartitions(session, options) && partitions.length > 0;
  await writeFiles(session, {
    plan,
    format,
    options: new Map([...options].filter(([key]) => key !== OVERWRITE_MODE)),
    partitions,
    target,
    overwrite: mode === SaveMode.OVERWRITE && (isDynamic ? "written" : true),
  });
}

function refuseOtherPartitions(
  { database, name, partitions }: SavedTable,
  specified: readonly string[],
): void {
  const same =
    specified.length === partitions.length && specified.every((column, i) => column === partitions[i]);
  if (same) return;
  const [specifiedPartCols, existingPartCols] = [specified, partitions].map((names) => names.join(", "));
  throw analysisError(
    "_LEGACY_ERROR_TEMP_1163",
    `The table ${database}.${name} is partitioned by ${existingPartCols || "nothing"}, and partitionBy says ${specifiedPartCols || "nothing"}.`,
    {
      tableName: `${database}.${name}`,
      specifiedPartCols: specifiedPartCols!,
      existingPartCols: existingPartCols!,
    },
  );
}

/**
 * The tables here are Spark's of its first interface: by the second they can be made, and neither added to nor replaced.
 * @throws AnalysisException TABLE_OR_VIEW_NOT_FOUND, TABLE_OR_VIEW_ALREADY_EXISTS, UNSUPPORTED_FEATURE.TABLE_OPERATION, _LEGACY_ERROR_TEMP_1012
 */
export async function writeV2(session: OperationSession, operation: WriteOperationV2): Promise<void> {
  const { tableName, mode, partitioningColumns, provider, input } = operation;
  const parts = nameParts(tableName);
  const name = newName(session, parts);
  const there = session.state.warehouse.find(parts);
  if (mode === ModeV2.REPLACE || mode === ModeV2.CREATE_OR_REPLACE) {
    throw analysisError(
      "UNSUPPORTED_FEATURE.TABLE_OPERATION",
      `The table ${savedName(name)} can't be replaced as a whole by writeTo. Say df.write.mode("overwrite").saveAsTable.`,
      { tableName: savedName(name), operation: "REPLACE TABLE AS SELECT" },
      "0A000",
    );
  }
  if (mode !== ModeV2.CREATE) {
    if (there === undefined) throw tableNotFound(parts);
    throw analysisError(
      "_LEGACY_ERROR_TEMP_1012",
      `The table ${savedName(name)} can't be written to by writeTo. Say df.write.insertInto or saveAsTable.`,
      { identifier: savedName(name) },
    );
  }
  if (there !== undefined) throw alreadyThere(name);
  const partitions = partitioningColumns.map(({ exprType }) => {
    if (exprType.case === "unresolvedAttribute") return nameParts(exprType.value.unparsedIdentifier).at(-1)!;
    throw notEmbedded("partitions by a function of a column");
  });
  await createTable(session, name, {
    plan: await session.analyze(input),
    format: formatOf(session, provider),
    options: lowerKeys(operation.options),
    partitions,
    comment: operation.tableProperties.comment,
  });
}

/** What files are, when it isn't said. @throws NotSupportedError for a format that isn't written here */
export function formatOf(session: OperationSession, source: string | undefined): string {
  const format = (source ?? session.setting("spark.sql.sources.default") ?? "parquet").toLowerCase();
  if (WRITTEN.has(format)) return format;
  throw notEmbedded(`writing the format ${format}`);
}

const WRITTEN: ReadonlySet<string> = new Set(["parquet", "csv", "json", "text"]);

export function lowerKeys(options: Readonly<Record<string, string>>): Map<string, string> {
  return new Map(Object.entries(options).map(([key, value]) => [key.toLowerCase(), value]));
}
