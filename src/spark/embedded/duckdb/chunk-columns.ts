/** DuckDB's chunks as batches of columns, read where they are: no row is made an object. */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { NotSupportedError } from "../../../errors.js";
import type { ColumnBatch, ColumnData } from "../../engine/index.js";
import { type ArrowModule, loadedArrow } from "../../types/arrow.js";
import { batchOfColumns } from "../../types/columns-to-arrow.js";
import type { StructType } from "../../types/index.js";
import type { DuckDBDataChunk, DuckDBVector } from "./module.js";
import { numbersOf, readerOf, validityOf } from "./vector-readers.js";

/** @param schema Spark's; the chunk's columns are of its types in the same order */
export function chunkBatch(chunk: DuckDBDataChunk, schema: StructType, timeZone: string): ColumnBatch {
  const length = chunk.rowCount;
  const columns = schema.fields.map(
    ({ dataType }, i) => new ChunkColumn(chunk.getColumnVector(i), dataType, length),
  );
  return {
    length,
    columns,
    toArrow: () => batchOfColumns(arrowNow(), columns, length, schema, timeZone),
  };
}

class ChunkColumn implements ColumnData {
  readonly numbers: ColumnData["numbers"];
  readonly #vector: DuckDBVector;
  readonly #length: number;
  readonly #read: (row: number) => unknown;
  #nulls: number | undefined;

  constructor(vector: DuckDBVector, type: Parameters<typeof readerOf>[1], length: number) {
    this.#vector = vector;
    this.#length = length;
    this.#read = readerOf(vector, type);
    this.numbers = numbersOf(vector, type)?.subarray(0, length);
  }

  get nullCount(): number {
    this.#nulls ??= validityOf(this.#vector).nulls(this.#length);
    return this.#nulls;
  }

  get(row: number): unknown {
    return this.#read(row);
  }
}

/**
 * Arrow at once: whoever asks for a batch of it can't wait. What `import()` has given goes first: a loader of TypeScript (tsx) makes another module of what is required,
 * and Arrow doesn't know the types of another Arrow.
 */
export function arrowNow(): ArrowModule {
  const module = loadedArrow();
  if (module !== undefined) return module;
  try {
    const file = fileURLToPath(import.meta.resolve("apache-arrow"));
    return createRequire(import.meta.url)(file) as ArrowModule;
  } catch (cause) {
    throw new NotSupportedError(
      "Arrow",
      "this installation",
      `It needs apache-arrow: npm install apache-arrow. (${cause instanceof Error ? cause.message : cause})`,
    );
  }
}
