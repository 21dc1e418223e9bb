/**
 * How elements go through a task: in arrays of some hundred. A step's loop over an array costs a tenth of what an iterator's costs, and only an array
 * has to be waited for where something is asynchronous. As long as all steps are synchronous so are the chunks.
 */

/** Never empty, except that a partition may give none at all. Whoever gets one may not change it. */
export type Chunk = readonly unknown[];
export type Chunks = Iterable<Chunk> | AsyncIterable<Chunk>;

/** Elements of a chunk, where nothing says otherwise. */
export const CHUNK = 512;

export function isAsync<T>(items: Iterable<T> | AsyncIterable<T>): items is AsyncIterable<T> {
  return Symbol.asyncIterator in items;
}

/** What `each` makes of all chunks, one after the other. */
export function eachChunk(input: Chunks, each: (chunk: Chunk) => Iterable<Chunk>): Chunks {
  return isAsync(input) ? eachLater(input, each) : eachNow(input, each);
}

function* eachNow(input: Iterable<Chunk>, each: (chunk: Chunk) => Iterable<Chunk>): Generator<Chunk> {
  for (const chunk of input) yield* each(chunk);
}

async function* eachLater(
  input: AsyncIterable<Chunk>,
  each: (chunk: Chunk) => Iterable<Chunk>,
): AsyncGenerator<Chunk> {
  for await (const chunk of input) yield* each(chunk);
}

/** The inverse of {@link chunked}. */
export function* elementsOf(chunks: Iterable<Chunk>): Generator<unknown, void, undefined> {
  for (const chunk of chunks) for (let i = 0; i < chunk.length; i++) yield chunk[i];
}

/** @param size elements of a chunk: 1 where no element shall be computed that isn't asked for */
export function chunked(
  items: Iterable<unknown> | AsyncIterable<unknown>,
  size: number,
): Iterable<Chunk> | AsyncIterable<Chunk> {
  if (isAsync(items)) return chunkedLater(items, size);
  return Array.isArray(items) && items.length <= size ? only(items) : chunkedNow(items, size);
}

function only(items: Chunk): readonly Chunk[] {
  return items.length === 0 ? [] : [items];
}

function* chunkedNow(items: Iterable<unknown>, size: number): Generator<Chunk> {
  let chunk: unknown[] = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

async function* chunkedLater(items: AsyncIterable<unknown>, size: number): AsyncGenerator<Chunk> {
  let chunk: unknown[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
