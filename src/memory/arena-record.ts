import { ARENA, ARENA_BYTES, ARENA_STATE_BITS, ARENA_TABLE_ADDRESS, CONTROL } from "./layout.js";

/** First word of the record of arena `id`. */
export function arenaRecord(id: number): number {
  return (ARENA_TABLE_ADDRESS + id * ARENA_BYTES) >>> 2;
}

/** The state word of an arena: one of ARENA_FREE, …, and the thread that owns it or the arena whose owner adopts it. */
export const arenaState = (state: number, by: number): number => (by << ARENA_STATE_BITS) | state;
/** The state in a state word. */
export const stateOf = (word: number): number => word & ((1 << ARENA_STATE_BITS) - 1);
/** The thread or arena in a state word. */
export const ownerOf = (word: number): number => word >>> ARENA_STATE_BITS;

/** The sum of one word of all arenas that were ever used, modulo 2^32: a counter of which each thread writes its own part. */
export function sumOverArenas(i32: Int32Array, word: number): number {
  const count = Atomics.load(i32, CONTROL.arenaCount);
  let sum = 0;
  for (let id = 0; id < count; id++) sum = (sum + Atomics.load(i32, arenaRecord(id) + word)) | 0;
  return sum >>> 0;
}

/** How many arenas belong to a thread. */
export function countOwned(i32: Int32Array, owned: number): number {
  const count = Atomics.load(i32, CONTROL.arenaCount);
  let sum = 0;
  for (let id = 0; id < count; id++) {
    if (stateOf(Atomics.load(i32, arenaRecord(id) + ARENA.state)) === owned) sum++;
  }
  return sum;
}
