/**
 * Data races of a simulated launch. Two accesses of one element by different threads race when no barrier of their block lies between
 * them, at least one writes, and not both are atomic; accesses from different blocks have no barrier between them at all. What is remembered
 * of an element is bounded: of plain writes the last one (an earlier one by another thread was reported when this one came), of reads and of atomic
 * operations the last one, one by another thread since the same barrier, and one by another block. This is the vector-clock-free form of FastTrack
 * (Flanagan & Freund, PLDI 2009) that barriers allow.
 */
import type { HeldArray } from "./memory.js";

export type AccessKind = "read" | "write" | "atomic";

/** Who accesses, and when: `phase` counts the barriers that the block has passed. */
export interface Accessor {
  /** Counted over the whole grid. */
  readonly thread: number;
  readonly block: number;
  readonly phase: number;
}

/** An earlier access that races with one of now. */
export interface Conflict {
  readonly kind: AccessKind;
  readonly thread: number;
  readonly line: number;
}

/** Ints kept of one access: its thread + 1 (0: none), phase, line. */
const RECORD = 3;
/** Last plain write; then of reads and of atomics: the last, one beside it in its phase, one of another block. */
const RECORDS = 7;
const WIDTH = RECORD * RECORDS;
const FIRST = { write: 0, read: 1, atomic: 4 } as const;
const COUNT = { write: 1, read: 3, atomic: 3 } as const;
/** Kinds that an access conflicts with. */
const AGAINST: Record<AccessKind, readonly AccessKind[]> = {
  read: ["write", "atomic"],
  write: ["write", "read", "atomic"],
  atomic: ["write", "read"],
};

export class RaceDetector {
  readonly #threadsInBlock: number;
  /** 84 bytes an element, for arrays that the kernel writes. */
  readonly #seen = new Map<HeldArray["data"], Int32Array>();

  constructor(threadsInBlock: number) {
    this.#threadsInBlock = threadsInBlock;
  }

  /** Forgets a block's shared memory. */
  forget(data: HeldArray["data"]): void {
    this.#seen.delete(data);
  }

  /** Notes an access, and gives an earlier one that it races with. */
  access(
    data: HeldArray["data"],
    at: number,
    kind: AccessKind,
    who: Accessor,
    line: number,
  ): Conflict | null {
    let seen = this.#seen.get(data);
    if (seen === undefined) {
      seen = new Int32Array(data.length * WIDTH);
      this.#seen.set(data, seen);
    }
    const base = at * WIDTH;
    const conflict = this.#conflict(seen, base, kind, who);
    this.#note(seen, base, kind, who, line);
    return conflict;
  }

  #blockOf(thread: number): number {
    return Math.floor(thread / this.#threadsInBlock);
  }

  #conflict(seen: Int32Array, base: number, kind: AccessKind, who: Accessor): Conflict | null {
    for (const earlier of AGAINST[kind]) {
      for (let k = 0; k < COUNT[earlier]; k++) {
        const at = base + (FIRST[earlier] + k) * RECORD;
        const thread = (seen[at] as number) - 1;
        if (thread < 0 || thread === who.thread) continue;
        const apart = this.#blockOf(thread) !== who.block;
        if (apart || seen[at + 1] === who.phase)
          return { kind: earlier, thread, line: seen[at + 2] as number };
      }
    }
    return null;
  }

  #note(seen: Int32Array, base: number, kind: AccessKind, who: Accessor, line: number): void {
    const last = base + FIRST[kind] * RECORD;
    if (kind !== "write") {
      const before = (seen[last] as number) - 1;
      if (before >= 0 && before !== who.thread) {
        const apart = this.#blockOf(before) !== who.block;
        // The one before stays known where it may still race with somebody.
        if (apart) seen.copyWithin(last + 2 * RECORD, last, last + RECORD);
        else if (seen[last + 1] === who.phase) seen.copyWithin(last + RECORD, last, last + RECORD);
      }
    }
    seen[last] = who.thread + 1;
    seen[last + 1] = who.phase;
    seen[last + 2] = line;
  }
}
