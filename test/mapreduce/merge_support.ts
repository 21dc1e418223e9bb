/** Writes runs the slow, obvious way, and merges them in a Map: what the merger is compared with. */
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as np from "manycore/numpy";
import { compareKeys, encodeKey, encodeValue, writeVarint } from "../../dist/mapreduce/codec/index.js";
import type { GroupMerger, Range, Run, SpillFiles } from "../../dist/mapreduce/shuffle/index.js";

export type Pair = readonly [key: unknown, value: unknown];

/** The bytes that one of the codec's functions writes. */
function written(
  write: (u8: Uint8Array, at: number, end: number, value: unknown) => number,
  value: unknown,
): Buffer {
  for (let room = 1 << 10; ; room *= 8) {
    const u8 = new Uint8Array(room);
    const end = write(u8, 0, room, value);
    if (end !== -1) return Buffer.from(u8.subarray(0, end));
  }
}

export const keyBytes = (key: unknown): Buffer => written(encodeKey, key);
export const valueBytes = (value: unknown): Buffer => written(encodeValue, value);

function varint(n: number): Buffer {
  const u8 = new Uint8Array(8);
  return Buffer.from(u8.subarray(0, writeVarint(u8, 0, n)));
}

/** The bytes of one partition's groups. */
function groupBytes(pairs: readonly Pair[], sortValues: boolean): Buffer {
  if (sortValues) {
    const keys = pairs.map(([key, value]) => Buffer.concat([keyBytes(key), keyBytes(value)]));
    return Buffer.concat(keys.sort(Buffer.compare).flatMap((key) => [varint(key.length), key, varint(0)]));
  }
  const groups = new Map<string, { key: Buffer; values: Buffer[] }>();
  for (const [key, value] of pairs) {
    const bytes = keyBytes(key);
    const name = bytes.toString("hex");
    if (!groups.has(name)) groups.set(name, { key: bytes, values: [] });
    groups.get(name)!.values.push(valueBytes(value));
  }
  const sorted = [...groups.values()].sort((a, b) => Buffer.compare(a.key, b.key));
  return Buffer.concat(
    sorted.flatMap(({ key, values }) => {
      const all = Buffer.concat(values);
      return [varint(key.length), key, varint(all.length), all];
    }),
  );
}

/** A run with the given pairs in each partition; in a file if there is a path. */
export function makeRun(partitions: readonly (readonly Pair[])[], sortValues: boolean, path?: string): Run {
  const ranges: Range[] = [];
  const parts: Buffer[] = [];
  let at = 0;
  for (const pairs of partitions) {
    const bytes = groupBytes(pairs, sortValues);
    ranges.push({ start: at, end: at + bytes.length, records: pairs.length });
    at += bytes.length;
    parts.push(bytes);
  }
  const bytes = Buffer.concat(parts);
  if (path !== undefined) {
    writeFileSync(path, bytes);
    return { kind: "file", path, partitions: ranges };
  }
  const array = np.empty([bytes.length], { dtype: "uint8" });
  (array.data as Uint8Array).set(bytes);
  return { kind: "memory", bytes: array as unknown as np.NDArray, partitions: ranges };
}

export interface Group {
  key: unknown;
  values: unknown[];
}

/** What must come out, by sorting all pairs. */
export function expectedGroups(
  pairs: readonly Pair[],
  sortValues: boolean,
  groupingKey: (key: unknown) => unknown = (key) => key,
): Group[] {
  const sorted = [...pairs].sort(
    (a, b) => compareKeys(a[0], b[0]) || (sortValues ? compareKeys(a[1], b[1]) : 0),
  );
  const groups: Group[] = [];
  for (const [key, value] of sorted) {
    const last = groups.at(-1);
    if (last !== undefined && compareKeys(groupingKey(last.key), groupingKey(key)) === 0)
      last.values.push(value);
    else groups.push({ key, values: [value] });
  }
  return groups;
}

/** All groups of a merger, collected. */
export function allGroups(merger: GroupMerger): Group[] {
  const groups: Group[] = [];
  while (merger.next()) groups.push({ key: merger.key, values: [...merger.values] });
  return groups;
}

/** A folder for runs, that knows what is in it and which of its files this process has open. */
export class RunFolder implements SpillFiles {
  readonly folder = mkdtempSync(join(tmpdir(), "manycore-merge-"));
  #count = 0;

  next(): string {
    return join(this.folder, `run-${this.#count++}`);
  }

  files(): string[] {
    return readdirSync(this.folder);
  }

  /** Undefined where the system doesn't say. */
  open(): string[] | undefined {
    if (!existsSync("/proc/self/fd")) return undefined;
    return readdirSync("/proc/self/fd")
      .map((descriptor) => {
        try {
          return readlinkSync(`/proc/self/fd/${descriptor}`);
        } catch {
          return "";
        }
      })
      .filter((path) => path.startsWith(this.folder));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
