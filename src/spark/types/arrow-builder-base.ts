/** What gathers a column for Arrow: its length, which of its values are null, and room for the values. */
import type { DataType as ArrowType, Data } from "apache-arrow";
import type { ArrowModule } from "./arrow.js";

/** Gathers a column. */
export interface ColumnBuilder {
  readonly length: number;
  /** @param value of the builder's type, which isn't looked at again: verify.ts does that */
  append(value: unknown): void;
  /** All that was added; the builder is used up. */
  finish(): Data;
}

export interface Place {
  readonly arrow: ArrowModule;
  readonly arrowType: ArrowType;
}

/** The column's length and which of its values are null. */
export abstract class BuilderBase implements ColumnBuilder {
  length = 0;
  protected nullCount = 0;
  protected readonly at: Place;
  #valid = new Uint8Array(64);

  constructor(at: Place) {
    this.at = at;
  }

  append(value: unknown): void {
    const row = this.length;
    if (row >> 3 >= this.#valid.length) this.#valid = grown(this.#valid, this.#valid.length + 1);
    if (value === null || value === undefined) {
      this.nullCount++;
      this.write(row, null);
    } else {
      this.#valid[row >> 3]! |= 1 << (row & 7);
      this.write(row, value);
    }
    this.length = row + 1;
  }

  /** @param value null has its place too */
  protected abstract write(row: number, value: unknown): void;
  abstract finish(): Data;

  protected make(parts: object): Data {
    const { arrow, arrowType } = this.at;
    const { length, nullCount } = this;
    const nullBitmap = nullCount === 0 ? undefined : this.#valid.subarray(0, (length + 7) >> 3);
    return arrow.makeData({ type: arrowType, length, nullCount, nullBitmap, ...parts } as never) as Data;
  }
}

export type Numbers =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/** A copy with room for so many elements, and for as many again. */
export function grown<A extends Numbers | Uint8Array<ArrayBuffer>>(array: A, least: number): A {
  const Class = array.constructor as new (length: number) => A;
  const more = new Class(Math.max(least, 2 * array.length));
  more.set(array as never);
  return more;
}
