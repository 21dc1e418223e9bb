import { type Block, dropLease, heap, receiveLease } from "../../memory/index.js";
import { selfParticipant } from "../../threads/index.js";
import { onLost } from "../host/sent-leases.js";
import { Holders } from "./holders.js";
import { LocalCore, type LocalOptions } from "./local-core.js";

/** How often a thread without handles looks whether the others have gone too. */
const KEEPER_MS = 1000;

/** A handle on its way to another thread. */
export interface PackedLocal {
  readonly lease: number;
  readonly address: number;
  readonly bytes: number;
}

/** This thread's queues in shared memory, by address: two handles of a thread have one core. */
const cores = new Map<number, LocalCore>();
/** Those that no handle of this thread refers to. What they hold is given back by somebody who lives to see the last holder go. */
const kept = new Set<LocalCore>();
let keeper: ReturnType<typeof setInterval> | undefined;
let watching = false;
const forgetting: ((core: LocalCore) => void)[] = [];

/** A new queue. */
export function createLocal(options: LocalOptions): LocalCore {
  return remember(LocalCore.format(options), 0);
}

/** The core of a handle that has arrived. Inverse of `packLocal`. */
export function receiveLocal({ lease, address, bytes }: PackedLocal): LocalCore {
  const known = cores.get(address);
  if (known !== undefined && !known.destroyed) {
    known.holders.arrive(lease, selfParticipant());
    dropLease(lease);
    kept.delete(known);
    return known;
  }
  // First the slot: between the two the handle would seem lost.
  const holders = new Holders(heap(), address >>> 2, selfParticipant());
  const slot = holders.arrive(lease, selfParticipant());
  try {
    return remember(receiveLease(lease, address, bytes), slot);
  } catch (error) {
    holders.release(slot);
    throw error;
  }
}

onLost((lease, participant) => {
  for (const core of cores.values()) if (!core.destroyed) core.holders.lose(lease, participant);
});

/** Calls `listener` when this thread lets a queue go for good. */
export function onForget(listener: (core: LocalCore) => void): void {
  forgetting.push(listener);
}

/** How many queues this thread knows: for tests. @internal */
export function localQueues(): number {
  return cores.size;
}

function remember(block: Block, slot: number): LocalCore {
  const core = new LocalCore(block, slot, lastHandle);
  cores.set(block.address, core);
  watchEnd();
  return core;
}

function lastHandle(core: LocalCore): void {
  if (core.destroyIfLast()) {
    forget(core);
    return;
  }
  core.keep();
  kept.add(core);
  keeper ??= unreferenced(setInterval(lookAtKept, KEEPER_MS));
}

function lookAtKept(): void {
  for (const core of kept) {
    if (core.handles > 0) kept.delete(core);
    else if (core.destroyIfLast()) forget(core);
  }
  if (kept.size > 0) return;
  clearInterval(keeper);
  keeper = undefined;
}

function forget(core: LocalCore): void {
  kept.delete(core);
  if (cores.get(core.block.address) === core) cores.delete(core.block.address);
  for (const listener of forgetting) listener(core);
}

/** A worker thread that ends in good order says so; what a dead one held is seen by the others. */
function watchEnd(): void {
  if (watching || typeof process === "undefined") return;
  watching = true;
  if (process.getBuiltinModule?.("node:worker_threads").isMainThread !== false) return;
  // Before the heap's own handler, which gives this thread's blocks back.
  process.prependOnceListener("exit", (code) => {
    for (const core of cores.values()) {
      if (code !== 0) continue;
      if (!core.destroyIfLast()) core.leave();
    }
    cores.clear();
  });
}

function unreferenced(timer: ReturnType<typeof setInterval>): ReturnType<typeof setInterval> {
  if (typeof timer === "object") timer.unref();
  return timer;
}
