/** The objects of this thread that others may call, by number. */
import { type ObjectId, placeName } from "./object-id.js";
import type { ServedCore } from "./served-core.js";

interface Entry {
  readonly object: ObjectId;
  readonly core: WeakRef<ServedCore>;
  /** Keeps the object alive for callers who can't. */
  held: ServedCore | undefined;
  /** Held only while there are child processes, which may have a handle; else as long as somebody here has one. */
  readonly lent: boolean;
}

/** One a thread, however often the package is loaded. */
interface Registry {
  readonly ids: WeakMap<ServedCore, Entry>;
  readonly entries: Map<number, Entry>;
  readonly forget: FinalizationRegistry<number>;
  next: number;
  /** Child processes of this thread that are alive. */
  children: number;
}

const KEY = Symbol.for("manycore.multiprocessing.served");

function registry(): Registry {
  const holder = globalThis as { [KEY]?: Registry };
  holder[KEY] ??= open();
  return holder[KEY];
}

function open(): Registry {
  const entries = new Map<number, Entry>();
  return {
    ids: new WeakMap(),
    entries,
    forget: new FinalizationRegistry((id) => entries.delete(id)),
    next: 1,
    children: 0,
  };
}

function enter(core: ServedCore, lent: boolean): ObjectId {
  const { ids, entries, forget } = registry();
  const known = ids.get(core);
  if (known !== undefined) {
    known.held = core;
    return known.object;
  }
  const object: ObjectId = { owner: placeName(), id: registry().next++ };
  const entry: Entry = { object, core: new WeakRef(core), held: core, lent };
  ids.set(core, entry);
  entries.set(object.id, entry);
  forget.register(core, object.id, core);
  return object;
}

/**
 * Gives an object of this thread a name, by which workers of this thread (and theirs) call it: the same name each time. Keeps the object
 * alive until `withdraw`.
 */
export function expose(core: ServedCore): ObjectId {
  return enter(core, false);
}

/**
 * The same for an object that has handles: it is kept alive as long as there are child processes, since nobody here knows which of them hold
 * one. After the last one's end it lives as long as a handle here does.
 */
export function exposeToChildren(core: ServedCore): ObjectId {
  return enter(core, true);
}

/** Inverse of `expose`: later requests get a NotSupportedError. Idempotent. */
export function withdraw(core: ServedCore): void {
  const { ids, entries, forget } = registry();
  const entry = ids.get(core);
  if (entry === undefined) return;
  ids.delete(core);
  entries.delete(entry.object.id);
  forget.unregister(core);
}

/** How many objects of this thread are kept alive for others. */
export function exposedCount(): number {
  let count = 0;
  for (const { held } of registry().entries.values()) if (held !== undefined) count++;
  return count;
}

/** The object itself, when it lives in this thread. */
export function exposedCore(object: ObjectId): ServedCore | undefined {
  if (object.owner !== placeName()) return undefined;
  const entry = registry().entries.get(object.id);
  if (entry === undefined) return undefined;
  const core = entry.held ?? entry.core.deref();
  // Whoever names it may have it for longer.
  if (registry().children > 0) entry.held = core;
  return core;
}

/** A child process of this thread starts, or has ended. */
export function countChildren(change: 1 | -1): void {
  const own = registry();
  own.children += change;
  if (own.children > 0) return;
  for (const entry of own.entries.values()) if (entry.lent) entry.held = undefined;
}
