/** Whether a row has the key of the row before it, as Spark groups: null is null, NaN is NaN, −0 is 0. */
import type { Data } from "apache-arrow";
import { type Reader, readerOf } from "../../types/arrow-readers.js";
import { typeOfArrow } from "../../types/arrow-tables.js";
import { valuesEqual } from "../../types/values-equal.js";

/** Compares two rows of a column. */
type SameAt = (row: number, other: number) => boolean;

/** A key column of a batch. */
export interface KeyColumn {
  readonly same: SameAt;
  /** Longs as bigints. */
  readonly read: Reader;
}

export function keyColumn(data: Data): KeyColumn {
  const read = readerOf(data, typeOfArrow(data.type));
  return { same: comparison(data, read), read };
}

function comparison(data: Data, read: Reader): SameAt {
  const { values, nullCount } = data;
  const offsets: unknown = data.valueOffsets;
  const isOfNumbers =
    values instanceof Int32Array || values instanceof BigInt64Array || values instanceof Int16Array;
  // Reading a value makes an object or a string of it; most keys can be told apart without.
  if (nullCount === 0 && data.children.length === 0) {
    if (offsets instanceof Int32Array && values instanceof Uint8Array) return sameBytes(offsets, values);
    if (isOfNumbers && values.length >= data.length && values.length < 2 * data.length) {
      const numbers = values as ArrayLike<number | bigint>;
      return (row, other) => numbers[row] === numbers[other];
    }
  }
  return (row, other) => valuesEqual(read(row), read(other));
}

function sameBytes(offsets: Int32Array, bytes: Uint8Array): SameAt {
  return (row, other) => {
    const [start, begin] = [offsets[row]!, offsets[other]!];
    const length = offsets[row + 1]! - start;
    if (offsets[other + 1]! - begin !== length) return false;
    for (let i = 0; i < length; i++) if (bytes[start + i] !== bytes[begin + i]) return false;
    return true;
  };
}
