/** What the printing tests share: an array to print here, and the same one over there. */
import {
  type AnyTypedArray,
  DTYPES,
  type DTypeName,
  type Printable,
  type PrintOptions,
  typedArrayOf,
} from "../../dist/array/index.js";
import type { OracleArray } from "../support/numpy_oracle.js";

export interface Printed {
  readonly printable: Printable;
  readonly oracle: OracleArray;
}

/** The same elements for both sides. */
export function printed(
  dtype: DTypeName,
  shape: readonly number[],
  values: readonly (number | bigint | boolean)[],
): Printed {
  const type = DTYPES[dtype];
  const data: AnyTypedArray = new (typedArrayOf(type))(values.length);
  values.forEach((x, i) => {
    data[i] = (dtype === "int64" || dtype === "uint64" ? BigInt(x) : Number(x)) as never;
  });
  return {
    printable: { dtype: type, shape, get: (flat) => (dtype === "bool" ? data[flat] === 1 : data[flat]) },
    oracle: { dtype, shape, data },
  };
}

/** Options as Python's keyword arguments. */
export function pythonOptions(options: Partial<PrintOptions>): string {
  return Object.entries(options)
    .map(([name, value]) => `${name}=${pythonLiteral(value)}`)
    .join(", ");
}

function pythonLiteral(value: unknown): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (value === Infinity) return "float('inf')";
  return JSON.stringify(value);
}
