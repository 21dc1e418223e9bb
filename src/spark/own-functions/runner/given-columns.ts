/** The columns that a function gives, in whichever form: Arrow's, ndarrays, typed arrays or arrays. */
import type { DataType as ArrowType, Data, Vector } from "apache-arrow";
import { ManycoreError } from "../../../errors.js";
import type { ArrowModule } from "../../types/arrow.js";
import { columnBuilder } from "../../types/arrow-builders.js";
import { readerOf } from "../../types/arrow-readers.js";
import { isSame, typeOfArrow } from "../../types/arrow-tables.js";
import type { StructField } from "../../types/nested-types.js";
import { NUMBER_ARRAYS } from "../../types/number-arrays.js";
import { valueVerifier } from "../../types/verify.js";
import { gave, shown } from "./failure.js";

/** A column of the schema's type. */
export interface GivenColumn {
  readonly length: number;
  /** All of it, when it is Arrow's already. */
  readonly data?: Data;
  /** A value in the form that columnBuilder takes. @throws FunctionException for one that isn't of the type */
  readonly read: (row: number) => unknown;
}

/** Reads one column of all that a function gives. */
export class ColumnForm {
  readonly field: StructField;
  readonly #arrow: ArrowModule;
  readonly #function: string;
  readonly #type: ArrowType;
  readonly #verify: (value: unknown, row: number) => unknown;
  readonly #Numbers;

  /** @param name the function's */
  constructor(arrow: ArrowModule, name: string, field: StructField, type: ArrowType) {
    this.field = field;
    this.#arrow = arrow;
    this.#function = name;
    this.#type = type;
    this.#verify = valueVerifier(field.name, field.dataType);
    this.#Numbers = NUMBER_ARRAYS[field.dataType.typeName];
  }

  /** @throws FunctionException for what is no column */
  of(given: unknown): GivenColumn {
    if (Array.isArray(given)) return this.#checked(given.length, (row) => given[row]);
    if (isVector(given)) {
      const { data, length } = given;
      if (data.length === 1) return this.ofData(data[0]!);
      if (data.length === 0) return this.#checked(0, () => null);
      const whole = new this.#arrow.Vector(data as Data[]);
      return this.#checked(length, (row) => valueIn(whole, row));
    }
    const values = isNdarray(given) ? given.toTypedArray() : given;
    if (!isTyped(values)) {
      const { name } = this.field;
      throw gave(this.#function, `${shown(given)} as the column ${JSON.stringify(name)}: give an array`);
    }
    const { length } = values;
    if (isNdarray(given) && String(given.dtype) === "bool")
      return this.#checked(length, (row) => values[row] === 1);
    if (this.#Numbers === undefined || !(values instanceof this.#Numbers)) {
      return this.#checked(length, (row) => values[row]);
    }
    const data = this.#arrow.makeData({
      type: this.#type,
      length,
      nullCount: 0,
      data: values,
    } as never) as Data;
    return { length, data, read: (row) => values[row] };
  }

  /** @throws FunctionException for a type of Arrow's that has no values for Spark */
  ofData(data: Data): GivenColumn {
    const { length } = data;
    if (isSame(data.type, this.#type)) return { length, data, read: readerOf(data, this.field.dataType) };
    try {
      return this.#checked(length, readerOf(data, typeOfArrow(data.type)));
    } catch (error) {
      if (!(error instanceof ManycoreError)) throw error;
      const { name } = this.field;
      throw gave(
        this.#function,
        `a column ${JSON.stringify(name)} of Arrow's ${data.type}: ${error.message}`,
        error,
      );
    }
  }

  /** All of a column as Arrow's. @throws FunctionException */
  dataOf({ data, length, read }: GivenColumn): Data {
    if (data !== undefined) return data;
    const builder = columnBuilder(this.#arrow, this.field.dataType);
    for (let row = 0; row < length; row++) builder.append(read(row));
    return builder.finish();
  }

  #checked(length: number, get: (row: number) => unknown): GivenColumn {
    const verify = this.#verify;
    const read = (row: number) => {
      try {
        return verify(get(row), row);
      } catch (error) {
        if (!(error instanceof ManycoreError)) throw error;
        throw gave(this.#function, `a wrong value: ${error.message}`, error);
      }
    };
    return { length, read };
  }
}

function isVector(given: unknown): given is Vector {
  if (typeof given !== "object" || given === null) return false;
  const { data, type, get } = given as Partial<Vector>;
  return Array.isArray(data) && typeof type === "object" && typeof get === "function";
}

/** What readerOf would read of the one of a vector's parts that has the row. */
function valueIn(vector: Vector, row: number): unknown {
  let within = row;
  for (const part of vector.data) {
    if (within < part.length) return readerOf(part, typeOfArrow(part.type))(within);
    within -= part.length;
  }
  return null;
}

interface ArrayOfNumbers {
  readonly shape: readonly number[];
  readonly dtype: unknown;
  toTypedArray(): ArrayLike<unknown>;
}

function isNdarray(given: unknown): given is ArrayOfNumbers {
  if (typeof given !== "object" || given === null) return false;
  const { shape, toTypedArray } = given as Partial<ArrayOfNumbers>;
  return Array.isArray(shape) && shape.length === 1 && typeof toTypedArray === "function";
}

function isTyped(given: unknown): given is ArrayLike<unknown> {
  return ArrayBuffer.isView(given) && !(given instanceof DataView);
}
