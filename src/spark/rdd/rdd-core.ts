import { NotSupportedError, ValueError } from "../../errors.js";
import type { JobOptions, RunOptions } from "./backend.js";
import type { Combine, Lineage, Partitioning, ShuffleOutput } from "./lineage.js";
import { parentsOf } from "./lineage.js";
import type { RDD } from "./rdd.js";
import type { SparkContext } from "./spark-context.js";
import type { Step } from "./steps/index.js";
import { MEMORY_ONLY, NOT_STORED, type RddStorage } from "./storage.js";

let last = 0;

/** The fields that all nodes have. */
export function newNode(method: string): Pick<Lineage, "id" | "method" | "name" | "storage"> {
  return { id: ++last, method, name: undefined, storage: undefined };
}

/** What all groups of an RDD's methods are built on: a lineage, and how another one is made of it. */
export abstract class RddCore<T> {
  readonly context: SparkContext;
  /** @internal */
  readonly lineage: Lineage;
  /** Only in types: what an element is. */
  declare protected readonly element: T;

  /** @internal */
  constructor(context: SparkContext, lineage: Lineage) {
    this.context = context;
    this.lineage = lineage;
  }

  /** @internal An RDD of the same context. */
  abstract derive<U>(lineage: Lineage): RDD<U>;

  /** @internal */
  steps<U>(method: string, ...steps: readonly Step[]): RDD<U> {
    return this.derive({ ...newNode(method), op: "steps", parent: this.lineage, steps });
  }

  /** @internal */
  shuffle<U>(
    method: string,
    by: Partitioning,
    gives: ShuffleOutput,
    partitions: number | Lineage | undefined,
    combine?: Combine,
  ): RDD<U> {
    if (typeof partitions === "number") checkCount(partitions, method, "numPartitions", 1);
    return this.derive({
      ...newNode(method),
      op: "shuffle",
      parent: this.lineage,
      partitions,
      by,
      combine,
      gives,
    });
  }

  /** @internal The elements, partition by partition. */
  run<U = T>(options: RunOptions): Promise<U[][]> {
    return this.context.backend.run(this.lineage, options) as Promise<U[][]>;
  }

  /** A number that no other RDD of this program has. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.id.html */
  id(): number {
    return this.lineage.id;
  }

  /** https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.name.html */
  name(): string | undefined {
    return this.lineage.name;
  }

  /** https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.setName.html */
  setName(name: string): this {
    this.lineage.name = name;
    return this;
  }

  /**
   * How many partitions it has. A promise, unlike PySpark's, since files are looked at for it.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.getNumPartitions.html
   * @throws InputError for files that aren't there
   */
  getNumPartitions(options: JobOptions = {}): Promise<number> {
    return this.context.backend.partitionsOf(this.lineage, options);
  }

  /**
   * Keeps each partition when it is computed, so that the next action finds it: as bytes in memory, and in temporary files what finds no room there.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.persist.html
   * @throws ValueError when it is persisted already, at another level
   */
  persist(level: RddStorage = MEMORY_ONLY): this {
    const { storage } = this.lineage;
    if (storage !== undefined && (storage.useMemory !== level.useMemory || storage.useDisk !== level.useDisk))
      throw new ValueError(
        "Cannot change the storage level of an RDD after it was assigned one: unpersist it first",
      );
    this.lineage.storage = level;
    return this;
  }

  /** `persist()` in memory. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.cache.html */
  cache(): this {
    return this.persist();
  }

  /** Gives back what is kept. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.unpersist.html */
  unpersist(): this {
    this.lineage.storage = undefined;
    this.context.backend.unpersist(this.lineage.id);
    return this;
  }

  /** https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.is_cached.html */
  get isCached(): boolean {
    return this.lineage.storage !== undefined;
  }

  /** https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.getStorageLevel.html */
  getStorageLevel(): RddStorage {
    return this.lineage.storage ?? NOT_STORED;
  }

  /** @throws NotSupportedError */
  checkpoint(): never {
    throw new NotSupportedError(
      "RDD.checkpoint",
      this.context.backend.name,
      "Use persist(), or saveAsTextFile() and textFile().",
    );
  }

  /**
   * What it is made of, a line a step, a deeper level behind each shuffle.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.toDebugString.html
   */
  toDebugString(): string {
    const lines: string[] = [];
    const visit = (node: Lineage, depth: number): void => {
      const name = node.name === undefined ? "" : `${node.name} `;
      const kept = node.storage === undefined ? "" : " [kept]";
      lines.push(
        `${"  ".repeat(depth)}${node.op === "shuffle" ? "+-" : "| "}${name}${node.method} [${node.id}]${kept}`,
      );
      const parents = parentsOf(node);
      for (const parent of parents)
        visit(parent, depth + (node.op === "shuffle" || parents.length > 1 ? 1 : 0));
    };
    visit(this.lineage, 0);
    return lines.join("\n");
  }
}

/** @throws ValueError unless `count` is a whole number from `least` on */
export function checkCount(count: number, method: string, name: string, least: number): void {
  if (Number.isSafeInteger(count) && count >= least) return;
  throw new ValueError(
    `${name} of ${method}() is ${String(count)}; it has to be a whole number from ${least} on`,
  );
}
