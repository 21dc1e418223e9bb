import { isAscii, isUtf8 } from "node:buffer";
import { Batch, type BatchSource, offsetAt, type Run } from "./batch.js";
import { BadRecordError } from "./errors.js";

/**
 * What the bytes of text mean: UTF-8, where a line that isn't is a bad record; Latin-1, in which every byte is a character; or UTF-8 with
 * Latin-1 for the lines that aren't, as mrjob reads, counted under "input".
 */
export type Encoding = "utf-8" | "latin1" | "utf-8-or-latin1";

export const ENCODINGS: readonly Encoding[] = ["utf-8", "latin1", "utf-8-or-latin1"];

/** Says of a line whether it becomes a record. */
export type LineFilter = (line: string | Uint8Array) => boolean;

/** What decoding needs of the reading that it belongs to. */
export interface DecodeSettings extends BatchSource {
  readonly encoding: Encoding;
  readonly maxRecordBytes: number;
  readonly filter?: LineFilter | undefined;
  readonly increment: (group: string, name: string, count: number) => void;
}

/** Whole lines of a buffer that are read alike. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly kind: "utf-8" | "latin1" | "ascii" | "bytes";
}

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/** Some editors of Windows write it before UTF-8. It isn't text: Hadoop's LineRecordReader passes over it too. */
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Makes a batch of the first `length` bytes, which are whole lines. They are decoded at once; only if there is a bad line among them are they
 * taken apart.
 *
 * @param bytes a buffer that is used again afterwards
 * @param offset of its first byte in the file
 * @param taken what the batch says that it has read
 */
export function decodeBatch(
  settings: DecodeSettings,
  path: string,
  bytes: Buffer,
  length: number,
  offset: number,
  taken: number,
): Batch {
  const { protocol, encoding, maxRecordBytes } = settings;
  let from = 0;
  if (offset === 0 && encoding !== "latin1" && protocol.binary !== true) {
    if (length >= 3 && bytes.compare(BYTE_ORDER_MARK, 0, 3, 0, 3) === 0) from = 3;
  }
  let ranges: Range[];
  if (length - from > maxRecordBytes) ranges = shortLines(settings, path, bytes, from, length, offset);
  else ranges = readable(settings, path, bytes, from, length, offset);
  if (protocol.binary === true) {
    const content = Buffer.concat(ranges.map((range) => bytes.subarray(range.from, range.to)));
    return cut(settings, path, content, runsOf(ranges, offset, undefined), taken);
  }
  const parts = ranges.map(({ from, to, kind }) =>
    bytes.toString(kind === "utf-8" ? "utf8" : "latin1", from, to),
  );
  const content = parts.length === 1 ? parts[0]! : parts.join("");
  return cut(settings, path, content, runsOf(ranges, offset, parts), taken);
}

/** A batch of no records: how far the reading is. */
export function emptyBatch(source: BatchSource, path: string, taken: number): Batch {
  return new Batch(source, path, "", new Int32Array(0), new Int32Array(0), [], taken);
}

function runsOf(ranges: readonly Range[], offset: number, parts: readonly string[] | undefined): Run[] {
  let at = 0;
  return ranges.map(({ from, to, kind }, i) => {
    const run: Run = { at, offset: offset + from, isByteAUnit: kind !== "utf-8" };
    at += parts === undefined ? to - from : parts[i]!.length;
    return run;
  });
}

/** The ranges in [from, to), whose lines may be too long, that can be read. Lines that can't are rejected in their order. */
function shortLines(
  settings: DecodeSettings,
  path: string,
  bytes: Buffer,
  from: number,
  to: number,
  offset: number,
): Range[] {
  const { maxRecordBytes } = settings;
  const ranges: Range[] = [];
  let good = from;
  for (let at = from; at < to; ) {
    const newline = bytes.indexOf(NEWLINE, at);
    const next = newline < 0 || newline >= to ? to : newline + 1;
    let end = newline < 0 || newline >= to ? to : newline;
    if (end > at && bytes[end - 1] === CARRIAGE_RETURN) end--;
    if (end - at > maxRecordBytes) {
      if (at > good) ranges.push(...readable(settings, path, bytes, good, at, offset));
      settings.reject(tooLong(path, offset + at, maxRecordBytes));
      good = next;
    }
    at = next;
  }
  if (to > good) ranges.push(...readable(settings, path, bytes, good, to, offset));
  return ranges;
}

