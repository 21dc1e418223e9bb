import { MemoryError, ValueError } from "../errors.js";
import { Arena } from "./arena.js";
import { defaultBudget } from "./budget.js";
import type { Heap } from "./heap.js";
import { HEAP_BASE, LAYOUT_VERSION, MAX_WASM_PAGES, WASM_PAGE_BYTES } from "./layout.js";
import { settleArena } from "./recovery.js";
import { formatMemory, SharedHeap } from "./shared-heap.js";
import type { WasmMemory } from "./wasm-memory.js";

const KEY = Symbol.for("manycore.heap");
/** The name under which a thread's children find the heap (worker_threads' environment data). */
const INHERITED = "manycore.heap";
/** … and the id of the thread that started them. */
const STARTER = "manycore.heap.thread";
/** An unshared memory (a page without cross-origin isolation) is asked for whole at once, and browsers may commit it: 1 GiB. */
const UNSHARED_PAGES = 16384;
/** Below this, 16 MiB, halving stops: such an address space is of no use. */
const SMALLEST_PAGES = 256;

interface Inherited {
  readonly layout: number;
  readonly memory: WasmMemory;
}

/**
 * This thread's view of the process's one heap: made on first use, shared by every copy of the package in the thread, and
 * inherited by each worker that is started afterwards.
 */
export function heap(): Heap {
  return sharedHeap();
}

/** The heap with what only this room uses. */
export function sharedHeap(): SharedHeap {
  const holder = globalThis as { [KEY]?: SharedHeap };
  return holder[KEY] ?? openHeap(holder);
}

/** Who a thread is to the heap, where the system numbers no threads (browsers). */
export interface AttachedThread {
  /** Unlike any other thread's; 0 is the page's. */
  readonly thread: number;
  /** Of the thread that started it. */
  readonly parent: number;
}

/**
 * Attaches this thread to a heap's memory that came some other way than by inheritance: a message to a worker that was started before
 * the heap was made.
 * @throws ValueError when it is no heap, or this thread uses another one already
 */
export function attachHeap(memory: WasmMemory, as?: AttachedThread): Heap {
  const holder = globalThis as { [KEY]?: SharedHeap };
  const given = new SharedHeap(memory, as?.thread ?? threadId(), as?.parent ?? starter());
  const existing = holder[KEY];
  if (existing === undefined) return install(holder, given);
  if (existing.isSame(given)) return existing;
  throw new ValueError(
    "this thread has a heap of its own already: it made arrays before the other thread's memory came. " +
      "Make the first array in the main thread before workers are started.",
  );
}

function openHeap(holder: { [KEY]?: SharedHeap }): SharedHeap {
  const threads = workerThreads();
  const inherited = threads?.getEnvironmentData(INHERITED) as Inherited | undefined;
  if (inherited?.layout === LAYOUT_VERSION)
    return install(holder, new SharedHeap(inherited.memory, threadId(), starter()));
  const created = createHeap({ shared: canShare() });
  // A worker of an older layout keeps its own entry; there is no common heap to hand on then.
  if (inherited === undefined && created.shared) {
    threads?.setEnvironmentData(INHERITED, { layout: LAYOUT_VERSION, memory: created.memory } as never);
  }
  return install(holder, created);
}

function install(holder: { [KEY]?: SharedHeap }, heap: SharedHeap): SharedHeap {
  holder[KEY] = heap;
  workerThreads()?.setEnvironmentData(STARTER, threadId());
  // A worker that ends in good order leaves its arena to the next one. (One that is terminated runs no handler.)
  if (workerThreads()?.isMainThread === false) process.once("exit", () => closeHeap(heap));
  return heap;
}

/**
 * Has the memory of this thread left to `adoptThread` if it ends, in good order, at a moment when `check` says that other threads still
 * write to it.
 */
export function leaveUnsettled(check: () => boolean): void {
  sharedHeap().unsettled.add(check);
}

/** This thread ends: its references are dropped and its arena is left to the next thread. */
export function closeHeap(heap: SharedHeap): void {
  for (const check of heap.unsettled) if (check()) return;
  for (const reclaimer of heap.reclaimers) reclaimer.close();
  heap.reclaimers.clear();
  const id = heap.arenaId;
  if (id < 0) return;
  settleArena(heap, id);
  new Arena(id, heap.i32, heap.u32).orphan();
  heap.leaveArena();
}

/** A heap of its own, not the process's: what `heap()` makes once, and tests with other sizes. */
export function createHeap(options: { pages?: number; shared?: boolean; budget?: number } = {}): SharedHeap {
  const shared = options.shared ?? true;
  const memory = reserve(options.pages ?? (shared ? MAX_WASM_PAGES : UNSHARED_PAGES), shared);
  const capacity = memory.buffer.byteLength - HEAP_BASE;
  formatMemory(memory, Math.min(capacity, options.budget ?? defaultBudget(capacity)));
  return new SharedHeap(memory, threadId());
}

/**
 * Reserves the address space. Initial = maximum, so the memory never grows and views never go stale; pages that nobody touches cost
 * nothing. Where so much address space isn't to be had (`ulimit -v`), the half.
 */
function reserve(pages: number, shared: boolean): WasmMemory {
  for (let count = pages; ; count = count >>> 1) {
    try {
      return new WebAssembly.Memory({ initial: count, maximum: count, shared });
    } catch (error) {
      if (!(error instanceof RangeError) || count >>> 1 < SMALLEST_PAGES) {
        throw new MemoryError(
          `can't reserve ${count * WASM_PAGE_BYTES} bytes of address space for the heap`,
          {
            cause: error,
          },
        );
      }
    }
  }
}

/** Browsers share memory only in cross-origin isolated pages: https://developer.mozilla.org/docs/Web/API/Window/crossOriginIsolated. */
function canShare(): boolean {
  const isolated = (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated;
  return typeof SharedArrayBuffer !== "undefined" && isolated !== false;
}

function workerThreads(): typeof import("node:worker_threads") | undefined {
  return typeof process === "undefined" ? undefined : process.getBuiltinModule?.("node:worker_threads");
}

/** The nearest ancestor that has the heap open: -1 for the main thread. */
function starter(): number {
  return (workerThreads()?.getEnvironmentData(STARTER) as number | undefined) ?? -1;
}

function threadId(): number {
  return workerThreads()?.threadId ?? 0;
}
