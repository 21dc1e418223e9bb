import { ValueError } from "../../errors.js";
import { encodeValue } from "../../mapreduce/for-rdds.js";
import { registerCarrier } from "../../portable/index.js";
import { SparkException } from "../errors/index.js";
import { refuseMembers } from "../errors/refused-members.js";
import { Accumulator, type AccumulatorParam, NUMBERS } from "./accumulator.js";
import type { JobOptions, RddBackend } from "./backend.js";
import { Broadcast } from "./broadcast.js";
import type { Slice } from "./lineage.js";
import { RDD_NOT_OFFERED } from "./not-offered.js";
import { RDD } from "./rdd.js";
import { checkCount, newNode } from "./rdd-core.js";

/** Spark reads files with at most so many partitions if nobody asks for more. */
const MIN_PARTITIONS = 2;

/**
 * Where RDDs come from. `spark.sparkContext` is one.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.SparkContext.html
 */
export class SparkContext implements AsyncDisposable {
  static {
    refuseMembers(SparkContext, "SparkContext", RDD_NOT_OFFERED.SparkContext);
  }

  /** @internal */
  readonly backend: RddBackend;
  #isStopped = false;

  /** @param backend what runs the RDDs: `new EmbeddedBackend({ workers: 4 })` */
  constructor(backend: RddBackend) {
    this.backend = backend;
  }

  /** Partitions of what is parallelized. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.SparkContext.defaultParallelism.html */
  get defaultParallelism(): number {
    return this.backend.defaultParallelism;
  }

  /** https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.SparkContext.defaultMinPartitions.html */
  get defaultMinPartitions(): number {
    return Math.min(this.defaultParallelism, MIN_PARTITIONS);
  }

  /**
   * An RDD of values that the program has, copied now.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.SparkContext.parallelize.html
   * @throws NotPortableError for a value that can't travel; ValueError for less than one slice
   */
  parallelize<K, V>(values: Iterable<[K, V]>, numSlices?: number): RDD<[K, V]>;
  parallelize<T>(values: Iterable<T>, numSlices?: number): RDD<T>;
  parallelize<T>(values: Iterable<T>, numSlices: number = this.defaultParallelism): RDD<T> {
    this.#checkRunning();
    checkCount(numSlices, "parallelize", "numSlices", 1);
    const all = Array.isArray(values) ? (values as readonly T[]) : [...values];
    const slices = Array.from({ length: numSlices }, (_, i) => {
      const from = Math.floor((all.length * i) / numSlices);
      return encoded(all.slice(from, Math.floor((all.length * (i + 1)) / numSlices)));
    });
    return new RDD(this, { ...newNode("parallelize"), op: "slices", slices });
  }

  /**
   * Numbers from `start` to before `end`, or from 0 to before `start` if that is all there is.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.SparkContext.range.html
   */
  range(start: number, end?: number, step = 1, numSlices: number = this.defaultParallelism): RDD<number> {
    this.#checkRunning();
    checkCount(numSlices, "range", "numSlices", 1);
    const [from, to] = end === undefined ? [0, start] : [start, end];
    if (![from, to, step].every(Number.isSafeInteger) || step === 0)
      throw new ValueError(
        `range(${from}, ${to}, ${step}) has to be of whole numbers, with a step other than 0`,
      );
    const count = Math.max(0, Math.ceil((to - from) / step));
    return new RDD(this, {
      ...newNode("range"),
      op: "span",
      start: from,
      step,
      count,
      partitions: numSlices,
    });
  }

  /** An RDD without elements and partitions. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.SparkContext.emptyRDD.html */
  emptyRDD<T>(): RDD<T> {
    this.#checkRunning();
    return new RDD(this, { ...newNode("emptyRDD"), op: "slices", slices: [] });
  }

  /**
   * The lines of text files: a file, a folder, a pattern, or several of them with commas between. Files ending in .gz (and .zst, where Node knows it) are decompressed. Text is UTF-8:
   * a line that isn't is an error. Lines end with \\n, \\r\\n or \\r. On a cluster it may be an address of any store that Spark knows, as `hdfs://…`.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.SparkContext.textFile.html
   * @param minPartitions large files are cut into about so many parts, at line ends
   */
  textFile(name: string, minPartitions: number = this.defaultMinPartitions): RDD<string> {
    return this.#files("textFile", name, minPartitions, false);
  }

