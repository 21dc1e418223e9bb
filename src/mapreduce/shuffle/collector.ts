import { ManycoreError, MemoryError } from "../../errors.js";
import { encodeKey, encodeValue } from "../codec/index.js";
import { AppendBuffer } from "./append-buffer.js";
import { Arena } from "./arena.js";
import { ADDED, CombineTable, FULL, GREW } from "./combine-table.js";
import { Combining } from "./combining.js";
import { checkOptions, type MapOutput, type ShuffleOptions } from "./options.js";
import { Partitioner } from "./partitioner.js";
import { type ArenaIndex, RunStore } from "./run-store.js";
import { Space } from "./space.js";

const TABLE = 0;
const APPEND = 1;
const CLOSED = 2;

/**
 * From this share of new keys on among the pairs added since the table last grew, records are only appended. Metis (Mao, Morris, Kaashoek,
 * "Optimizing MapReduce for Multicore Architectures", MIT-CSAIL-TR-2010-020) samples the number of keys to size its tables; here
 * each growth is a sample, the first after at most 5461 keys. Beside key and value an entry takes about 35 bytes and a record 20, so a
 * table that merges one pair in five isn't larger.
 */
const DISTINCT_SHARE = 0.8;

/** After all keys were combined it goes on in memory if this share of the arena is free; else it is written out. */
const FREE_SHARE = 1 / 4;

/**
 * A group begins with two varints of up to 5 bytes, a record in the arena with two words: so many bytes a record may be longer in a run.
 */
const LENGTHS_BYTES = 2;

/** To say how large a pair is that finds no room, it is encoded elsewhere, up to so many times the memory. */
const SIZED_MOST = 16;

/**
 * Gathers a map task's output in bounded memory, and gives it as sorted runs. README.md explains the two ways in which it lies there, and
 * when it goes to a file. One thread uses it, and calls `dispose` whatever happens.
 */
export class MapOutputCollector {
  readonly #options: ShuffleOptions;
  readonly #arena: Arena;
  readonly #space: Space;
  /** None with sorted values: a value is part of its key then, and few are the same. */
  readonly #table: CombineTable | undefined;
  readonly #buffer: AppendBuffer;
  readonly #store: RunStore;
  readonly #combining: Combining | undefined;
  #mode: typeof TABLE | typeof APPEND | typeof CLOSED;
  #records = 0;
  /** What the table had been given when it last grew, and when it was last combined as a whole. */
  #sampledRecords = 0;
  #sampledEntries = 0;
  #foldedRecords = 0;
  /** In the append buffer: pairs that the table had taken, the entries that they became, and the bytes that a run of them needs. */
  #entryRecords = 0;
  #entries = 0;
  #entryBytes = 0;
  /** Where the append buffer's own records begin. */
  #appendedFrom: number;

