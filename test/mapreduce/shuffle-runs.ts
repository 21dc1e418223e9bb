/** Reading runs the slow, obvious way, and what a test of map output needs besides. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Cursor,
  compareBytes,
  compareKeys,
  decodeKey,
  decodeValue,
  encodeKey,
  readVarint,
} from "../../dist/mapreduce/codec/index.js";
import type { MapOutput, Run, ShuffleOptions, SpillFiles } from "../../dist/mapreduce/shuffle/index.js";

export interface Group {
  readonly key: unknown;
  readonly values: unknown[];
}

/** The groups of a run, partition by partition. @throws when the run isn't as its format says */
export function readRun(run: Run, sortValues = false): Group[][] {
  const u8 = run.kind === "memory" ? run.bytes.data : new Uint8Array(readFileSync(run.path));
  let covered = 0;
  const groups = run.partitions.map(({ start, end, records }) => {
    if (start !== covered)
      throw new Error(`a partition begins at ${start}, the last one ended at ${covered}`);
    covered = end;
    const found = readRange(u8 as Uint8Array, start, end, sortValues);
    const values = found.reduce((sum, group) => sum + group.values.length, 0);
    if (values !== records) throw new Error(`${values} values, not ${records}`);
    return found;
  });
  if (covered !== u8.length) throw new Error(`${u8.length - covered} bytes behind the last partition`);
  return groups;
}

function readRange(u8: Uint8Array, start: number, end: number, sortValues: boolean): Group[] {
  const groups: Group[] = [];
  const cursor = new Cursor(start, end);
  let before: [number, number] | undefined;
  let keyBefore: unknown;
  while (cursor.at < end) {
    const length = readVarint(u8, cursor);
    const at = cursor.at;
    const key = decodeKey(u8, cursor);
    const values: unknown[] = sortValues ? [decodeKey(u8, cursor)] : [];
    if (cursor.at !== at + length) throw new Error("a key isn't as long as its length says");
    if (before !== undefined) {
      const order = compareBytes(u8, before[0], before[1], u8, at, cursor.at);
      if (order > 0 || (order === 0 && !sortValues)) throw new Error("groups aren't in order");
      if (compareKeys(keyBefore, key) > (sortValues ? 0 : -1)) throw new Error("keys aren't in order");
    }
    before = [at, cursor.at];
    keyBefore = key;
    const valuesEnd = readVarint(u8, cursor) + cursor.at;
    if (sortValues && valuesEnd !== cursor.at) throw new Error("values behind a composite key");
    while (cursor.at < valuesEnd) values.push(decodeValue(u8, cursor));
    if (cursor.at !== valuesEnd) throw new Error("values aren't as long as their length says");
    if (values.length === 0) throw new Error("a group without values");
    groups.push({ key, values });
  }
  if (cursor.at !== end) throw new Error("a group goes beyond its partition");
  return groups;
}

/** All pairs of an output: partition, key, value. */
export function pairsOf(output: MapOutput, sortValues = false): [number, unknown, unknown][] {
  return output.runs.flatMap((run) =>
    readRun(run, sortValues).flatMap((groups, partition) =>
      groups.flatMap(({ key, values }) =>
        values.map((value): [number, unknown, unknown] => [partition, key, value]),
      ),
    ),
  );
}

/** The bytes of a key. */
export function keyBytes(key: unknown): Uint8Array {
  const u8 = new Uint8Array(1 << 16);
  const end = encodeKey(u8, 0, u8.length, key);
  if (end < 0) throw new Error("a test's keys are short");
  return u8.slice(0, end);
}

/** A folder for runs, and what is in it. */
export class Spills implements SpillFiles {
  readonly folder = mkdtempSync(join(tmpdir(), "manycore-shuffle-"));
  #count = 0;

  next(): string {
    return join(this.folder, `run-${this.#count++}`);
  }

  files(): string[] {
    return readdirSync(this.folder);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Options with the rest as a test that doesn't care has it. */
export function options(given: Partial<ShuffleOptions> & { spill: SpillFiles }): ShuffleOptions {
  return { partitions: 1, sortValues: false, memory: 1 << 18, keep: 1 << 24, ...given };
}
