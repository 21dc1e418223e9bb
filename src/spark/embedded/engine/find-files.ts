/** The files of a read: of folders all that is in them, and what the folders' names say of their rows. */
import { readdir, stat } from "node:fs/promises";
import { basename, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
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
import { analysisError } from "../analyze/analysis-errors.js";
import { sqlType } from "../expression/sql-types.js";
import { textSql } from "../expression/text-sql.js";
import { widerType } from "../functions/coercion.js";
import { partitionOf } from "./write/partition-folder.js";

export interface FoundFiles {
  readonly paths: readonly string[];
  /** Of `year=2024/month=1`: SQL over the column `filename`. */
  readonly partitions: { readonly columns: readonly { readonly field: StructField; readonly sql: string }[] };
  isPartition(name: string): boolean;
}

/** @throws AnalysisException PATH_NOT_FOUND, CONFLICTING_PARTITION_COLUMN_NAMES */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const found: { readonly file: string; readonly parts: ReadonlyMap<string, string> }[] = [];
  for (const path of paths) {
    for (const root of await rootsOf(localPath(path))) {
      for await (const file of below(root)) found.push({ file, parts: partsOf(root, file) });
    }
  }
  const columns = partitionColumns(found);
  const names = new Set(columns.map(({ field }) => field.name.toLowerCase()));
  return {
    paths: found.map(({ file }) => file),
    partitions: { columns },
    isPartition: (name) => names.has(name.toLowerCase()),
  };
}

export function localPath(path: string): string {
  if (path.startsWith("file:"))
    return path.startsWith("file://") ? fileURLToPath(path) : resolve(path.slice(5));
  return resolve(path);
}

/** A path may have `*`, `?`, `[…]` and `{a,b}` in its parts. */
async function rootsOf(path: string): Promise<string[]> {
  const exists = await stat(path).catch(() => undefined);
  if (exists !== undefined) return [path];
  if (/[*?[{]/.test(path)) {
    let roots: string[] = [sep];
    for (const part of path.split(sep).filter((each) => each !== "")) {
      const next: string[] = [];
      for (const root of roots) {
        if (!/[*?[{]/.test(part)) {
          if ((await stat(join(root, part)).catch(() => undefined)) !== undefined)
            next.push(join(root, part));
          continue;
        }
        const pattern = globPattern(part);
        const names = await readdir(root).catch(() => []);
        next.push(
          ...names
            .filter((name) => pattern.test(name))
            .sort()
            .map((name) => join(root, name)),
        );
      }
      roots = next;
    }
    if (roots.length > 0) return roots;
  }
  throw analysisError(
    "PATH_NOT_FOUND",
    `There is no file or folder file:${path}.`,
    { path: `file:${path}` },
    "42K03",
  );
}

function globPattern(glob: string): RegExp {
  const text = glob
    .replace(/[.+^$()|\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const alternatives = text.replace(
    /\{([^}]*)\}/g,
    (_, inner: string) => `(?:${inner.split(",").join("|")})`,
  );
  return new RegExp(`^${alternatives}$`);
}

/** Names that begin so are not data. */
function isHidden(name: string): boolean {
  return name.startsWith(".") || (name.startsWith("_") && !name.includes("="));
}

async function* below(path: string): AsyncGenerator<string> {
  if (!(await stat(path)).isDirectory()) {
    yield path;
    return;
  }
  for (const entry of (await readdir(path, { withFileTypes: true })).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    if (isHidden(entry.name)) continue;
    if (entry.isDirectory()) yield* below(join(path, entry.name));
    else yield join(path, entry.name);
  }
}

const NONE = "__HIVE_DEFAULT_PARTITION__";

function partsOf(root: string, file: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  for (const folder of file.slice(root.length).split(sep).slice(0, -1)) {
    const said = partitionOf(folder);
    if (said !== undefined) parts.set(said.column, said.value ?? NONE);
  }
  return parts;
}

function partitionColumns(
  found: readonly { readonly file: string; readonly parts: ReadonlyMap<string, string> }[],
): FoundFiles["partitions"]["columns"] {
  const names = [...(found[0]?.parts.keys() ?? [])];
  const key = names.join("/");
  const other = found.find(({ parts }) => [...parts.keys()].join("/") !== key);
  if (other !== undefined) {
    throw analysisError(
      "CONFLICTING_PARTITION_COLUMN_NAMES",
      `The folders' names speak of other columns: ${key || "none"} and ${[...other.parts.keys()].join("/") || "none"} (${basename(other.file)}).`,
      { distinctPartColLists: key, suspiciousPaths: other.file },
      "KD009",
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
    const sql = `CAST(CASE filename ${whens.join(" ")} END AS ${sqlType(given)})`;
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
