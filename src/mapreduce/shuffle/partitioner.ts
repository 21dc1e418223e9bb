import { inspect } from "node:util";
import { ValueError } from "../../errors.js";
import { compareBytes, encodeKey, hashBytes } from "../codec/index.js";
import type { ShuffleOptions } from "./options.js";

/** Grouping keys are encoded here; it grows. */
const FIRST_BYTES = 256;

/**
 * Which reducer a key goes to. Without anything from the user: the hash of the encoded key, or grouping key, modulo the number of
 * partitions, so that it is the same in every task and in every runner.
 */
export class Partitioner {
  readonly #partitions: number;
  readonly #user: ((key: unknown) => number) | undefined;
  readonly #boundaries: readonly Uint8Array[] | undefined;
  readonly #groupingKey: ((key: unknown) => unknown) | undefined;
  #scratch = new Uint8Array(0);

  constructor({
    partitions,
    partition,
    boundaries,
    groupingKey,
  }: Pick<ShuffleOptions, "partitions" | "partition" | "boundaries" | "groupingKey">) {
    this.#partitions = partitions;
    this.#user = partition;
    this.#boundaries = boundaries;
    this.#groupingKey = groupingKey;
  }

  /**
   * The partition of a key whose encoding is `[at, end)` of `u8`.
   * @throws ValueError when the user's partitioner gives no partition
   */
  of(key: unknown, u8: Uint8Array, at: number, end: number): number {
    if (this.#user !== undefined) return this.#checked(this.#user(key), key);
    if (this.#partitions === 1) return 0;
    if (this.#groupingKey !== undefined) {
      end = this.#encode(this.#groupingKey(key));
      u8 = this.#scratch;
      at = 0;
    }
    if (this.#boundaries !== undefined) return below(this.#boundaries, u8, at, end);
    return hashBytes(u8, at, end) % this.#partitions;
  }

  #checked(partition: number, key: unknown): number {
    if (Number.isInteger(partition) && partition >= 0 && partition < this.#partitions) return partition;
    throw new ValueError(
      `the partitioner gave ${inspect(partition)} for the key ${inspect(key, { depth: 2, maxStringLength: 100 })}: ` +
        `with ${this.#partitions} reducers a partition is an integer from 0 to ${this.#partitions - 1}`,
    );
  }

  #encode(key: unknown): number {
    for (let bytes = this.#scratch.length; ; bytes = Math.max(FIRST_BYTES, 2 * bytes)) {
      if (bytes > this.#scratch.length) this.#scratch = new Uint8Array(bytes);
      const end = encodeKey(this.#scratch, 0, bytes, key);
      if (end >= 0) return end;
    }
  }
}

/** How many of the ascending boundaries the key isn't below. */
function below(boundaries: readonly Uint8Array[], u8: Uint8Array, at: number, end: number): number {
  let low = 0;
  let high = boundaries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const boundary = boundaries[middle]!;
    if (compareBytes(u8, at, end, boundary, 0, boundary.length) < 0) high = middle;
    else low = middle + 1;
  }
  return low;
}
