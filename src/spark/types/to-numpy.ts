/** Columns as arrays of numbers. */
import { DTypeError, ValueError } from "../../errors.js";
import type { NDArray } from "../../numpy/index.js";
import type { ColumnData } from "../engine/index.js";
import type { DataType, TypeName } from "./data-type.js";

type Numbers = Uint8Array | Int8Array | Int16Array | Int32Array | BigInt64Array | Float32Array | Float64Array;

export type MakeArray = typeof import("../../numpy/index.js").empty;

interface Form {
  readonly dtype: "bool" | "int8" | "int16" | "int32" | "int64" | "float32" | "float64";
  readonly Class: new (length: number) => Numbers;
}

const FORMS: Readonly<Partial<Record<TypeName, Form>>> = {
  boolean: { dtype: "bool", Class: Uint8Array },
  byte: { dtype: "int8", Class: Int8Array },
  short: { dtype: "int16", Class: Int16Array },
  integer: { dtype: "int32", Class: Int32Array },
  long: { dtype: "int64", Class: BigInt64Array },
  float: { dtype: "float32", Class: Float32Array },
  double: { dtype: "float64", Class: Float64Array },
};

/** A column that becomes an ndarray of the dtype of its type, gathered batch by batch. Null is NaN in floats. */
export class NumpyColumn {
  readonly #name: string;
  readonly #form: Form;
  readonly #pieces: Numbers[] = [];
  #nulls = 0;

  /** @throws DTypeError for a type that isn't of numbers or booleans */
  constructor(name: string, type: DataType) {
    const form = FORMS[type.typeName];
    if (form === undefined) {
      throw new DTypeError(
        `the column ${JSON.stringify(name)} is of the type ${type.simpleString()}, which no dtype holds. ${wayOut(type)}`,
      );
    }
    this.#name = name;
    this.#form = form;
  }

  /** Whether a type's values are numbers or booleans. */
  static takes(type: DataType): boolean {
    return FORMS[type.typeName] !== undefined;
  }

  /** Adds the rows of a batch, whose memory isn't needed any more after that. */
  add(column: ColumnData, length: number): void {
    this.#nulls += column.nullCount;
    this.#pieces.push(this.#copy(column, length));
  }

  #copy(column: ColumnData, length: number): Numbers {
    const { Class, dtype } = this.#form;
    const { numbers } = column;
    const isFloat = dtype === "float32" || dtype === "float64";
    if (numbers instanceof Class && (column.nullCount === 0 || !isFloat))
      return numbers.slice(0, length) as Numbers;
    const copy = new Class(length);
    const none = isFloat ? Number.NaN : dtype === "int64" ? 0n : 0;
    for (let row = 0; row < length; row++) {
      const value = column.get(row);
      copy[row] = (value === null ? none : typeof value === "boolean" ? Number(value) : value) as never;
    }
    return copy;
  }

  /**
   * All that was added.
   *
   * @throws ValueError for nulls among integers or booleans, of which none stands for null
   */
  async array(): Promise<NDArray> {
    const { empty } = await import("../../numpy/index.js");
    return this.arrayOf(empty);
  }

  /** {@link array} for who has loaded numpy. */
  arrayOf(empty: MakeArray): NDArray {
    const { dtype } = this.#form;
    if (this.#nulls > 0 && dtype !== "float32" && dtype !== "float64") {
      throw new ValueError(
        `the column ${JSON.stringify(this.#name)} has ${this.#nulls} nulls, and ${dtype} has no value that stands for one. Fill them (df.na.fill), drop them (df.na.drop) or cast it to double.`,
      );
    }
    const out = empty([this.#pieces.reduce((sum, { length }) => sum + length, 0)], { dtype });
    const data = out.data as { set(from: Numbers, at: number): void };
    let at = 0;
    for (const piece of this.#pieces) {
      data.set(piece, at);
      at += piece.length;
    }
    return out;
  }
}

function wayOut(type: DataType): string {
  switch (type.typeName) {
    case "decimal":
      return "Cast it to double, which keeps some 15 digits.";
    case "timestamp":
      return "Take its microseconds, F.unix_micros(column).";
    case "date":
      return "Take its days, F.unix_date(column).";
    default:
      return "Leave it out, or make numbers of it in Spark.";
  }
}
