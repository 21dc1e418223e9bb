/** Elements that come from nowhere else: numbers, and what is in files. */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { NotSupportedError } from "../../errors.js";
import { readRecords, type Split } from "../../mapreduce/for-rdds.js";
import { type Chunk, type Chunks, isAsync } from "./chunks.js";

const CARRIAGE_RETURN = "\r";

/** Some of the numbers of a range. */
export interface NumberSpan {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

export function* numbers({ start, step, count }: NumberSpan): Generator<number> {
  for (let i = 0; i < count; i++) yield start + i * step;
}

/** The lines of some files, or of a part of one. As Hadoop reads text, a carriage return alone ends a line, too. */
export function textLines(split: Split, size: number): Chunks {
  const batches = readRecords(split);
  const lines = function* (batch: { readonly count: number; line(i: number): unknown }): Generator<Chunk> {
    let chunk: string[] = [];
    for (let i = 0; i < batch.count; i++) {
      const line = batch.line(i) as string;
      if (!line.includes(CARRIAGE_RETURN)) chunk.push(line);
      else for (const part of line.split(CARRIAGE_RETURN)) chunk.push(part);
      if (chunk.length < size) continue;
      yield chunk;
      chunk = [];
    }
    if (chunk.length > 0) yield chunk;
  };
  return isAsync(batches) ? later(batches, lines) : now(batches, lines);
}

function* now<T>(batches: Iterable<T>, each: (batch: T) => Iterable<Chunk>): Generator<Chunk> {
  for (const batch of batches) yield* each(batch);
}

async function* later<T>(
  batches: AsyncIterable<T>,
  each: (batch: T) => Iterable<Chunk>,
): AsyncGenerator<Chunk> {
  for await (const batch of batches) yield* each(batch);
}

/** Pairs of a file's address and its text. */
export function* wholeFiles({ pieces }: Split): Generator<Chunk> {
  for (const { path, compression } of pieces) {
    if (compression === "zstd")
      throw new NotSupportedError(
        `wholeTextFiles of ${path}`,
        "manycore/spark",
        "Decompress it first, or use textFile.",
      );
    const bytes = readFileSync(path);
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      compression === "gzip" ? gunzipSync(bytes) : bytes,
    );
    // As Spark names files.
    yield [[pathToFileURL(path).href.replace("file:///", "file:/"), text]];
  }
}
