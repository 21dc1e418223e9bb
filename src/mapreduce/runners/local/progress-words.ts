/**
 * What a running task says of itself in shared memory: where it is, and that it moves. Its worker only stores, the driver only looks; so the
 * driver knows the record of a task that is dead or never returns.
 */
import * as np from "../../../numpy/index.js";
import { Cursor, decodeKey, encodeKey } from "../../codec/index.js";
import type { StepFunction } from "../../job/index.js";
import { release } from "./lent.js";

const NOT_BEGUN = 0;
/** Its own work, or the user's init and final functions. */
const BETWEEN = 1;
/** The user's function has the record, or the group, whose number is RECORD. */
const IN_RECORD = 2;

const STATE = 0;
/** Changes whenever something moves: a record, a pair that is yielded, a counter, a status. */
const TICKS = 1;
/** Number of the record in the task's input, of the group in the partition; from 0 on. */
const RECORD = 2;
/** Records that are done. */
const RECORDS = 3;
/** Bytes of the input that are done, in units. */
const DONE = 4;
const DONE_UNIT = 2 ** 12;
/** Statuses so far, and bytes of the last one. */
const STATUS = 5;
const STATUS_LENGTH = 6;
/** Bytes of the key whose group threw; 0 when nothing did, or it is too long to be kept here. */
const KEY_LENGTH = 7;
/** One more than the place in FUNCTIONS of what threw; 0 when nothing did. */
const FUNCTION = 8;
/** 1 when the task has let go of its files. Not a state: the driver wants to know in which one it ended. */
const OVER = 9;
const WORDS = 10;

const FUNCTIONS: readonly StepFunction[] = [
  "mapperInit",
  "mapper",
  "mapperRaw",
  "mapperFinal",
  "combinerInit",
  "combiner",
  "combinerFinal",
  "reducerInit",
  "reducer",
  "reducerFinal",
];

const STATUS_BYTES = 160;
const KEY_BYTES = 160;
const STATUS_AT = 4 * WORDS;
const KEY_AT = STATUS_AT + STATUS_BYTES;
const BYTES = KEY_AT + KEY_BYTES;

/** Where a task is. */
export interface Whereabouts {
  readonly begun: boolean;
  /** The worker is done with it, well or not. Of one that died this is never said. */
  readonly over: boolean;
  readonly inRecord: boolean;
  readonly ticks: number;
  readonly record: number;
  readonly records: number;
  readonly bytesDone: number;
  /** What threw. */
  readonly running: StepFunction | undefined;
}

/** The driver's side. */
export class ProgressReader {
  /** Travels to the worker without a copy. */
  readonly array: np.NDArray<"int32">;
  readonly #words: Int32Array;
  #statuses = 0;

  constructor() {
    this.array = np.zeros([BYTES / 4], { dtype: "int32" });
    this.#words = this.array.data;
  }

  look(): Whereabouts {
    const words = this.#words;
    const state = Atomics.load(words, STATE);
    return {
      begun: state !== NOT_BEGUN,
      over: Atomics.load(words, OVER) === 1,
      inRecord: state === IN_RECORD,
      ticks: words[TICKS]!,
      record: words[RECORD]!,
      records: words[RECORDS]!,
      bytesDone: words[DONE]! * DONE_UNIT,
      running: FUNCTIONS[words[FUNCTION]! - 1],
    };
  }

  /** What the task said last, if it said something since the last look. */
  status(): string | undefined {
    const words = this.#words;
    const count = Atomics.load(words, STATUS);
    if (count === this.#statuses) return undefined;
    this.#statuses = count;
    const { buffer, byteOffset } = words;
    return Buffer.from(
      buffer as unknown as ArrayBuffer,
      byteOffset + STATUS_AT,
      words[STATUS_LENGTH]!,
    ).toString("utf8");
  }

  /** The key of the group in which a reducer threw, if it is short enough to be kept. */
  key(): { readonly key: unknown } | undefined {
    const words = this.#words;
    if (words[KEY_LENGTH] === 0) return undefined;
    const bytes = new Uint8Array(words.buffer, words.byteOffset + KEY_AT, KEY_BYTES).slice();
    return { key: decodeKey(bytes, new Cursor(0)) };
  }
}

/** The task's side. Its methods are called for every record: plain stores, since the driver's looks have to see them only some time. */
export class ProgressWriter {
  readonly #array: np.NDArray<"int32">;
  #words: Int32Array;
  #key: Uint8Array;

  constructor(array: np.NDArray<"int32">) {
    const words = array.data;
    this.#array = array;
    this.#words = words;
    this.#key = new Uint8Array(words.buffer, words.byteOffset + KEY_AT, KEY_BYTES);
    Atomics.store(words, STATE, BETWEEN);
  }

  /** The task is over, and the words may soon be another's. What the user's functions have left running says goes nowhere. */
  close(): void {
    Atomics.store(this.#words, OVER, 1);
    const words = new Int32Array(BYTES / 4);
    this.#words = words;
    this.#key = new Uint8Array(words.buffer, KEY_AT, KEY_BYTES);
    release(this.#array);
  }

  /** Something moved. */
  tick(): void {
    this.#words[TICKS]!++;
  }

  /** The user's function gets this record now. */
  enter(record: number): void {
    const words = this.#words;
    words[RECORD] = record;
    words[TICKS]!++;
    words[STATE] = IN_RECORD;
  }

  /** The key of the group that failed. */
  failedAt(key: unknown): void {
    this.#words[KEY_LENGTH] = Math.max(0, encodeKey(this.#key, 0, KEY_BYTES, key));
  }

  /** What happens now is no record's. */
  leave(): void {
    const words = this.#words;
    words[STATE] = BETWEEN;
    words[TICKS]!++;
  }

  /** The user's function that threw. */
  failedIn(running: StepFunction): void {
    this.#words[FUNCTION] = FUNCTIONS.indexOf(running) + 1;
  }

  done(records: number, bytes: number): void {
    const words = this.#words;
    words[RECORDS] = records;
    words[DONE] = Math.floor(bytes / DONE_UNIT);
    words[TICKS]!++;
  }

  /** Longer texts are cut: it is one line on a terminal. */
  status(text: string): void {
    const words = this.#words;
    // encodeInto and TextDecoder don't take shared memory everywhere; it cuts at a whole character.
    const bytes = new Uint8Array(STATUS_BYTES);
    const { written } = new TextEncoder().encodeInto(text, bytes);
    new Uint8Array(words.buffer, words.byteOffset + STATUS_AT, STATUS_BYTES).set(bytes);
    words[STATUS_LENGTH] = written;
    Atomics.add(words, STATUS, 1);
    words[TICKS]!++;
  }
}
