/** What a stage makes of its elements: rows (rows.ts). */
import { Partitioner } from "../../../mapreduce/for-rdds.js";
import type { Chunk } from "../chunks.js";
import { CombineTable } from "../combine-table.js";
import { textOf } from "../element-text.js";
import { pairOf } from "../steps/index.js";
import { partitionOf, type WritePlan } from "../write-plan.js";
import { writeChunk } from "./chunk-bytes.js";
import { LEFT, RIGHT, ZIP_CHUNK } from "./paired-chunks.js";
import { routesTo } from "./routing.js";
import type { RowWriter } from "./row-writer.js";
import { MARK, ROW } from "./rows.js";
import type { StageOutput } from "./stage-program.js";

/** Bytes of the numbers in order bytes: of a partition, of a row in it. */
export const PARTITION_BYTES = 4;
export const PLACE_BYTES = 6;

/** Bytes of JavaScript's memory in which the values of keys are joined before they are sent. */
const TABLE_BYTES = 64 * 2 ** 20;

/** Gets the partitions one after the other. */
export interface ElementWriter {
  begin(partition: number): void;
  write(chunk: Chunk): void;
  end(): void;
}

export function elementWriter(output: StageOutput, rows: RowWriter): ElementWriter {
  switch (output.kind) {
    case "elements":
      return new ChunkWriter(rows, (partition) => [partition], false);
    case "chunks":
      return new ChunkWriter(rows, (partition) => [partition], true);
    case "gather": {
      const routes = routesTo(output.routed);
      return new ChunkWriter(rows, (partition) => [routes[output.to[partition]!]!], false);
    }
    case "cartesian":
      return new ChunkWriter(rows, productRoutes(output), false, output.side === "left" ? LEFT : RIGHT);
    case "zip":
      return new ZipWriter(rows, routesTo(output.routed), output.side === "left" ? LEFT : RIGHT);
    case "shuffle":
      return new PairWriter(rows, output.plan);
    case "lines":
      return new LineWriter(rows);
  }
}

/** Which partitions of a product an element goes to. */
function productRoutes({
  routed,
  side,
  others,
}: Extract<StageOutput, { readonly kind: "cartesian" }>): (partition: number) => number[] {
  const routes = routesTo(routed);
  return (partition) =>
    Array.from(
      { length: others },
      (_, other) =>
        routes[side === "left" ? partition * others + other : other * (routed / others) + partition]!,
    );
}

/** A row a chunk. */
class ChunkWriter implements ElementWriter {
  readonly #rows: RowWriter;
  readonly #routesOf: (partition: number) => readonly number[];
  readonly #isMarked: boolean;
  readonly #side: number | undefined;
  #partition = 0;
  #routes: readonly number[] = [];
  #place = 0;

  /** @param isMarked a partition shall be known also when it has no elements */
  constructor(
    rows: RowWriter,
    routesOf: (partition: number) => readonly number[],
    isMarked: boolean,
    side?: number,
  ) {
    this.#rows = rows;
    this.#routesOf = routesOf;
    this.#isMarked = isMarked;
    this.#side = side;
  }

  begin(partition: number): void {
    this.#partition = partition;
    this.#routes = this.#routesOf(partition);
    this.#place = 0;
    if (!this.#isMarked) return;
    this.#rows.order.byte(MARK);
    this.#rows.end(partition);
  }

  write(chunk: Chunk): void {
    const { order, value } = this.#rows;
    for (const route of this.#routes) {
      order.byte(ROW);
      if (this.#side !== undefined) order.byte(this.#side);
      order.uint(this.#partition, PARTITION_BYTES);
      order.uint(this.#place, PLACE_BYTES);
      writeChunk(value, chunk);
      this.#rows.end(route);
    }
    this.#place++;
  }

  end(): void {}
}

/** A row a chunk, all of one size: what is at one place on both sides is at one place of chunks of one number. */
class ZipWriter implements ElementWriter {
  readonly #rows: RowWriter;
  readonly #routes: Int32Array;
  readonly #side: number;
  #route = 0;
  #number = 0;
  #chunk: unknown[] = [];

  constructor(rows: RowWriter, routes: Int32Array, side: number) {
    this.#rows = rows;
    this.#routes = routes;
    this.#side = side;
  }

  begin(partition: number): void {
    this.#route = this.#routes[partition]!;
    this.#number = 0;
  }

  write(chunk: Chunk): void {
    for (let i = 0; i < chunk.length; i++) {
      this.#chunk.push(chunk[i]);
      if (this.#chunk.length === ZIP_CHUNK) this.#flush();
    }
  }

  end(): void {
    if (this.#chunk.length > 0) this.#flush();
  }

  #flush(): void {
    const { order, value } = this.#rows;
    order.byte(ROW);
    order.uint(this.#number++, PLACE_BYTES);
    order.byte(this.#side);
    writeChunk(value, this.#chunk);
    this.#rows.end(this.#route);
    this.#chunk = [];
  }
}

/** A row a pair: sorted, they are in the order of the keys, and equal ones in the order of the parent. */
class PairWriter implements ElementWriter {
  readonly #rows: RowWriter;
  readonly #method: string;
  readonly #partitioner: Partitioner;
  readonly #routes: Int32Array;
  readonly #table: CombineTable | undefined;
  #partition = 0;
  #place = 0;

  constructor(rows: RowWriter, plan: WritePlan) {
    const { partitions, boundaries, combine, method } = plan;
    this.#rows = rows;
    this.#method = method;
    this.#routes = routesTo(partitions);
    this.#partitioner = new Partitioner({ partitions, boundaries, partition: partitionOf(plan) });
    this.#table = combine && new CombineTable(plan, TABLE_BYTES, (key, combined) => this.#add(key, combined));
  }

  begin(partition: number): void {
    this.#partition = partition;
    this.#place = 0;
  }

  write(chunk: Chunk): void {
    if (this.#table !== undefined) {
      this.#table.addAll(chunk);
      return;
    }
    for (let i = 0; i < chunk.length; i++) {
      const [key, value] = pairOf(chunk[i], this.#method);
      this.#add(key, value);
    }
  }

  end(): void {
    this.#table?.flush();
  }

  #add(key: unknown, value: unknown): void {
    const { order, value: values } = this.#rows;
    order.byte(ROW);
    const at = order.at;
    order.key(key);
    const to = this.#partitioner.of(key, order.u8, at, order.at);
    order.uint(this.#partition, PARTITION_BYTES);
    order.uint(this.#place++, PLACE_BYTES);
    values.value(value);
    this.#rows.end(this.#routes[to]!);
  }
}

/** A row a line of text, as bytes of UTF-8. */
class LineWriter implements ElementWriter {
  readonly #rows: RowWriter;
  #partition = 0;

  constructor(rows: RowWriter) {
    this.#rows = rows;
  }

  begin(partition: number): void {
    this.#partition = partition;
  }

  write(chunk: Chunk): void {
    const { order, value } = this.#rows;
    for (let i = 0; i < chunk.length; i++) {
      order.byte(ROW);
      value.bytes(Buffer.from(textOf(chunk[i]), "utf8"));
      this.#rows.end(this.#partition);
    }
  }

  end(): void {}
}
