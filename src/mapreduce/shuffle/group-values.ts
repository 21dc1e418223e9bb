import { ValueError } from "../../errors.js";

/** Where the values of the group that is read come from: runs that are merged, or what a map task holds. */
export interface ValueSource {
  /** The number of the group: values of another one can't be read any more. */
  readonly group: number;
  /** Whether the group has another value. */
  more(): boolean;
  /** That value. */
  take(): unknown;
}

/**
 * What a reducer or combiner gets, in every runner: the values of one group, read when they are asked for, since a group may be larger than the memory. Once only: a loop that was left
 * goes on where it was, as with Python's iterators.
 */
export class GroupValues implements IterableIterator<unknown> {
  readonly #source: ValueSource;
  readonly #group: number;
  #isOver = false;

  constructor(source: ValueSource) {
    this.#source = source;
    this.#group = source.group;
  }

  /** @throws ValueError when the source has moved on to another group */
  next(): IteratorResult<unknown> {
    const source = this.#source;
    if (this.#isOver) return { done: true, value: undefined };
    if (source.group !== this.#group)
      throw new ValueError(
        "The values of a key can be read only until its reducer or combiner is done: collect what is needed later, as `[...values]`",
      );
    if (source.more()) return { done: false, value: source.take() };
    this.#isOver = true;
    return { done: true, value: undefined };
  }

  /** @throws ValueError when the values were read to the end before: the second time there would be none */
  [Symbol.iterator](): this {
    if (this.#isOver)
      throw new ValueError(
        "The values of a key can be read once, since they needn't fit into memory. If they do, collect them first: `const all = [...values]`",
      );
    return this;
  }
}
