/** Steps that take a partition as a whole, one element after the other. */
import { inspect } from "node:util";
import { ValueError } from "../../../errors.js";
import { type Chunk, chunked, elementsOf, isAsync } from "../chunks.js";
import type { StepContext, Transform } from "./context.js";

type Items = Iterable<unknown>;
type Made = Items | AsyncIterable<unknown>;
/** What a function of a partition may give. */
export type OfPartition<R> = (index: number, elements: Items) => R | Promise<R>;

/**
 * Calls `make` with the elements. They are read while it runs; those that came asynchronously are gathered first.
 */
export function partitionwise(method: string, make: OfPartition<Made>): Transform {
  return (input, at) => {
    if (isAsync(input)) return gathered(input, at, method, make);
    const made = make(at.partition, ticking(input, at));
    return isPromise(made)
      ? awaited(made, at, method)
      : (chunked(checked(made, method), at.size) as Iterable<Chunk>);
  };
}

async function* gathered(
  input: AsyncIterable<Chunk>,
  at: StepContext,
  method: string,
  make: OfPartition<Made>,
): AsyncGenerator<Chunk> {
  const chunks = await at.spool(input);
  yield* awaited(make(at.partition, ticking(chunks, at)), at, method);
}

async function* awaited(
  made: Made | Promise<Made>,
  at: StepContext,
  method: string,
): AsyncGenerator<Chunk, void, undefined> {
  yield* chunked(checked(await made, method), at.size) as Iterable<Chunk>;
}

function* ticking(chunks: Iterable<Chunk>, at: StepContext): Generator<unknown, void, undefined> {
  for (const element of elementsOf(chunks)) {
    at.tick();
    yield element;
  }
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as Promise<T> | null | undefined)?.then === "function";
}

function checked(made: unknown, method: string): Made {
  if (typeof made === "object" && made !== null && (Symbol.iterator in made || Symbol.asyncIterator in made))
    return made as Made;
  throw new ValueError(
    `The function of ${method}() gave ${inspect(made, { depth: 0 })}; it has to give an array or another iterable of the new partition's elements`,
  );
}

export const partitionSteps = {
  mapPartitions: (f: (elements: Items) => Made | Promise<Made>): Transform =>
    partitionwise("mapPartitions", (_, elements) => f(elements)),

  mapPartitionsWithIndex: (f: OfPartition<Made>): Transform => partitionwise("mapPartitionsWithIndex", f),

  /** Calls the function, waits for it, and gives nothing. */
  foreach: (f: (element: unknown) => unknown): Transform =>
    partitionwise("foreach", async (_, elements) => {
      for (const element of elements) {
        const done = f(element);
        if (isPromise(done)) await done;
      }
      return [];
    }),

  foreachPartition: (f: (elements: Items) => unknown): Transform =>
    partitionwise("foreachPartition", async (_, elements) => {
      await f(elements);
      return [];
    }),

  glom: (): Transform => partitionwise("glom", (_, elements) => [[...elements]]),

  /** Numbers that no two elements have in common: of n partitions the k-th has k, n + k, 2n + k … */
  zipWithUniqueId: (): Transform => (input, at) =>
    partitionwise("zipWithUniqueId", function* (index, elements) {
      let id = index;
      for (const element of elements) {
        yield [element, id];
        id += at.partitions;
      }
    })(input, at),

  /** Pairs with the numbers from `start` on. */
  number: (start: number): Transform =>
    partitionwise("zipWithIndex", function* (_, elements) {
      let number = start;
      for (const element of elements) yield [element, number++];
    }),

  /** Gives each element the number of a partition, in turn; each partition begins with another one. */
  dealOut: (partitions: number): Transform =>
    partitionwise("repartition", function* (index, elements) {
      let to = index % partitions;
      for (const element of elements) {
        yield [to, element];
        to = to + 1 === partitions ? 0 : to + 1;
      }
    }),
};

/** For steps that need no more than the elements. */
export function folding(method: string, fold: (elements: Items) => unknown): Transform {
  return partitionwise(method, (_, elements) => [fold(elements)]);
}
