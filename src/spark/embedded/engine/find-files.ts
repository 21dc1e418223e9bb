/** The files of a read: of folders all that is in them, but for what options leave out. */
import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { IllegalArgumentException, SparkException } from "../../errors/index.js";
import { analysisError } from "../analyze/analysis-errors.js";
import type { FileFilter } from "./file-filter.js";
import { type FolderPartitions, folderPartitions, type LeafFile } from "./folder-partitions.js";

export interface FoundFiles {
  readonly paths: readonly string[];
  /** Of `year=2024/month=1`: SQL over the column that says a row's file. */
  readonly partitions: Pick<FolderPartitions, "columns">;
  isPartition(name: string): boolean;
}

/**
 * Folders in folders are looked into when their names say something of the rows, or the filter says so.
 * @throws AnalysisException PATH_NOT_FOUND; IllegalArgumentException for a `basePath` in which a path isn't;
 *   SparkRuntimeException CONFLICTING_PARTITION_COLUMN_NAMES, CONFLICTING_DIRECTORY_STRUCTURES
 */
export async function findFiles(paths: readonly string[], filter: FileFilter): Promise<FoundFiles> {
  const { basePath } = filter;
  if (basePath !== undefined && !(await stat(basePath)).isDirectory()) {
    throw new IllegalArgumentException(`the option basePath is ${basePath}, which is no folder`);
  }
  const leaves: (LeafFile & { readonly root: string })[] = [];
  for (const path of paths) {
    for (const root of await rootsOf(localPath(path))) {
      if (basePath !== undefined && root !== basePath && !root.startsWith(basePath + sep)) {
        throw new IllegalArgumentException(`the option basePath is ${basePath}, and ${root} isn't in it`);
      }
      for await (const file of below(root)) {
        const base = basePath ?? (file === root ? dirname(root) : root);
        leaves.push({ file, root, base });
      }
    }
  }
  const { columns, has } = filter.recursive ? { columns: [], has: () => true } : folderPartitions(leaves);
  const isFlat = columns.length === 0 && !filter.recursive;
  const found: string[] = [];
  for (const { file, root } of leaves) {
    if (isFlat && file !== root && dirname(file) !== root) continue;
    if (has(file) && (await filter.takes(file))) found.push(file);
  }
  const names = new Set(columns.map(({ field }) => field.name.toLowerCase()));
  return {
    paths: found,
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
  const isPattern = /[*?[{]/.test(path);
  const exists = () =>
    stat(path).then(
      () => true,
      () => false,
    );
  if (!isPattern && (await exists())) return [path];
  if (isPattern) {
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
    // A name that has such characters of its own.
    if (await exists()) return [path];
  }
  throw analysisError(
    "PATH_NOT_FOUND",
    `There is no file or folder file:${path}.`,
    { path: `file:${path}` },
    "42K03",
  );
}

/** Names that a pattern of Hadoop's stands for. @throws SparkException for what is none */
export function globPattern(glob: string): RegExp {
  const text = glob
    .replace(/\[[!^]|[.+^$()|\\]/g, (found) => (found.startsWith("[") ? "[^" : `\\${found}`))
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const alternatives = text.replace(
    /\{([^}]*)\}/g,
    (_, inner: string) => `(?:${inner.split(",").join("|")})`,
  );
  try {
    return new RegExp(`^${alternatives}$`);
  } catch (error) {
    throw new SparkException(`${glob} is no pattern of files' names`, { cause: error });
  }
}

/** Names that begin so are not data. */
function isHidden(name: string): boolean {
  return name.startsWith(".") || (name.startsWith("_") && !name.includes("="));
}

async function* below(path: string): AsyncGenerator<string> {
  let entries: Dirent[];
  try {
    entries = await readdir(path, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOTDIR") throw error;
    yield path;
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (isHidden(entry.name)) continue;
    if (entry.isDirectory()) yield* below(join(path, entry.name));
    else yield join(path, entry.name);
  }
}
