import { ValueError } from "../../errors.js";
import { anySeed } from "./random.js";
import type { RDD } from "./rdd.js";
import { newNode, RddCore } from "./rdd-core.js";
import { shellWords } from "./shell-words.js";
import { step } from "./steps/index.js";

/** What a function of a partition may give: it may be a generator, or an async one. */
export type Elements<U> = Iterable<U> | AsyncIterable<U>;

export interface PipeOptions {
  /** Variables of the program's environment, beside this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether a program that ends with another code than 0 is an error. */
  readonly checkCode?: boolean;
}

/** Transformations that look at one partition at a time, and move nothing. */
export abstract class ElementMethods<T> extends RddCore<T> {
  /**
   * An element for each element.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.map.html
   * @throws NotPortableError in the action, when the function has captured what can't travel
   */
  map<K, V>(f: (element: T) => [K, V]): RDD<[K, V]>;
  map<U>(f: (element: T) => U): RDD<U>;
  map<U>(f: (element: T) => U): RDD<U> {
    return this.steps("map", step("map", f));
  }

  /** Those for which the function is truthy. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.filter.html */
  filter<U extends T>(f: (element: T) => element is U): RDD<U>;
  filter(f: (element: T) => unknown): RDD<T>;
  filter(f: (element: T) => unknown): RDD<T> {
    return this.steps("filter", step("filter", f));
  }

  /** All elements of what the function gives. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.flatMap.html */
  flatMap<K, V>(f: (element: T) => Iterable<[K, V]>): RDD<[K, V]>;
  flatMap<U>(f: (element: T) => Iterable<U>): RDD<U>;
  flatMap<U>(f: (element: T) => Iterable<U>): RDD<U> {
    return this.steps("flatMap", step("flatMap", f));
  }

  /**
   * What the function makes of a whole partition, read as it goes.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.mapPartitions.html
   */
  mapPartitions<K, V>(
    f: (elements: Iterable<T>) => Elements<[K, V]> | Promise<Elements<[K, V]>>,
  ): RDD<[K, V]>;
  mapPartitions<U>(f: (elements: Iterable<T>) => Elements<U> | Promise<Elements<U>>): RDD<U>;
  mapPartitions<U>(f: (elements: Iterable<T>) => Elements<U> | Promise<Elements<U>>): RDD<U> {
    return this.steps("mapPartitions", step("mapPartitions", f));
  }

  /** https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.mapPartitionsWithIndex.html */
  mapPartitionsWithIndex<U>(
    f: (index: number, elements: Iterable<T>) => Elements<U> | Promise<Elements<U>>,
  ): RDD<U> {
    return this.steps("mapPartitionsWithIndex", step("mapPartitionsWithIndex", f));
  }

  /** Pairs of what the function gives, and the element. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.keyBy.html */
  keyBy<K>(f: (element: T) => K): RDD<[K, T]> {
    return this.steps("keyBy", step("keyBy", f));
  }

  /** An array of all elements of each partition. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.glom.html */
  glom(): RDD<T[]> {
    return this.steps("glom", step("glom"));
  }

  /**
   * Lines that a program prints which is given the elements as lines, one program a partition. It is run without a shell: a string is taken apart into
   * words as by Python's shlex, an array is taken as it is. Elements that are no strings go as JSON.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.pipe.html
   */
  pipe(command: string | readonly string[], { env = {}, checkCode = false }: PipeOptions = {}): RDD<string> {
    const words = typeof command === "string" ? shellWords(command) : command;
    if (words.length === 0) throw new ValueError("pipe() needs a command, and the one given has no word");
    return this.steps("pipe", step("pipe", words, env, checkCode));
  }

  /**
   * A random part: each element with the probability `fraction`, or so often on average with replacement. The same for the same seed; not PySpark's for that
   * seed.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.sample.html
   * @throws ValueError for a negative fraction, or one above 1 without replacement
   */
  sample(withReplacement: boolean, fraction: number, seed: number = anySeed()): RDD<T> {
    checkFraction(fraction, withReplacement, "sample");
    return this.steps("sample", step("sample", withReplacement, fraction, seed));
  }

  /**
   * Parts without common elements, as large as the weights say.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.randomSplit.html
   * @throws ValueError for weights that are negative or all 0
   */
  randomSplit(weights: readonly number[], seed: number = anySeed()): RDD<T>[] {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (!(total > 0) || weights.some((weight) => !(weight >= 0)))
      throw new ValueError(
        `The weights of randomSplit() are ${weights.join(", ")}; they have to be numbers from 0, not all 0`,
      );
    let sum = 0;
    return weights.map((weight, i) => {
      const from = sum / total;
      sum += weight;
      const to = i === weights.length - 1 ? 1 : sum / total;
      return this.steps("randomSplit", step("sampleRange", from, to, seed));
    });
  }

  /**
   * Pairs of an element and its number in the whole RDD. With several partitions they are counted first, by a job of its own within the first action.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.zipWithIndex.html
   */
  zipWithIndex(): RDD<[T, number]> {
    return this.derive({ ...newNode("zipWithIndex"), op: "indexed", parent: this.lineage });
  }

  /**
   * Pairs of an element and a number that no other one has, without counting first.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.zipWithUniqueId.html
   */
  zipWithUniqueId(): RDD<[T, number]> {
    return this.steps("zipWithUniqueId", step("zipWithUniqueId"));
  }
}

/** @throws ValueError */
export function checkFraction(fraction: number, withReplacement: boolean, method: string): void {
  if (fraction >= 0 && (withReplacement ? fraction < Number.POSITIVE_INFINITY : fraction <= 1)) return;
  throw new ValueError(
    `The fraction of ${method}() is ${fraction}; it has to be from 0${withReplacement ? "" : " to 1"}`,
  );
}
