/** Lines that Spark has read, as an executor's `node` brings them to their partitions. */
import { equalBytes } from "../../../mapreduce/for-rdds.js";
import { SparkException } from "../../errors/index.js";
import { CHUNK } from "../chunks.js";
import { writeChunk } from "./chunk-bytes.js";
import { routesTo } from "./routing.js";
import { RowWriter } from "./row-writer.js";
import { ROW, RowCursor } from "./rows.js";
import { PLACE_BYTES } from "./stage-output.js";
import type { TextInput, TextPlace } from "./stage-program.js";
import type { StageRun } from "./stage-server.js";

/** Behind a file's place, before the byte at which the block begins. */
export const PLACE_END = "\n";

/** Bytes of a file's number in order bytes. */
const FILE_BYTES = 4;

const NOT_UTF8 = "\ufffd";
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Where the rows of a block come from. */
interface Block {
  /** As they stand in `o`. */
  readonly bytes: Uint8Array;
  readonly name: string;
  /** The file's number among those of the stage. */
  readonly number: number;
  /** Undefined: it wasn't there when the RDD's partitions were counted. */
  readonly file: TextPlace | undefined;
  readonly start: number;
}

/**
 * Makes chunks of the lines, each on its way to its partition. The lines of a block come one after the other, in the order of the file. At which byte one begins is counted from the block's
 * begin with one byte for a line end: where it has two, a cut lies a little further on, and is the same each time.
 *
 * @throws SparkException for text that isn't UTF-8
 */
export function gatherText(input: TextInput, { batches, arrow, write }: StageRun): void {
  const files = new Map(input.files.map((file, number) => [file.place, { file, number }]));
  const routes = routesTo(input.routed);
  const writer = new RowWriter(arrow, write);
  const rows = new RowCursor(batches);
  let block: Block | undefined;
  let chunk: unknown[] = [];
  let place = 0;
  /** The part of the file that the chunk is of, where the next line begins, and where the next part does. */
  let part = 0;
  let at = 0;
  let next = 0;
  const flush = (): void => {
    if (chunk.length === 0) return;
    const { order, value } = writer;
    order.byte(ROW);
    order.uint(block!.number, FILE_BYTES);
    order.uint(block!.start, PLACE_BYTES);
    order.uint(place++, PLACE_BYTES);
    writeChunk(value, chunk);
    writer.end(routes[block!.file!.partitions[part]!]!);
    chunk = [];
  };
  while (rows.next()) {
    if (block === undefined || !equalBytes(block.bytes, 0, block.bytes.length, rows.o, rows.oAt, rows.oEnd)) {
      flush();
      block = blockOf(rows.o.slice(rows.oAt, rows.oEnd), files);
      place = 0;
      part = 0;
      at = block.start;
      next = block.file?.starts[1] ?? Number.POSITIVE_INFINITY;
    }
    const { file, name } = block;
    if (file === undefined) continue;
    if (at >= next) {
      flush();
      while (at >= (file.starts[part + 1] ?? Number.POSITIVE_INFINITY)) part++;
      next = file.starts[part + 1] ?? Number.POSITIVE_INFINITY;
    }
    at += rows.vEnd - rows.vAt + 1;
    const text = textOf(rows.v, rows.vAt, rows.vEnd, name);
    chunk.push(input.whole ? [name, text] : text);
    if (chunk.length === CHUNK) flush();
  }
  flush();
  writer.flush();
}

function blockOf(
  bytes: Uint8Array,
  files: ReadonlyMap<string, { readonly file: TextPlace; readonly number: number }>,
): Block {
  const text = Buffer.from(bytes).toString();
  const end = text.lastIndexOf(PLACE_END);
  const place = text.slice(0, end);
  const { file, number } = files.get(place) ?? { file: undefined, number: 0 };
  const name = nameOf(place.slice(place.indexOf(" ") + 1));
  return { bytes, name, file, number, start: Number(text.slice(end + 1)) };
}

/** As Hadoop writes the address of a file, whose characters it doesn't encode. */
function nameOf(address: string): string {
  return decodeURIComponent(address);
}

function textOf(u8: Uint8Array, from: number, to: number, name: string): string {
  const bytes = Buffer.from(u8.buffer, u8.byteOffset + from, to - from);
  const text = bytes.toString("utf8");
  if (!text.includes(NOT_UTF8)) return text;
  try {
    return strict.decode(bytes);
  } catch {
    throw new SparkException(`${name} has a line that is not UTF-8`);
  }
}
