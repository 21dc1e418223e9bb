import { OverflowError } from "../../errors.js";
import type { DataType } from "./data-type.js";
import { ArrayType, MapType, StructType } from "./nested-types.js";
import { Row, rowMaker } from "./row.js";

type Convert = (value: unknown) => unknown;

/**
 * What makes numbers of the bigints in a type's values, as users have longs unless they ask for bigints.
 *
 * @param path of the column, for errors
 * @returns undefined where there are none; the function takes no null, and throws OverflowError for a long that no number is exactly
 */
export function longsAsNumbers(type: DataType, path: string): Convert | undefined {
  if (type.typeName === "long") return (value) => exact(value as bigint, path);
  if (type instanceof ArrayType) {
    const element = longsAsNumbers(type.elementType, `${path}[]`);
    return element && ((value) => (value as unknown[]).map(orNull(element)));
  }
  if (type instanceof MapType) {
    const key = longsAsNumbers(type.keyType, `${path}.key`);
    const item = longsAsNumbers(type.valueType, `${path}.value`);
    if (key === undefined && item === undefined) return undefined;
    const [keys, items] = [orNull(key), orNull(item)];
    return (value) => new Map([...(value as Map<unknown, unknown>)].map(([k, v]) => [keys(k), items(v)]));
  }
  if (type instanceof StructType) {
    const fields = type.fields.map(({ name, dataType }) => longsAsNumbers(dataType, `${path}.${name}`));
    if (fields.every((field) => field === undefined)) return undefined;
    const make = rowMaker(type.names);
    const converts = fields.map(orNull);
    return (value) => make(Row.values(value as object).map((item, i) => converts[i]!(item)));
  }
  return undefined;
}

function orNull(convert: Convert | undefined): Convert {
  if (convert === undefined) return (value) => value;
  return (value) => (value === null ? null : convert(value));
}

function exact(value: bigint, path: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new OverflowError(
    `${path} is ${value}, which no JavaScript number is exactly. Ask for bigints with { bigint: true }, or cast it to double or string`,
  );
}
