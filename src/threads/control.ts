/**
 * The words that the team's threads share: where each one lies and what it means. README.md tells the protocol.
 *
 * Words that different threads spin on or change often have a cache line (64 bytes) each, so that a helper's
 * announcement doesn't take the line away from the caller that spins on another word.
 */

/** Where the control region lies; goes to a helper by structured clone, which shares the memory. */
export interface ControlRegion {
  readonly memory: WebAssembly.Memory;
  /** Address of the region in the heap, a multiple of 64. */
  readonly base: number;
  readonly bytes: number;
}

/** Index of the 64-bit claim word in `TeamControl.u64`: job number << 32 | slices nobody has claimed. */
export const CLAIM = 0;
/** Index of the 64-bit word in `TeamControl.u64`: job number << 32 | slices that aren't finished. */
export const UNFINISHED = 8;

// From here on, indices into `TeamControl.i32`.

/** Goes up when a job's last slice is finished and when a helper ends: whoever leads a job sleeps on it. */
export const FINISHED = 18;
/** Goes up when a job is published and when helpers are told to end: helpers sleep on it. */
export const BELL = 32;
/** Thread id of the thread that leads a job now, or 0. */
export const LOCK = 48;
/** Thread id of the thread that starts helpers, or 0: helpers end with the thread that started them. */
export const OWNER_THREAD = 49;
/** Start time of that thread: tells it from a later thread of the same id. */
export const OWNER_BORN = 50;
/** 1 when the owner is the primary thread, which can't end before the process does. */
export const OWNER_PRIMARY = 51;
/** The id given to a kernel last. */
export const LAST_KERNEL = 52;
/** The generation given to a helper last. */
export const LAST_GENERATION = 53;
/** One past the highest slot that was ever used: what a look at all helpers must visit. */
export const SLOTS_USED = 54;

// The job's description: written by the leader while nothing can be claimed, read by helpers before they claim.
export const JOB_KERNEL = 64;
export const JOB_CODE_ADDRESS = 65;
export const JOB_CODE_BYTES = 66;
export const JOB_PARAMS = 67;
export const JOB_TOTAL = 68;
export const JOB_GRAIN = 69;
export const JOB_SLICES = 70;
/**
 * Who leads the job of that number: thread id and start time. The number is 0 while the other two change, so that whoever reads it twice
 * the same has read whose that job is.
 */
export const LEADER_JOB = 71;
export const LEADER_THREAD = 72;
export const LEADER_BORN = 73;

const SLOTS = 80;
const SLOT_WORDS = 64;

// Words of a helper's slot, relative to `slotAt`.

/** generation << 2 | one of the states below. One word, so that whoever changes it can't hit a later helper. */
export const STATE = 0;
/** The job that the helper takes part in, or 0. */
export const JOINED = 1;
/** The slice that it runs, or was about to claim; -1 when there is none. */
export const SLICE = 2;
/** Its thread id, as in /proc/self/task, or 0 where the system has none. */
export const THREAD = 3;
/** When that thread started, in the kernel's clock ticks. */
export const BORN = 4;
/** The job in which a kernel trapped on this helper last. */
export const TRAPPED = 5;
/** The slice that trapped. */
export const TRAPPED_SLICE = 6;
/** Thread id and start time of the thread that started it, with which it ends. */
export const PARENT = 7;
export const PARENT_BORN = 8;
/** Bytes of the trap's message, which follows. */
export const TEXT_BYTES = 9;
const TEXT = 10;
const MAX_TEXT_BYTES = (SLOT_WORDS - TEXT) * 4;

/** Nobody is here. */
export const EMPTY = 0;
/** A worker was asked for and hasn't said anything yet. */
export const STARTING = 1;
/** The helper works or sleeps. */
export const READY = 2;
/** The helper was told to end, or is taken for dead without proof: the slot isn't used again until its end is confirmed. */
export const LEAVING = 3;

/** The `STATE` word of a helper. */
export const stateWord = (generation: number, state: number): number => (generation << 2) | state;
/** The state in a `STATE` word. */
export const stateOf = (word: number): number => word & 3;

/** The control region seen by one thread. */
export class TeamControl {
  readonly region: ControlRegion;
  readonly u64: BigUint64Array;
  readonly i32: Int32Array;
  /** The same words unsigned, for addresses and counts. */
  readonly u32: Uint32Array;
  /** Whether other threads can see it. */
  readonly shared: boolean;
  /** How many helpers have room. */
  readonly slots: number;
  readonly #bytes: Uint8Array;

  constructor(region: ControlRegion) {
    const { buffer } = region.memory;
    this.region = region;
    this.u64 = new BigUint64Array(buffer, region.base, region.bytes / 8);
    this.i32 = new Int32Array(buffer, region.base, region.bytes / 4);
    this.u32 = new Uint32Array(buffer, region.base, region.bytes / 4);
    // A page without cross-origin isolation may not even have the class.
    this.shared = typeof SharedArrayBuffer === "function" && buffer instanceof SharedArrayBuffer;
    this.slots = Math.floor((region.bytes / 4 - SLOTS) / SLOT_WORDS);
    this.#bytes = new Uint8Array(buffer, region.base, region.bytes);
  }

  /** Index in `i32` of the first word of a helper's slot. */
  slotAt(helper: number): number {
    return SLOTS + helper * SLOT_WORDS;
  }

  /** Keeps the message of a trap in the helper's slot, cut to the room there is. Inverse of `readText`. */
  writeText(helper: number, text: string): void {
    const at = this.slotAt(helper);
    const encoded = new TextEncoder().encode(text).subarray(0, MAX_TEXT_BYTES);
    this.#bytes.set(encoded, (at + TEXT) * 4);
    Atomics.store(this.i32, at + TEXT_BYTES, encoded.length);
  }

  /** The message that `writeText` kept. */
  readText(helper: number): string {
    const at = this.slotAt(helper);
    const from = (at + TEXT) * 4;
    const bytes = Math.min(Atomics.load(this.i32, at + TEXT_BYTES), MAX_TEXT_BYTES);
    // A copy: TextDecoder refuses shared memory in browsers.
    return new TextDecoder().decode(this.#bytes.slice(from, from + bytes));
  }
}
