import { ValueError } from "../../errors.js";
import type { Pair, Protocol } from "../protocols/index.js";
import { shown } from "../protocols/index.js";
import { BadRecordError } from "./errors.js";

/** A run of lines that lie one after the other in the file, in a batch's text or bytes. */
export interface Run {
  /** Where it begins in the batch's text or bytes. */
  readonly at: number;
  /** Where it begins in the file. */
  readonly offset: number;
  /** A unit of the text is a byte of the file: ASCII, Latin-1 or bytes themselves. */
  readonly isByteAUnit: boolean;
}

/** What a batch needs of the reading that it belongs to. */
export interface BatchSource {
  readonly protocol: Protocol;
  /** Counts a bad record, or throws it. */
  readonly reject: (bad: BadRecordError) => void;
}

/**
 * Records of one file, in its order: lines of about 60 KiB, as slices of one decoded text. Good until the next batch is asked for; a line that
 * is kept for longer keeps its whole batch alive.
 */
export class Batch {
  /** The file, as errors name it. */
  readonly path: string;
  /** Records in it; 0 in a batch that only tells how far the reading is. */
  readonly count: number;
  /** Bytes of the file, compressed ones if it is, that were read for it. The sum over a split's batches is about the split's. */
  readonly bytes: number;
  readonly #source: BatchSource;
  readonly #content: string | Uint8Array;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #runs: readonly Run[];
  /** The last answer of `offsetOf`, from which the next is counted on. */
  #known: Run | undefined;

  constructor(
    source: BatchSource,
    path: string,
    content: string | Uint8Array,
    starts: Int32Array,
    ends: Int32Array,
    runs: readonly Run[],
    bytes: number,
  ) {
    this.path = path;
    this.count = starts.length;
    this.bytes = bytes;
    this.#source = source;
    this.#content = content;
    this.#starts = starts;
    this.#ends = ends;
    this.#runs = runs;
  }

  /** The key and value of record `i`; undefined if the protocol can't read its line and bad records are being skipped. */
  record(i: number): Pair | undefined {
    const line = this.line(i);
    let pair: Pair;
    try {
      pair = this.#source.protocol.read(line);
    } catch (error) {
      this.#source.reject(this.#unread(i, line, error));
      return undefined;
    }
    if (!Array.isArray(pair) || pair.length !== 2)
      throw new ValueError(
        `The protocol "${this.#source.protocol.name}" read ${shown(pair)} from a line; it has to give [key, value].`,
      );
    return pair;
  }

  /** Line `i` without its line end. */
  line(i: number): string | Uint8Array {
    const content = this.#content;
    const start = this.#starts[i]!;
    const end = this.#ends[i]!;
    return typeof content === "string" ? content.slice(start, end) : content.subarray(start, end);
  }

  /**
   * The byte of the file at which line `i` begins; of its text, if it is compressed; of what the pre-filter printed, if that is a shell command.
   * Computed when it is asked for, from the last one asked.
   */
  offsetOf(i: number): number {
    const start = this.#starts[i];
    if (start === undefined) throw new ValueError(`Record ${i} is not in this batch of ${this.count}.`);
    let from = runAt(this.#runs, start);
    if (this.#known !== undefined && this.#known.at <= start && this.#known.at >= from.at) from = this.#known;
    this.#known = { ...from, at: start, offset: offsetFrom(this.#content, from, start) };
    return this.#known.offset;
  }

  #unread(i: number, line: string | Uint8Array, error: unknown): BadRecordError {
    const { protocol } = this.#source;
    const why = error instanceof Error ? error.message : String(error);
    const excerpt = typeof line === "string" ? ` The line: ${shown(line)}` : "";
    const what = `can't be read with the protocol "${protocol.name}": ${why}${excerpt}`;
    return new BadRecordError(this.path, this.offsetOf(i), what, { cause: error });
  }
}

/** The file's byte for the unit `at` of a batch's text. */
export function offsetAt(content: string | Uint8Array, runs: readonly Run[], at: number): number {
  return offsetFrom(content, runAt(runs, at), at);
}

function runAt(runs: readonly Run[], at: number): Run {
  let run = runs[0]!;
  for (const one of runs) {
    if (one.at > at) break;
    run = one;
  }
  return run;
}

function offsetFrom(content: string | Uint8Array, run: Run, at: number): number {
  if (run.isByteAUnit || typeof content !== "string") return run.offset + at - run.at;
  return run.offset + Buffer.byteLength(content.slice(run.at, at), "utf8");
}
