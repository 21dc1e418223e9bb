/** What a task knows beside its partition: broadcast values, and what has been added to accumulators. A worker runs one task at a time. */
import { SparkException } from "../errors/index.js";

/** Values that this worker has, by the id of their variable. One that was unpersisted comes anew, as another version. */
const broadcasts = new Map<number, { readonly version: number; readonly value: unknown }>();

/** Of the task that runs. */
let additions = new Map<number, unknown>();

/** @throws SparkException when it didn't come with the task */
export function broadcastHere(id: number): unknown {
  const here = broadcasts.get(id);
  if (here !== undefined) return here.value;
  throw new SparkException(
    `Broadcast(${id}) isn't here: it was destroyed, or belongs to another SparkContext`,
  );
}

export function hasBroadcast(id: number, version: number): boolean {
  return broadcasts.get(id)?.version === version;
}

export function putBroadcast(id: number, version: number, value: unknown): void {
  broadcasts.set(id, { version, value });
}

/** Lets go of all others, and of other versions. */
export function keepBroadcasts(live: readonly (readonly [id: number, version: number])[]): void {
  const versions = new Map(live);
  for (const [id, { version }] of broadcasts) if (versions.get(id) !== version) broadcasts.delete(id);
}

export function addHere<T>(id: number, term: T, zero: () => T, addInPlace: (a: T, b: T) => T): void {
  const before = additions.has(id) ? (additions.get(id) as T) : zero();
  additions.set(id, addInPlace(before, term));
}

/** A task begins: what an earlier one has added without being finished is nobody's. */
export function beginAdditions(): void {
  additions = new Map();
}

/** What the task has added, by accumulator. */
export function additionsOf(): [id: number, value: unknown][] {
  return [...additions];
}