/** The bad record that a line of more than `maxRecordBytes` bytes is. */
export function tooLong(path: string, offset: number, maxRecordBytes: number): BadRecordError {
  return new BadRecordError(
    path,
    offset,
    `is longer than maxRecordBytes (--max-record), ${maxRecordBytes} bytes. Raise it if the memory allows, or skip such lines with --bad-records.`,
  );
}

function readable(
  settings: DecodeSettings,
  path: string,
  bytes: Buffer,
  from: number,
  to: number,
  offset: number,
): Range[] {
  const { encoding, protocol } = settings;
  if (protocol.binary === true) return [{ from, to, kind: "bytes" }];
  if (encoding === "latin1") return [{ from, to, kind: "latin1" }];
  const all = bytes.subarray(from, to);
  // ASCII is decoded faster, and its text takes half of the memory that other UTF-8's takes.
  if (isAscii(all)) return [{ from, to, kind: "ascii" }];
  if (isUtf8(all)) return [{ from, to, kind: "utf-8" }];
  const ranges: Range[] = [];
  const fallback = encoding === "utf-8-or-latin1";
  let latin1Lines = 0;
  halve(bytes, from, to, (one) => {
    if (one.kind === "utf-8" || fallback) {
      if (one.kind === "latin1") latin1Lines++;
      const last = ranges.at(-1);
      if (last?.to === one.from && last.kind === one.kind)
        ranges[ranges.length - 1] = { ...last, to: one.to };
      else ranges.push(one);
    } else settings.reject(notUtf8(path, offset + one.from));
  });
  if (latin1Lines > 0) settings.increment("input", "lines read as latin1", latin1Lines);
  return ranges;
}

/** Gives the largest halves of halves of [from, to) that are UTF-8, and each line that isn't, in their order. */
function halve(bytes: Buffer, from: number, to: number, give: (range: Range) => void): void {
  if (isUtf8(bytes.subarray(from, to))) {
    give({ from, to, kind: "utf-8" });
    return;
  }
  const middle = lineStartNear(bytes, from, to);
  if (middle === from) {
    give({ from, to, kind: "latin1" });
    return;
  }
  halve(bytes, from, middle, give);
  halve(bytes, middle, to, give);
}

/** A line's start about the middle of [from, to); `from` if there is but one line. */
function lineStartNear(bytes: Buffer, from: number, to: number): number {
  const middle = (from + to) >>> 1;
  const after = bytes.subarray(middle, to - 1).indexOf(NEWLINE);
  if (after >= 0) return middle + after + 1;
  return from + bytes.subarray(from, middle).lastIndexOf(NEWLINE) + 1;
}

function notUtf8(path: string, offset: number): BadRecordError {
  return new BadRecordError(
    path,
    offset,
    'is not UTF-8. Say what it is with the encoding "latin1", or "utf-8-or-latin1" for files of both (--encoding), read it with the protocol bytes, or skip such lines with --bad-records.',
  );
}

/** Where the lines of the batch that is being made begin and end: used again for each, and copied at its size. */
const starts = { array: new Int32Array(1024) };
const ends = { array: new Int32Array(1024) };

/** Finds the lines and leaves out those that the filter doesn't want. A line end is \n or \r\n. */
function cut(
  settings: DecodeSettings,
  path: string,
  content: string | Buffer,
  runs: readonly Run[],
  taken: number,
): Batch {
  const { filter } = settings;
  const { length } = content;
  const isText = typeof content === "string";
  let startsOf = starts.array;
  let endsOf = ends.array;
  let count = 0;
  for (let at = 0; at < length; ) {
    let end = isText ? content.indexOf("\n", at) : content.indexOf(NEWLINE, at);
    if (end < 0) end = length;
    const next = end + 1;
    if (end > at && (isText ? content.charCodeAt(end - 1) : content[end - 1]) === CARRIAGE_RETURN) end--;
    if (filter === undefined || wanted(settings, path, filter, content, runs, at, end)) {
      if (count === startsOf.length) {
        startsOf = starts.array = grown(startsOf);
        endsOf = ends.array = grown(endsOf);
      }
      startsOf[count] = at;
      endsOf[count++] = end;
    }
    at = next;
  }
  return new Batch(settings, path, content, startsOf.slice(0, count), endsOf.slice(0, count), runs, taken);
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}

function wanted(
  settings: DecodeSettings,
  path: string,
  filter: LineFilter,
  content: string | Buffer,
  runs: readonly Run[],
  at: number,
  end: number,
): boolean {
  try {
    return filter(typeof content === "string" ? content.slice(at, end) : content.subarray(at, end));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const what = `made the pre-filter throw: ${why}`;
    settings.reject(new BadRecordError(path, offsetAt(content, runs, at), what, { cause: error }));
    return false;
  }
}
