/**
 * Count, mean, variance and extremes of numbers, gathered in one pass and merged.
 *
 * T. F. Chan, G. H. Golub, R. J. LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", COMPSTAT 1982.
 * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.stats.html
 */
export class StatCounter {
  #count = 0;
  #mean = 0;
  /** Sum of the squares of what differs from the mean. */
  #squares = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  constructor(values: Iterable<number> = []) {
    for (const value of values) this.merge(value);
  }

  /** Adds a number. */
  merge(value: number): this {
    const delta = value - this.#mean;
    this.#count++;
    this.#mean += delta / this.#count;
    this.#squares += delta * (value - this.#mean);
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
    return this;
  }

  /** Adds all that another one has. */
  mergeStats(other: StatCounter): this {
    const count = this.#count + other.#count;
    if (other.#count === 0) return this;
    const delta = other.#mean - this.#mean;
    this.#mean = (this.#mean * this.#count + other.#mean * other.#count) / count;
    this.#squares += other.#squares + (delta * delta * this.#count * other.#count) / count;
    this.#count = count;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
    return this;
  }

  /** @internal What travels; the inverse of `unpacked`. */
  packed(): StatParts {
    return [this.#count, this.#mean, this.#squares, this.#min, this.#max];
  }

  /** @internal */
  static unpacked([count, mean, squares, min, max]: StatParts): StatCounter {
    const stats = new StatCounter();
    stats.#count = count;
    stats.#mean = mean;
    stats.#squares = squares;
    stats.#min = min;
    stats.#max = max;
    return stats;
  }

  count(): number {
    return this.#count;
  }

  mean(): number {
    return this.#mean;
  }

  sum(): number {
    return this.#count * this.#mean;
  }

  /** Infinity when there was no number. */
  min(): number {
    return this.#min;
  }

  /** -Infinity when there was no number. */
  max(): number {
    return this.#max;
  }

  /** NaN when there was no number. */
  variance(): number {
    return this.#count === 0 ? Number.NaN : this.#squares / this.#count;
  }

  /** With n - 1 in the denominator; NaN when there was at most one number. */
  sampleVariance(): number {
    return this.#count <= 1 ? Number.NaN : this.#squares / (this.#count - 1);
  }

  stdev(): number {
    return Math.sqrt(this.variance());
  }

  sampleStdev(): number {
    return Math.sqrt(this.sampleVariance());
  }

  /** PySpark's names and values. */
  asDict(sample = false): Record<"count" | "mean" | "sum" | "min" | "max" | "stdev" | "variance", number> {
    return {
      count: this.count(),
      mean: this.mean(),
      sum: this.sum(),
      min: this.min(),
      max: this.max(),
      stdev: sample ? this.sampleStdev() : this.stdev(),
      variance: sample ? this.sampleVariance() : this.variance(),
    };
  }

  toString(): string {
    return `(count: ${this.count()}, mean: ${this.mean()}, stdev: ${this.stdev()}, max: ${this.max()}, min: ${this.min()})`;
  }
}

export type StatParts = readonly [count: number, mean: number, squares: number, min: number, max: number];
