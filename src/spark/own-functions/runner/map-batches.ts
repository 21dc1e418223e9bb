import type { RecordBatch } from "apache-arrow";
import type { ArrowModule } from "../../types/arrow.js";
import { gave, refusePromise, shown, threw } from "./failure.js";
import type { GivenRows } from "./given-rows.js";
import type { FunctionSpec, Runner } from "./spec.js";

/** mapInArrow: the function goes through the batches of a partition itself. */
export function mapBatches(arrow: ArrowModule, { name, body, input }: FunctionSpec, rows: GivenRows): Runner {
  const map = body as (batches: Iterable<RecordBatch>) => unknown;
  return function* (batches) {
    const source = new Source(named(arrow, batches, input.names));
    const given = source.guarded(name, () => map(source));
    refusePromise(name, given);
    if (rows.isPiece(given) || !isIterable(given)) {
      throw gave(
        name,
        `${shown(given)}. It has to give an iterable of batches: yield them, or return an array.`,
      );
    }
    const pieces = source.guarded(name, () => given[Symbol.iterator]());
    let done = false;
    try {
      for (;;) {
        const next = source.guarded(name, () => pieces.next());
        if (next.done) break;
        refusePromise(name, next.value);
        yield* rows.batches(next.value);
      }
      done = true;
    } finally {
      if (!done) pieces.return?.();
    }
  };
}

function isIterable(given: unknown): given is Iterable<unknown> {
  return typeof (given as Partial<Iterable<unknown>> | null)?.[Symbol.iterator] === "function";
}

/** The batches with the names that the plan gives their columns: they may come with others, where two are called the same. */
function* named(
  arrow: ArrowModule,
  batches: Iterable<RecordBatch>,
  names: readonly string[],
): Generator<RecordBatch, void, undefined> {
  for (const batch of batches) {
    const { schema, data } = batch;
    if (schema.fields.every((field, i) => field.name === names[i])) yield batch;
    else {
      const fields = schema.fields.map((field, i) => field.clone({ name: names[i]! }));
      const own = new arrow.Schema(fields, schema.metadata);
      yield Object.assign(new arrow.RecordBatch(own, data as never), { schema: own });
    }
  }
}

/** The batches as the function gets them. An error of theirs isn't the function's, though it passes through it. */
class Source implements IterableIterator<RecordBatch> {
  readonly #batches: Iterator<RecordBatch>;
  #failed: { readonly error: unknown } | undefined;

  constructor(batches: Iterable<RecordBatch>) {
    this.#batches = batches[Symbol.iterator]();
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<RecordBatch> {
    try {
      return this.#batches.next();
    } catch (error) {
      this.#failed = { error };
      throw error;
    }
  }

  guarded<T>(name: string, step: () => T): T {
    try {
      return step();
    } catch (error) {
      throw this.#failed?.error === error && this.#failed !== undefined ? error : threw(name, error);
    }
  }
}
