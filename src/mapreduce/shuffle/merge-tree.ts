import { compareBytes } from "../codec/index.js";
import type { RunReader } from "./run-reader.js";

/** Whether reader `a`'s group comes before `b`'s. One without groups comes last. */
function isBefore(a: RunReader, b: RunReader): boolean {
  if (a.prefix !== b.prefix) return a.prefix < b.prefix;
  const difference = compareBytes(a.u8, a.keyAt, a.keyEnd, b.u8, b.keyAt, b.keyEnd);
  return difference === 0 ? a.order < b.order : difference < 0;
}

/**
 * Which of many sorted runs has the next group. A tree of losers (Knuth, The Art of Computer Programming 3, 5.4.1): each inner node
 * remembers who lost there, so a new group of the winner meets one reader a level, where a heap compares two. One run needs no
 * comparison and two need one.
 */
export class MergeTree {
  readonly #readers: readonly RunReader[];
  /** The loser at each inner node; node `n` has children `2n` and `2n + 1`, reader `r` is leaf `r + readers.length`. */
  readonly #losers: Int32Array;
  #winner: RunReader | undefined;

  /** Moves each reader to its first group. */
  constructor(readers: readonly RunReader[]) {
    this.#readers = readers;
    for (const reader of readers) reader.nextGroup();
    this.#losers = new Int32Array(Math.max(1, readers.length));
    this.#winner = readers.length > 0 ? readers[this.#build(1)] : undefined;
  }

  /** The reader of the next group; undefined when there is none. */
  get top(): RunReader | undefined {
    const winner = this.#winner;
    return winner === undefined || winner.prefix === Number.POSITIVE_INFINITY ? undefined : winner;
  }

  /** Moves the top reader to its next group, and puts at the top who has the next of all. The group's values must have been read. */
  advance(): void {
    const readers = this.#readers;
    const count = readers.length;
    let winner = this.#winner!;
    winner.nextGroup();
    if (count === 1) return;
    if (count === 2) {
      const other = readers[0] === winner ? readers[1]! : readers[0]!;
      if (isBefore(other, winner)) this.#winner = other;
      return;
    }
    const losers = this.#losers;
    let at = winner.order;
    for (let node = (at + count) >>> 1; node > 0; node >>>= 1) {
      const loser = losers[node]!;
      const other = readers[loser]!;
      if (isBefore(other, winner)) {
        losers[node] = at;
        at = loser;
        winner = other;
      }
    }
    this.#winner = winner;
  }

  /** Plays all below a node; returns the winner's number. */
  #build(node: number): number {
    const readers = this.#readers;
    const count = readers.length;
    if (node >= count) return node - count;
    const a = this.#build(2 * node);
    const b = this.#build(2 * node + 1);
    const isA = isBefore(readers[a]!, readers[b]!);
    this.#losers[node] = isA ? b : a;
    return isA ? a : b;
  }
}
