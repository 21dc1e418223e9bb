import type { Encoder } from "./encoder.js";
import { property, through } from "./refusal.js";
import { ARRAY, DOUBLE_COLUMN, INT_COLUMN, SPARSE_ARRAY } from "./tags.js";

/** Shorter arrays of numbers are written one by one: small integers take a byte each. */
const COLUMN_LENGTH = 16;
/** Arrays longer than this are searched for holes first, and those with holes written by index. */
const DENSE_LENGTH = 1024;

/** Writes an array that is enlisted: numbers as one column, what has many holes by index, the rest one by one. */
export function writeArray(encoder: Encoder, array: readonly unknown[]): void {
  const { length } = array;
  if (length >= COLUMN_LENGTH && typeof array[0] === "number" && typeof array[length - 1] === "number") {
    const column = integers(array) ?? doubles(array);
    if (column !== undefined) {
      const { sink } = encoder;
      sink.byte(column instanceof Int32Array ? INT_COLUMN : DOUBLE_COLUMN);
      sink.count(length);
      sink.align();
      sink.bytes(new Uint8Array(column.buffer));
      return;
    }
  }
  if (length > DENSE_LENGTH && hasHole(array)) writeSparse(encoder, array);
  else encoder.contents(ARRAY, array);
}

function integers(array: readonly unknown[]): Int32Array<ArrayBuffer> | undefined {
  const { length } = array;
  if (!isInteger(array[0]) || !isInteger(array[length - 1])) return undefined;
  const column = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    const value = array[i];
    if (!isInteger(value)) return undefined;
    column[i] = value;
  }
  return column;
}

function isInteger(value: unknown): value is number {
  return ((value as number) | 0) === value && (value !== 0 || 1 / value > 0);
}

function doubles(array: readonly unknown[]): Float64Array<ArrayBuffer> | undefined {
  const { length } = array;
  const column = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const value = array[i];
    if (typeof value !== "number") return undefined;
    column[i] = value;
  }
  return column;
}

function hasHole(array: readonly unknown[]): boolean {
  const { length } = array;
  for (let i = 0; i < length; i++) if (array[i] === undefined && !(i in array)) return true;
  return false;
}

function writeSparse(encoder: Encoder, array: readonly unknown[]): void {
  const { sink } = encoder;
  const indices = Object.keys(array).filter((key) => String(Number(key) >>> 0) === key);
  sink.byte(SPARSE_ARRAY);
  sink.count(array.length);
  sink.count(indices.length);
  encoder.nested(() => {
    for (const index of indices) {
      sink.count(Number(index));
      try {
        encoder.value(array[Number(index)]);
      } catch (error) {
        through(error, property(index));
      }
    }
  });
}