  /**
   * Pairs of a file's address and all of its text.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.SparkContext.wholeTextFiles.html
   */
  wholeTextFiles(path: string, minPartitions: number = this.defaultMinPartitions): RDD<[string, string]> {
    return this.#files("wholeTextFiles", path, minPartitions, true);
  }

  /** All elements of several RDDs. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.SparkContext.union.html */
  union<T>(rdds: readonly RDD<T>[]): RDD<T> {
    this.#checkRunning();
    return new RDD(this, { ...newNode("union"), op: "union", parents: rdds.map(({ lineage }) => lineage) });
  }

  /**
   * A value that goes to each worker once.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.SparkContext.broadcast.html
   * @throws NotPortableError for a value that can't travel
   */
  broadcast<T>(value: T): Broadcast<T> {
    this.#checkRunning();
    return new Broadcast({ backend: this.backend, value });
  }

  /**
   * A value that tasks add to: numbers, or what `param` adds.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.SparkContext.accumulator.html
   */
  accumulator(value: number): Accumulator<number>;
  accumulator<T>(value: T, param: AccumulatorParam<T>): Accumulator<T>;
  accumulator<T>(value: T, param?: AccumulatorParam<T>): Accumulator<T> {
    this.#checkRunning();
    if (param === undefined && typeof value !== "number")
      throw new ValueError(
        "An accumulator of anything but numbers needs a param that says how they are added",
      );
    return new Accumulator(value, param ?? (NUMBERS as unknown as AccumulatorParam<T>));
  }

  /**
   * What the function makes of some partitions, or all, as one array.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.SparkContext.runJob.html
   */
  async runJob<T, U>(
    rdd: RDD<T>,
    partitionFunc: (elements: Iterable<T>) => Iterable<U>,
    partitions?: readonly number[],
    options: JobOptions = {},
  ): Promise<U[]> {
    const parts = await rdd.mapPartitions<U>(partitionFunc).run({ ...options, action: "runJob", partitions });
    return parts.flat(1) as U[];
  }

  /**
   * Ends what runs, and gives back all that is kept. Idempotent.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.SparkContext.stop.html
   */
  stop(): Promise<void> {
    this.#isStopped = true;
    return this.backend.stop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  #files<T>(method: string, name: string, minPartitions: number, whole: boolean): RDD<T> {
    this.#checkRunning();
    checkCount(minPartitions, method, "minPartitions", 1);
    const paths = pathsOf(name);
    return new RDD(this, { ...newNode(method), op: "files", paths, minPartitions, whole });
  }

  #checkRunning(): void {
    if (this.#isStopped)
      throw new SparkException("The SparkContext was stopped: make another one, or stop it later");
  }
}

registerCarrier<SparkContext, never>({
  tag: "spark.context",
  type: SparkContext,
  pack: () => {
    throw new SparkException(
      "A SparkContext is used inside of a function that runs in tasks, or is broadcast: only the driver has one (SPARK-5063)",
      { condition: "CONTEXT_ONLY_VALID_ON_DRIVER" },
    );
  },
  unpack: () => {
    throw new SparkException("A SparkContext can't arrive anywhere (SPARK-5063)");
  },
});

/** Commas between braces belong to a pattern. */
function pathsOf(name: string): string[] {
  const paths = [""];
  let depth = 0;
  for (const c of name) {
    if (c === "{") depth++;
    else if (c === "}") depth--;
    if (c === "," && depth === 0) paths.push("");
    else paths[paths.length - 1] += c;
  }
  return paths;
}

function encoded(values: readonly unknown[]): Slice {
  let bytes = new Uint8Array(1024);
  let at = 0;
  for (const value of values) {
    for (;;) {
      const end = encodeValue(bytes, at, bytes.length, value);
      if (end >= 0) {
        at = end;
        break;
      }
      const grown = new Uint8Array(2 * bytes.length);
      grown.set(bytes.subarray(0, at));
      bytes = grown;
    }
  }
  return { bytes: bytes.slice(0, at), records: values.length };
}
