import { ValueError } from "../errors.js";
import { atKillPoint } from "../events/index.js";
import { Arena } from "./arena.js";
import { arenaRecord, arenaState, ownerOf, stateOf } from "./arena-record.js";
import { sharedHeap } from "./attach.js";
import { ARENA, ARENA_ADOPTED, ARENA_OWNED, CONTROL } from "./layout.js";
import { settleArena } from "./recovery.js";
import type { SharedHeap } from "./shared-heap.js";

/** What `adoptThread` found. */
export interface AdoptedThread {
  /** Threads whose memory was adopted: the one asked for, if it had any, and those that it had started. */
  readonly threads: readonly number[];
  /** Arenas that are free for other threads now. */
  readonly arenas: number;
  /** Bytes in blocks that nobody else held. */
  readonly freed: number;
}

/**
 * Takes back the memory of a worker thread that has ended in whatever way, and of the workers that it had started, which end with it: its
 * references to blocks are dropped, leases that it held or hadn't published with them; what others hold lives on. Idempotent, and
 * quick for a thread that ended in good order. Other threads go on working meanwhile.
 *
 * Only once the thread is confirmed gone (its `exit` event) and no helper of the team writes for it (`threadSettled`): its memory is
 * handed out again at once.
 * @param threadId worker_threads' id of the thread
 * @throws ValueError for the calling thread's own id
 */
export function adoptThread(threadId: number): AdoptedThread {
  return adopt(sharedHeap(), threadId);
}

/** `adoptThread` on a given heap. */
export function adopt(heap: SharedHeap, threadId: number): AdoptedThread {
  if (threadId === heap.thread) {
    throw new ValueError(
      `thread ${threadId} can't adopt its own memory; only that of a thread that has ended`,
    );
  }
  const own = heap.arena().id;
  const before = heap.i32[arenaRecord(own) + ARENA.used]!;
  const threads: number[] = [];
  let arenas = 0;
  // The children first: as long as its parent has an arena, a child is found again should this thread end on the way.
  const adoptTree = (thread: number): void => {
    for (const child of childrenOf(heap, thread)) adoptTree(child);
    const adopted = adoptArenas(heap, arenaState(ARENA_OWNED, thread), own);
    if (adopted > 0) threads.push(thread);
    arenas += adopted;
  };
  adoptTree(threadId);
  const freed = (before - heap.i32[arenaRecord(own) + ARENA.used]!) >>> 0;
  return { threads, arenas, freed };
}

/** Puts the arenas in order that are in the given state, and those that their owners were adopting when they ended. */
function adoptArenas(heap: SharedHeap, state: number, own: number): number {
  const { i32 } = heap;
  let adopted = 0;
  const count = Atomics.load(i32, CONTROL.arenaCount);
  for (let id = 0; id < count; id++) {
    const at = arenaRecord(id) + ARENA.state;
    if (Atomics.compareExchange(i32, at, state, arenaState(ARENA_ADOPTED, own)) !== state) continue;
    atKillPoint?.("adopt.begun");
    settleArena(heap, id);
    adopted += 1 + adoptArenas(heap, arenaState(ARENA_ADOPTED, id), own);
    atKillPoint?.("adopt.settled");
    new Arena(id, i32, heap.u32).orphan();
    atKillPoint?.("adopt.done");
  }
  return adopted;
}

/** The threads with memory that a thread started. */
function childrenOf({ i32 }: SharedHeap, thread: number): number[] {
  const children = new Set<number>();
  const count = Atomics.load(i32, CONTROL.arenaCount);
  for (let id = 0; id < count; id++) {
    const state = Atomics.load(i32, arenaRecord(id) + ARENA.state);
    const isChild =
      stateOf(state) === ARENA_OWNED && Atomics.load(i32, arenaRecord(id) + ARENA.parent) === thread;
    if (isChild && ownerOf(state) !== thread) children.add(ownerOf(state));
  }
  return [...children];
}
