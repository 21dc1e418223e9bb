import { arenaRecord } from "./arena-record.js";
import { ARENA } from "./layout.js";

/**
 * What the owner of an arena is in the middle of: README.md says for each what is done when it dies there. The values that its counters
 * are to have afterwards are written first, so that finishing the operation twice does no harm.
 */
export const OP = {
  none: 0,
  /** Claims `pages` pages, from `page` on once that is known; a large `block` in them. */
  claim: 1,
  /** Hands `block` out. */
  take: 2,
  /** Drops the last reference to the small `block`, perhaps that of `lease`, and brings it home. */
  free: 3,
  /** The same for a large one, whose pages start at `page`. */
  freeLarge: 4,
  /** Gives the pages of the empty run at `page` back. */
  release: 5,
  /** Takes in `block`, which came from another thread. */
  put: 6,
  /** Adds a reference for `lease`. */
  add: 7,
  /** Drops the reference of `lease`, not the block's last. */
  sub: 8,
} as const;

/** The journal and the counters of one arena. Plain words: only the owner writes them, and who reads an entry does so after its death. */
export class Journal {
  readonly #i32: Int32Array;
  readonly #record: number;

  constructor(i32: Int32Array, arena: number) {
    this.#i32 = i32;
    this.#record = arenaRecord(arena);
  }

  get op(): number {
    return this.#i32[this.#record + ARENA.op]!;
  }

  /** The last word to be written of an entry, and the first of none. */
  set op(op: number) {
    this.#i32[this.#record + ARENA.op] = op;
  }

  get block(): number {
    return this.#i32[this.#record + ARENA.opBlock]! >>> 0;
  }

  set block(address: number) {
    this.#i32[this.#record + ARENA.opBlock] = address;
  }

  get page(): number {
    return this.#i32[this.#record + ARENA.opPage]!;
  }

  set page(page: number) {
    this.#i32[this.#record + ARENA.opPage] = page;
  }

  get pages(): number {
    return this.#i32[this.#record + ARENA.opPages]!;
  }

  set pages(pages: number) {
    this.#i32[this.#record + ARENA.opPages] = pages;
  }

  get lease(): number {
    return this.#i32[this.#record + ARENA.opLease]! >>> 0;
  }

  set lease(id: number) {
    this.#i32[this.#record + ARENA.opLease] = id;
  }

  /** Says what `used` will be when the operation is done: `bytes` more. */
  willUse(bytes: number): void {
    this.#i32[this.#record + ARENA.opUsed] = this.#i32[this.#record + ARENA.used]! + bytes;
  }

  /** Makes it so. */
  use(): void {
    this.#i32[this.#record + ARENA.used] = this.#i32[this.#record + ARENA.opUsed]!;
  }

  /** Says what `reserved` will be when the operation is done: `pages` more. */
  willReserve(pages: number): void {
    this.#i32[this.#record + ARENA.opReserved] = this.#i32[this.#record + ARENA.reserved]! + pages;
  }

  /** Makes it so. */
  reserve(): void {
    const next = this.#i32[this.#record + ARENA.opReserved]!;
    Atomics.store(this.#i32, this.#record + ARENA.reserved, next);
  }

  /** Takes it back. */
  unreserve(pages: number): void {
    const before = this.#i32[this.#record + ARENA.opReserved]! - pages;
    Atomics.store(this.#i32, this.#record + ARENA.reserved, before);
  }

  /** Whether that was done. */
  get reserved(): boolean {
    return this.#i32[this.#record + ARENA.reserved] === this.#i32[this.#record + ARENA.opReserved];
  }
}
