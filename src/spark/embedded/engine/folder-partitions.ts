/** What the names of folders say of the rows in them: `year=2024/month=1`. */
import { dirname, sep } from "node:path";
import { SparkRuntimeException } from "../../errors/index.js";
import {
  type DataType,
  DateType,
  DecimalType,
  DoubleType,
  IntegerType,
  LongType,
  NullType,
  StringType,
  StructField,
} from "../../types/index.js";
import { sqlType } from "../expression/sql-types.js";
import { textSql } from "../expression/text-sql.js";
import { widerType } from "../functions/coercion.js";
import { partitionOf } from "./write/partition-folder.js";

/** A file, and the folder from which on names count. */
export interface LeafFile {
  readonly file: string;
  readonly base: string;
}

/** The column of a reader's rows that says their file: a name that files don't have, which may have columns of the name `filename`. */
export const FILE_COLUMN = "file_of_the_row";

export interface FolderPartitions {
  /** SQL over {@link FILE_COLUMN}. */
  readonly columns: readonly { readonly field: StructField; readonly sql: string }[];
  /** Whether there are rows of a file: where some folders' names speak, files elsewhere are none. */
  has(file: string): boolean;
}

const NONE = "__HIVE_DEFAULT_PARTITION__";

/** @throws SparkRuntimeException CONFLICTING_PARTITION_COLUMN_NAMES, CONFLICTING_DIRECTORY_STRUCTURES */
export function folderPartitions(leaves: readonly LeafFile[]): FolderPartitions {
  const said = new Map(leaves.map(({ file, base }) => [file, partsOf(base, dirname(file))]));
  const speaking = [...said].filter(([, { parts }]) => parts.size > 0);
  if (speaking.length === 0) return { columns: [], has: () => true };
  const roots = new Set([...said.values()].map(({ root }) => root));
  if (roots.size > 1) {
    const discoveredBasePaths = [...roots].join(", ");
    throw conflict(
      "CONFLICTING_DIRECTORY_STRUCTURES",
      `The folders ${discoveredBasePaths} hold files, and the names of folders can speak in one of them only. Read each by itself, or say basePath.`,
      { discoveredBasePaths },
    );
  }
  return {
    columns: partitionColumns(speaking.map(([file, { parts }]) => ({ file, parts }))),
    has: (file) => (said.get(file)?.parts.size ?? 0) > 0,
  };
}

interface Said {
  readonly parts: ReadonlyMap<string, string>;
  /** The folder in which the ones lie whose names speak; the file's own, if none does. */
  readonly root: string;
}

/** From the file's folder up: names that don't speak are passed over until one does, and then end it. */
function partsOf(base: string, folder: string): Said {
  const parts: [string, string][] = [];
  for (let at = folder; at !== base && at.startsWith(base); at = dirname(at)) {
    const said = partitionOf(at.slice(at.lastIndexOf(sep) + 1));
    if (said !== undefined) parts.push([said.column, said.value ?? NONE]);
    else if (parts.length > 0) return { parts: new Map(parts.reverse()), root: at };
  }
  return { parts: new Map(parts.reverse()), root: parts.length > 0 ? base : folder };
}

function partitionColumns(
  found: readonly { readonly file: string; readonly parts: ReadonlyMap<string, string> }[],
): FolderPartitions["columns"] {
  const names = [...(found[0]?.parts.keys() ?? [])];
  const key = names.join("/");
  const other = found.find(({ parts }) => [...parts.keys()].join("/") !== key);
  if (other !== undefined) {
    throw conflict(
      "CONFLICTING_PARTITION_COLUMN_NAMES",
      `The folders' names speak of other columns: ${key} and ${[...other.parts.keys()].join("/")} (${other.file}).`,
      { distinctPartColLists: key, suspiciousPaths: other.file },
    );
  }
  return names.map((name) => {
    const values = found.map(({ parts }) => parts.get(name)!);
    const type = values.map(inferred).reduce((a, b) => widerPartition(a, b), new NullType() as DataType);
    const given = type instanceof NullType ? new StringType() : type;
    const whens = found.map(({ file, parts }) => {
      const value = parts.get(name)!;
      return `WHEN ${textSql(file)} THEN ${value === NONE ? "NULL" : textSql(value)}`;
    });
    const sql = `CAST(CASE ${FILE_COLUMN} ${whens.join(" ")} END AS ${sqlType(given)})`;
    return { field: new StructField(name, given), sql };
  });
}

/** The type of a folder's value, as Spark infers it. */
function inferred(value: string): DataType {
  if (value === NONE) return new NullType();
  if (/^[+-]?\d+$/.test(value)) {
    const number = BigInt(value);
    if (BigInt.asIntN(32, number) === number) return new IntegerType();
    if (BigInt.asIntN(64, number) === number) return new LongType();
    const digits = value.replace(/^[+-]/, "").length;
    return digits <= DecimalType.MOST_DIGITS ? new DecimalType(digits, 0) : new StringType();
  }
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value)) return new DoubleType();
  if (/^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))) return new DateType();
  return new StringType();
}

function widerPartition(a: DataType, b: DataType): DataType {
  if (a instanceof StringType || b instanceof StringType) return new StringType();
  return widerType(a, b) ?? new StringType();
}

function conflict(
  condition: string,
  text: string,
  messageParameters: Readonly<Record<string, string>>,
): SparkRuntimeException {
  const sqlState = "KD009";
  const message = `[${condition}] ${text} SQLSTATE: ${sqlState}`;
  return new SparkRuntimeException(message, { condition, sqlState, messageParameters });
}
