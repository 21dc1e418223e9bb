/** What the manifest keeps of a task's result, and back: paths that stay right when the folder moves, keys that JSON has no form for. */
import { existsSync, statSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import { Cursor, decodeKey, encodeKey } from "../../codec/index.js";
import type { HotKey } from "../../report/index.js";
import type { Run } from "../../shuffle/index.js";
import type { Chunk } from "./pair-store.js";
import type { MapTaskResult, ReduceTaskResult } from "./task-spec.js";

/** With the seconds that it took. */
export type Timed<R> = R & { readonly seconds: number };
export type AnyResult = Timed<MapTaskResult> | Timed<ReduceTaskResult>;

/** As JSON has it. `lost`: some of its data were only in memory, so they have to be made again. */
export function toRecord(result: AnyResult, root: string): unknown {
  const outside = <T extends Run | Chunk>(part: T): unknown =>
    part.kind === "file" ? { ...part, path: relative(root, part.path) } : null;
  const { pairs } = result;
  const record = { ...result, pairs: pairs && { ...pairs, chunks: pairs.chunks.map(outside) } };
  if ("hottest" in result) {
    return { ...record, hottest: result.hottest.map(({ key, records }) => ({ key: keyText(key), records })) };
  }
  const { output } = result;
  return { ...record, output: output && { ...output, runs: output.runs.map(outside) } };
}

/** The inverse. @returns undefined when some of its data aren't there any more */
export function fromRecord<R extends AnyResult>(record: unknown, root: string): R | undefined {
  const result = record as Record<string, unknown>;
  const inside = (part: unknown): unknown => {
    const { path, ...rest } = part as { readonly path: string };
    return { ...rest, path: join(root, path) };
  };
  const { pairs, output, hottest } = result as {
    pairs?: { chunks: readonly unknown[] };
    output?: { runs: readonly unknown[] };
    hottest?: readonly { key: string; records: number }[];
  };
  const parts = [...(pairs?.chunks ?? []), ...(output?.runs ?? [])];
  if (!parts.every((part) => isThere(part, root))) return undefined;
  return {
    ...result,
    pairs: pairs && { ...pairs, chunks: pairs.chunks.map(inside) },
    output: output && { ...output, runs: output.runs.map(inside) },
    ...(hottest && { hottest: hottest.map(hotKey) }),
  } as unknown as R;
}

/** Of a task whose data nobody needs any more: what was counted. */
export function countsOf<R extends AnyResult>(record: unknown): R {
  const { hottest, output } = record as {
    hottest?: readonly { key: string; records: number }[];
    output?: { stats: unknown };
  };
  return {
    ...(record as object),
    pairs: undefined,
    output: output && { ...output, runs: [] },
    ...(hottest && { hottest: hottest.map(hotKey) }),
  } as unknown as R;
}

/** The folders of attempts that a record's data lie in. */
export function foldersOf(result: Partial<MapTaskResult>, root: string): string[] {
  const parts: readonly (Run | Chunk)[] = [...(result.pairs?.chunks ?? []), ...(result.output?.runs ?? [])];
  return parts.flatMap((part) => (part.kind === "file" ? [relative(root, part.path).split(sep)[0]!] : []));
}

function isThere(part: unknown, root: string): boolean {
  if (part === null) return false;
  const {
    path,
    start = 0,
    length = 0,
    partitions = [],
  } = part as {
    path: string;
    start?: number;
    length?: number;
    partitions?: readonly { end: number }[];
  };
  // What leads out of the folder isn't a job's.
  if (isAbsolute(path) || path.split(sep).includes("..")) return false;
  const full = join(root, path);
  const end = Math.max(start + length, ...partitions.map((range) => range.end));
  return existsSync(full) && statSync(full).size >= end;
}

/** Keys may be infinite, which JSON can't say. */
function keyText(key: unknown): string {
  for (let bytes = 256; ; bytes *= 2) {
    const u8 = new Uint8Array(bytes);
    const end = encodeKey(u8, 0, bytes, key);
    if (end >= 0) return Buffer.from(u8.subarray(0, end)).toString("base64");
  }
}

function hotKey({ key, records }: { readonly key: string; readonly records: number }): HotKey {
  return { key: decodeKey(Buffer.from(key, "base64"), new Cursor(0)), records };
}
