import { closeSync } from "node:fs";
import { ValueError } from "../../errors.js";
import { type Protocol, type ProtocolName, protocolOf } from "../protocols/index.js";
import { Batch } from "./batch.js";
import {
  type DecodeSettings,
  decodeBatch,
  ENCODINGS,
  type Encoding,
  emptyBatch,
  type LineFilter,
  tooLong,
} from "./decode.js";
import type { BadRecordError } from "./errors.js";
import { inflate, type Progress } from "./inflate.js";
import { LineBlocks } from "./line-blocks.js";
import { nameOf, openPiece } from "./open-piece.js";
import { readPlain, readPlainBatches } from "./plain.js";
import { filterThrough } from "./shell-filter.js";
import type { Piece, Split } from "./splits.js";

/** Lines up to this are read by default: 64 MiB. */
export const DEFAULT_MAX_RECORD_BYTES = 64 << 20;

/** V8's longest string has 2^29 − 24 characters (Node's `buffer.constants.MAX_STRING_LENGTH`). */
export const MOST_RECORD_BYTES = 2 ** 29 - 24;

export interface ReadOptions {
  /** How lines become keys and values; `rawValue` by default. */
  readonly protocol?: Protocol | ProtocolName;
  /** `utf-8` by default. */
  readonly encoding?: Encoding;
  /**
   * Only these lines become records: a RegExp or a function that is given the line before the protocol reads it, or a shell command that is
   * given the file's lines and prints those that count (`/bin/sh -c`, one process a file).
   * https://mrjob.readthedocs.io/en/latest/job.html#mrjob.job.MRJob.mapper_pre_filter
   */
  readonly preFilter?: RegExp | LineFilter | string | undefined;
  /** Bytes of the longest line that is read, its line end not counted; 64 MiB by default. */
  readonly maxRecordBytes?: number;
  /** Called with each bad record, which is left out then; it may throw to end the reading. By default it throws the record. */
  readonly onBadRecord?: ((bad: BadRecordError) => void) | undefined;
  /** Told to count: lines read as Latin-1, in the group "input". */
  readonly increment?: ((group: string, name: string, count: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The records of a split, in batches: in step if it can be, and as an AsyncIterable if a file is compressed or the pre-filter is a command.
 * Batches without records tell how far the reading is. In a split of whole files (`mapperRaw`) each file is one record `[null, path]`,
 * whatever protocol, encoding and filter are.
 *
 * @throws ValueError for options that can't be, at once; InputError for a file that has vanished or changed, and what `onBadRecord` throws, while
 * it is iterated. Whoever stops early calls `return`, as `for` does: files and processes are closed then.
 */
export function readRecords(split: Split, options: ReadOptions = {}): Iterable<Batch> | AsyncIterable<Batch> {
  const settings = settingsOf(options);
  if (split.whole) return wholeFiles(split, settings);
  const command = typeof options.preFilter === "string" ? options.preFilter : undefined;
  const isSync = command === undefined && split.pieces.every((piece) => piece.compression === "none");
  const reading = new Reading(settings, options.signal);
  return isSync ? reading.inStep(split) : reading.later(split, command);
}

function settingsOf(options: ReadOptions): DecodeSettings {
  const { encoding = "utf-8", maxRecordBytes = DEFAULT_MAX_RECORD_BYTES, onBadRecord, increment } = options;
  const protocol = protocolOf(options.protocol ?? "rawValue");
  if (!ENCODINGS.includes(encoding))
    throw new ValueError(`The encoding "${encoding}" isn't known. There are ${ENCODINGS.join(", ")}.`);
  if (!(Number.isInteger(maxRecordBytes) && maxRecordBytes >= 1 && maxRecordBytes <= MOST_RECORD_BYTES))
    throw new ValueError(
      `maxRecordBytes is ${maxRecordBytes}; it is a whole number from 1 to ${MOST_RECORD_BYTES}, the length of the longest string.`,
    );
  return {
    protocol,
    encoding,
    maxRecordBytes,
    filter: filterOf(options.preFilter, protocol),
    reject: onBadRecord ?? throwIt,
    increment: increment ?? (() => {}),
  };
}

function throwIt(bad: BadRecordError): never {
  throw bad;
}

function filterOf(preFilter: ReadOptions["preFilter"], protocol: Protocol): LineFilter | undefined {
  if (preFilter === undefined || typeof preFilter === "string") return undefined;
  if (typeof preFilter === "function") return preFilter;
  if (!(preFilter instanceof RegExp))
    throw new ValueError(
      `A pre-filter is a RegExp, a function of the line, or a shell command, and not ${typeof preFilter}.`,
    );
  if (protocol.binary === true)
    throw new ValueError(
      `The pre-filter ${preFilter} needs text, and the protocol "${protocol.name}" gives bytes. Use a function.`,
    );
  // A copy, since g and y keep a place in it between lines.
  const own = new RegExp(preFilter);
  return (line) => {
    own.lastIndex = 0;
    return own.test(line as string);
  };
}

/** The one that a split of whole files is read with. */
const pathProtocol: Protocol<null, string> = {
  name: "whole file",
  read: (path: string) => [null, path],
  write: (_key, path) => path,
};

function* wholeFiles(split: Split, settings: DecodeSettings): Generator<Batch> {
  const source = { ...settings, protocol: pathProtocol };
  for (const piece of split.pieces) {
    closeSync(openPiece(piece));
    const ends = Int32Array.of(piece.path.length);
    const runs = [{ at: 0, offset: 0, isByteAUnit: true }];
    yield new Batch(source, nameOf(piece), piece.path, Int32Array.of(0), ends, runs, piece.end - piece.start);
  }
}

/** One reading of a split: the buffer serves all of its pieces. */
class Reading {
  // One object for all pieces: the compiled decoding holds on to its shape.
  readonly #settings: DecodeSettings;
  readonly #signal: AbortSignal | undefined;
  readonly #blocks: LineBlocks;
  #path = "";

  constructor(settings: DecodeSettings, signal: AbortSignal | undefined) {
    this.#settings = settings;
    this.#signal = signal;
    this.#blocks = this.#newBlocks();
  }

  *inStep(split: Split): Generator<Batch> {
    for (const piece of split.pieces) yield* this.#plain(piece);
  }

  async *later(split: Split, command: string | undefined): AsyncGenerator<Batch> {
    for (const piece of split.pieces) {
      if (command !== undefined) yield* this.#filtered(piece, command);
      else if (piece.compression === "none") yield* this.#plain(piece);
      else yield* this.#inflated(piece);
    }
  }

  #plain(piece: Piece): Generator<Batch> {
    this.#path = nameOf(piece);
    return readPlainBatches(piece, this.#blocks, this.#settings, this.#signal);
  }

  #inflated(piece: Piece): AsyncGenerator<Batch> {
    const progress = { position: 0 };
    return this.#batches(nameOf(piece), inflate(piece, this.#signal, progress), progress);
  }

  #filtered(piece: Piece, command: string): AsyncGenerator<Batch> {
    const progress = { position: 0 };
    const lines =
      piece.compression === "none" ? this.#raw(piece, progress) : inflate(piece, this.#signal, progress);
    const printed = filterThrough(command, nameOf(piece), lines, this.#signal);
    return this.#batches(nameOf(piece), printed, progress);
  }

  /** The bytes of a piece's own lines, as copies. Read into a buffer of its own: what the command prints comes at the same time. */
  #raw(piece: Piece, progress: Progress): Generator<Uint8Array> {
    const blocks = this.#newBlocks();
    return readPlain(piece, blocks, this.#signal, (length, taken) => {
      progress.position += taken;
      return Uint8Array.prototype.slice.call(blocks.bytes, 0, length);
    });
  }

  /** Batches of text that comes in chunks of any size. */
  async *#batches(
    path: string,
    chunks: AsyncIterable<Uint8Array>,
    progress: Readonly<Progress>,
  ): AsyncGenerator<Batch> {
    this.#path = path;
    const settings = this.#settings;
    const blocks = this.#blocks;
    blocks.restart(0, false);
    let told = 0;
    const next = (atEnd: boolean): Batch => {
      const taken = progress.position - told;
      told += taken;
      const length = blocks.complete(Number.POSITIVE_INFINITY, atEnd);
      if (length === 0) return emptyBatch(settings, path, taken);
      const batch = decodeBatch(settings, path, blocks.bytes, length, blocks.base, taken);
      blocks.consume(length);
      return batch;
    };
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length; ) {
        const count = blocks.room(chunk.length - at);
        blocks.bytes.set(chunk.subarray(at, at + count), blocks.filled);
        blocks.add(count);
        at += count;
        yield next(false);
      }
    }
    yield next(true);
  }

  #newBlocks(): LineBlocks {
    const { maxRecordBytes, reject } = this.#settings;
    return new LineBlocks(maxRecordBytes, (offset) => reject(tooLong(this.#path, offset, maxRecordBytes)));
  }
}