  /** @throws ValueError for options that can't be; MemoryError when the heap has no room for `memory` bytes */
  constructor(options: ShuffleOptions) {
    checkOptions(options);
    const { partitions, sortValues, combine, memory } = options;
    const partitioner = new Partitioner(options);
    this.#options = options;
    const arena = new Arena(memory, combine !== undefined);
    this.#arena = arena;
    this.#space = new Space(arena);
    this.#combining = combine === undefined ? undefined : new Combining(arena, combine, sortValues);
    this.#table = sortValues
      ? undefined
      : new CombineTable(this.#space, partitions, partitioner, this.#combining);
    this.#buffer = new AppendBuffer(this.#space, partitioner, sortValues);
    this.#store = new RunStore(arena, options, this.#combining);
    this.#mode = sortValues ? APPEND : TABLE;
    this.#appendedFrom = this.#space.top;
  }

  /**
   * Adds a pair. May run the combiner, and write a run to a file.
   *
   * @throws ValueError for a key that has no order or a partitioner's answer that is none, NotPortableError for a value that can't
   *   travel, MemoryError for a pair that is too large: then the pair wasn't added, and others can be. What a combiner throws and what the
   *   file system says (ENOSPC): then `dispose` is all that is left
   */
  add(key: unknown, value: unknown): void {
    if (this.#mode === TABLE) {
      const done = this.#table!.add(key, value);
      if (done !== ADDED) this.#addSlowly(done, key, value);
    } else if (this.#mode === CLOSED || !this.#buffer.add(key, value)) {
      this.#addSlowly(FULL, key, value);
    }
  }

  /**
   * All that was added, as runs: what is still in memory stays there as one if it has at most `keep` bytes, else it becomes a file. The runs
   * are the caller's from now on (`dropRun`), and the memory is given back.
   *
   * @throws what a combiner throws and what the file system says; then `dispose` is all that is left
   */
  finish(): MapOutput {
    this.#checkOpen();
    if (this.#mode === TABLE) this.#table!.foldAll();
    if (this.#held() > 0) {
      this.#records += this.#held();
      this.#store.keep(this.#index());
    }
    const output = { runs: this.#store.take(), stats: { records: this.#records, ...this.#store.stats } };
    this.dispose();
    return output;
  }

  /** Gives the memory back at once, and removes what `finish` hasn't handed out. Idempotent. */
  dispose(): void {
    this.#mode = CLOSED;
    this.#arena.dispose();
    this.#store.dispose();
  }

  #checkOpen(): void {
    if (this.#mode === CLOSED) throw new ManycoreError("this map output is finished or was disposed of");
  }

  #addSlowly(done: number, key: unknown, value: unknown): void {
    this.#checkOpen();
    if (done === FULL && this.#mode === TABLE && this.#fold()) done = this.#table!.add(key, value);
    while (done === FULL) {
      if (this.#held() === 0) throw this.#tooLarge(key, value);
      this.#spill();
      if (this.#mode === TABLE) done = this.#table!.add(key, value);
      else if (this.#buffer.add(key, value)) return;
    }
    if (done === GREW) this.#sample();
  }

  /** Pairs that lie in the arena, or went into what does. */
  #held(): number {
    return this.#mode === TABLE ? this.#table!.records : this.#entryRecords + this.#buffer.records;
  }

  /** The table has grown: looks whether the keys that came since it last did were mostly new ones. */
  #sample(): void {
    const { records, entries } = this.#table!;
    const share = (entries - this.#sampledEntries) / (records - this.#sampledRecords);
    this.#sampledRecords = records;
    this.#sampledEntries = entries;
    // What a combiner makes up can only be taken in by the table.
    if (share < DISTINCT_SHARE || this.#combining?.rekeys === true) return;
    this.#entryBytes = this.#table!.toIndex();
    this.#entryRecords = records;
    this.#entries = entries;
    this.#buffer.follow(entries);
    this.#appendedFrom = this.#space.top;
    this.#mode = APPEND;
  }

  /** Combines all of the table. True when that made room. */
  #fold(): boolean {
    const table = this.#table!;
    const space = this.#space;
    // Else it could be done again after a few pairs, and cost as much.
    if (this.#combining === undefined || table.records - this.#foldedRecords < table.entries) return false;
    this.#foldedRecords = table.records;
    table.foldAll();
    if (space.freed + space.limit - space.top < FREE_SHARE * this.#arena.bytes) return false;
    space.moveToChunk();
    return true;
  }

  /** Everything in the arena goes to a file. */
  #spill(): void {
    const table = this.#table;
    this.#records += this.#held();
    this.#store.spill(this.#index());
    this.#space.reset();
    this.#buffer.reset();
    if (table !== undefined) {
      const distinct = this.#mode === APPEND || table.entries > DISTINCT_SHARE * table.records;
      // The next table will be as large; or it begins small, so that it is sampled again.
      table.reset(distinct ? undefined : table.slots);
      this.#mode = TABLE;
    }
    this.#sampledRecords = 0;
    this.#sampledEntries = 0;
    this.#foldedRecords = 0;
    this.#entryRecords = 0;
    this.#entries = 0;
    this.#entryBytes = 0;
    this.#appendedFrom = this.#space.top;
  }

  #index(): ArenaIndex {
    const table = this.#table;
    const space = this.#space;
    if (this.#mode === TABLE) {
      const { entries, counts } = table!;
      const bytes = table!.toIndex();
      return { first: space.floor >>> 2, count: entries, bytes, counts };
    }
    const { records } = this.#buffer;
    return {
      first: space.limit >>> 2,
      count: this.#entries + records,
      bytes: this.#entryBytes + space.top - this.#appendedFrom + records * LENGTHS_BYTES,
      counts: table?.counts,
    };
  }

  #tooLarge(key: unknown, value: unknown): MemoryError {
    const { memory, sortValues } = this.#options;
    const size = sizeOf(key, value, sortValues, SIZED_MOST * memory);
    return new MemoryError(
      `a pair of ${size} bytes is too large for a map task with ${memory} bytes of memory for its output: ` +
        "raise --memory, or yield smaller values",
    );
  }
}

/** The bytes of a pair, or from where on it wasn't measured. */
function sizeOf(key: unknown, value: unknown, sorted: boolean, most: number): string {
  for (let bytes = 2 ** 16; bytes <= most; bytes *= 2) {
    const u8 = new Uint8Array(bytes);
    const at = encodeKey(u8, 0, bytes, key);
    const end = at < 0 ? -1 : sorted ? encodeKey(u8, at, bytes, value) : encodeValue(u8, at, bytes, value);
    if (end >= 0) return String(end);
  }
  return `more than ${most / 2}`;
}
