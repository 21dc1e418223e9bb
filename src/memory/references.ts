import { arenaRecord } from "./arena-record.js";
import { ARENA, HEADER, HEADER_BYTES } from "./layout.js";

/**
 * A block's references, one word:
 *
 * ```
 * 31 dying | 30 owner's | 29 stamp's bit | 28…21 stamp's arena | 20…0 count of the others
 * ```
 *
 * The owner's reference is apart from the count: when the owner is terminated, it is known whether to drop it. What counts up or down for
 * a lease must be known to have happened or not, too, when its thread dies in the middle: so that thread announces
 * the operation in its arena record, and puts its stamp into the word with the same compare-and-swap that changes the count. Who overwrites a
 * stamp first confirms it in the record of the one who set it. (Recoverable compare-and-swap: Attiya, Ben-Baruch, Hendler,
 * "Nesting-Safe Recoverable Linearizability", PODC 2018, section 4; the announcement's bit, which changes where a stamp of one's own is
 * overwritten, stands for their sequence number.)
 */
export const OWNER_REFERENCE = 1 << 30;
export const COUNT_MASK = (1 << 21) - 1;
/** Somebody has dropped the last reference and brings the block home. The stamp's arena says who. */
const DYING = 1 << 31;
/** Who did so has died: the block may be on its owner's list or nowhere. */
export const STRAY = DYING | 1;

const BIT_SHIFT = 29;
const ARENA_SHIFT = 21;
const STAMP_MASK = (1 << BIT_SHIFT) | (0xff << ARENA_SHIFT);

/** The word of a block that was just handed out: the owner's reference. */
export const firstReference = (arena: number): number => OWNER_REFERENCE | (arena << ARENA_SHIFT);
/** The word of a block that the owner of `arena` frees. */
export const dyingBy = (arena: number): number => DYING | (arena << ARENA_SHIFT);
/** How many references a live block has. */
export const referenceCount = (word: number): number =>
  (word & COUNT_MASK) + ((word & OWNER_REFERENCE) === 0 ? 0 : 1);

const stampArena = (word: number): number => (word >>> ARENA_SHIFT) & 0xff;
const stampBit = (word: number): number => (word >>> BIT_SHIFT) & 1;

/**
 * Announces the next operation of `arena` on the count of `block`, whose word is `word`. Returns the stamp to put into the word.
 * Each attempt of a compare-and-swap needs an announcement of its own.
 */
function announce(i32: Int32Array, arena: number, block: number, word: number): number {
  const record = arenaRecord(arena);
  const bit = stampArena(word) === arena ? stampBit(word) ^ 1 : 0;
  const number = Atomics.load(i32, record + ARENA.countOp);
  Atomics.store(i32, record + ARENA.countOp, number | 1);
  Atomics.store(i32, record + ARENA.countBlock, block | 0);
  Atomics.store(i32, record + ARENA.countBit, bit);
  Atomics.store(i32, record + ARENA.countOp, ((number | 1) + 1) | 0);
  return (bit << BIT_SHIFT) | (arena << ARENA_SHIFT);
}

/**
 * `word` of `block` with `change` added to the count and the stamp of `arena`, for the compare-and-swap that follows; announced,
 * and the stamp that it replaces confirmed.
 */
export function stamped(i32: Int32Array, arena: number, block: number, word: number, change: 1 | -1): number {
  confirmStamp(i32, arena, block, word);
  const stamp = announce(i32, arena, block, word);
  return ((word & ~STAMP_MASK) | stamp) + change;
}

/**
 * Before the stamp in `word`, read from `block`, goes: tells the thread that set it that its operation was done. Not needed where it is
 * one's own, or where that thread has gone on to another operation.
 */
export function confirmStamp(i32: Int32Array, arena: number, block: number, word: number): void {
  const by = stampArena(word);
  if (by === arena) return;
  const record = arenaRecord(by);
  const number = Atomics.load(i32, record + ARENA.countOp);
  if ((number & 1) === 1 || Atomics.load(i32, record + ARENA.countBlock) >>> 0 !== block) return;
  if (Atomics.load(i32, record + ARENA.countBit) !== stampBit(word)) return;
  if (Atomics.load(i32, record + ARENA.countOp) !== number) return;
  // The announcement may be later than the word that was read. With the word unchanged it is the one that set the stamp: an operation
  // never takes the bit of a stamp of its own thread that it finds.
  if (Atomics.load(i32, ((block - HEADER_BYTES) >>> 2) + HEADER.references) !== word) return;
  for (;;) {
    const confirmed = Atomics.load(i32, record + ARENA.confirmed);
    if (((confirmed - number) | 0) >= 0) return;
    if (Atomics.compareExchange(i32, record + ARENA.confirmed, confirmed, number) === confirmed) return;
  }
}

/** Whether the operation that the dead owner of `arena` announced last was done. Only reads: the block may be gone by now. */
export function wasCounted(i32: Int32Array, arena: number): boolean {
  const record = arenaRecord(arena);
  const number = Atomics.load(i32, record + ARENA.countOp);
  if ((number & 1) === 1) return false;
  const block = Atomics.load(i32, record + ARENA.countBlock) >>> 0;
  // In this order: while nobody has confirmed it, nobody has changed the word since, so what was read is the block's.
  const word = Atomics.load(i32, ((block - HEADER_BYTES) >>> 2) + HEADER.references);
  if (Atomics.load(i32, record + ARENA.confirmed) === number) return true;
  return (
    word >= 0 && stampArena(word) === arena && stampBit(word) === Atomics.load(i32, record + ARENA.countBit)
  );
}
