import { registerCarrier } from "../../portable/index.js";
import { SparkException } from "../errors/index.js";
import { capturedBy } from "./captured.js";
import { addHere } from "./in-task.js";

/**
 * How values of an accumulator are added. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.AccumulatorParam.html
 */
export interface AccumulatorParam<T> {
  /** What a task begins with; neutral in `addInPlace`. Given the value that the accumulator began with. */
  zero(initial: T): T;
  /** May change and return `a`. */
  addInPlace(a: T, b: T): T;
}

/** Numbers. */
export const NUMBERS: AccumulatorParam<number> = {
  zero: () => 0,
  addInPlace: (a, b) => a + b,
};

let last = 0;

/**
 * A value that tasks only add to and the driver only reads. Made by `SparkContext.accumulator`.
 *
 * What an action's function adds counts once for each element, also when its task runs several times: a task's additions come with its
 * result. What a transformation's function adds counts whenever the transformation is computed, as in Spark: twice, if two actions need it.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.Accumulator.html
 */
export class Accumulator<T> {
  /** @internal */
  readonly id: number;
  readonly #isDriver: boolean;
  readonly #initial: T;
  readonly #param: AccumulatorParam<T>;
  #value: T;

  /** @internal */
  constructor(initial: T, param: AccumulatorParam<T>, id?: number) {
    this.id = id ?? ++last;
    this.#isDriver = id === undefined;
    this.#initial = initial;
    this.#param = param;
    this.#value = initial;
  }

  /** @throws SparkException in a task, where nobody knows it */
  get value(): T {
    this.#checkDriver("read");
    return this.#value;
  }

  set value(value: T) {
    this.#checkDriver("set");
    this.#value = value;
  }

  /** Adds a term: `+=` of PySpark. */
  add(term: T): void {
    if (this.#isDriver) this.#value = this.#param.addInPlace(this.#value, term);
    else addHere(this.id, term, () => this.#param.zero(this.#initial), this.#param.addInPlace);
  }

  /** @internal What travels. */
  packed(): Packed {
    // The own one is there by name; a user's goes along.
    const param = (this.#param as unknown) === NUMBERS ? null : this.#param;
    return { id: this.id, initial: this.#initial, param };
  }

  #checkDriver(what: string): void {
    if (!this.#isDriver)
      throw new SparkException(`An accumulator's value can't be ${what} in a task: tasks only add to it`);
  }
}

interface Packed {
  readonly id: number;
  readonly initial: unknown;
  readonly param: unknown;
}

registerCarrier<Accumulator<unknown>, Packed>({
  tag: "spark.accumulator",
  type: Accumulator,
  pack: (accumulator) => {
    capturedBy("An accumulator").accumulators.set(accumulator.id, accumulator);
    return accumulator.packed();
  },
  unpack: ({ id, initial, param }) =>
    new Accumulator(initial, (param ?? NUMBERS) as AccumulatorParam<unknown>, id),
});
