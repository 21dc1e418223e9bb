import type { Table } from "apache-arrow";
import { ValueError } from "../../../errors.js";
import { relation } from "../../plan/index.js";
import type { Relation } from "../../proto/index.js";
import {
  arrow,
  batchOfColumns,
  type DataType,
  inferSchema,
  parseDDL,
  rowsToArrow,
  StructField,
  StructType,
  streamOf,
  tableToArrow,
} from "../../types/index.js";
import {
  columnData,
  isNdarray,
  type LocalColumn,
  type NamedColumn,
  namedColumn,
  typeOfColumn,
} from "./local-columns.js";

/** Objects, whose fields are the columns. */
export type LocalRows<T extends object> = Iterable<T extends readonly unknown[] ? never : T>;

/** Names and columns. */
export type LocalColumns = Readonly<Record<string, LocalColumn>>;

/** The rows of columns. */
export type ColumnsOf<C extends LocalColumns> = {
  [K in keyof C]: C[K] extends readonly (infer V)[] ? V : number;
};

type Schema = StructType | DataType | string | readonly string[] | undefined;

/**
 * Data of this process as a relation that carries them.
 * @throws ValueError, OverflowError for values that aren't of the schema, or types that can't be inferred; NotSupportedError without apache-arrow
 */
export async function localRelation(data: Iterable<unknown> | object, schema: Schema): Promise<Relation> {
  if (isArrowTable(data)) return ofArrow(data, schema);
  if (isNdarray(data) && data.shape.length === 2) return ofMatrix(data, schema);
  if (isNdarray(data) || ArrayBuffer.isView(data))
    return ofColumns([namedColumn("value", data as LocalColumn)], schema);
  if (Symbol.iterator in data) return ofRows([...data], schema);
  return ofColumns(
    Object.entries(data).map(([name, column]) => namedColumn(name, column)),
    schema,
  );
}

async function ofRows(rows: readonly unknown[], schema: Schema): Promise<Relation> {
  const given = typesOf(schema);
  // `[1, 2, 3]` are rows of one column.
  const bare = given !== undefined && !(given instanceof StructType);
  const single =
    bare || (given === undefined && rows.length > 0 && rows.every((row) => typeof row !== "object"));
  const list = single ? rows.map((value) => [value]) : rows;
  if (given !== undefined) {
    const types = given instanceof StructType ? given : new StructType([new StructField("value", given)]);
    return carrier(await rowsToArrow(list, types), types);
  }
  if (rows.length === 0) {
    throw new ValueError(
      'createDataFrame was given no rows, and no types could be inferred from any. Give a schema, as "name string, n int"',
    );
  }
  const names = namesOf(schema) ?? (single ? ["value"] : undefined);
  const inferred = inferSchema(list, names);
  const objects = list.some((row) => !Array.isArray(row));
  // Names for rows that have their own are other names for them, in the same order.
  const renamed = objects && names !== undefined ? rename(inferred, names) : inferred;
  return carrier(await rowsToArrow(list, inferred), renamed);
}

async function ofColumns(columns: readonly NamedColumn[], schema: Schema): Promise<Relation> {
  const length = columns[0]?.values.length ?? 0;
  for (const { name, values } of columns) {
    if (values.length === length) continue;
    throw new ValueError(
      `the column ${JSON.stringify(name)} has ${values.length} values, and ${JSON.stringify(columns[0]!.name)} has ${length}`,
    );
  }
  const given = typesOf(schema);
  const struct =
    given === undefined || given instanceof StructType
      ? given
      : new StructType([new StructField("value", given)]);
  const ordered = struct === undefined ? columns : inOrderOf(struct, columns);
  const types =
    struct ?? new StructType(columns.map((column) => new StructField(column.name, typeOfColumn(column))));
  const module = await arrow();
  const data = types.fields.map(({ dataType, nullable }, i) => columnData(ordered[i]!, dataType, nullable));
  const batches = length === 0 ? [] : [batchOfColumns(module, data, length, types)];
  const names = namesOf(schema);
  return carrier(streamOf(module, types, batches), names === undefined ? types : rename(types, names));
}

async function ofMatrix(
  matrix: {
    readonly shape: readonly number[];
    readonly dtype: { readonly name: string };
    toTypedArray(): ArrayLike<number | bigint>;
  },
  schema: Schema,
) {
  const [rows, width] = matrix.shape as [number, number];
  const values = matrix.toTypedArray();
  const columns = Array.from({ length: width }, (_, k) => {
    const column = (values as Float64Array).slice(0, rows);
    for (let i = 0; i < rows; i++) column[i] = (values as Float64Array)[i * width + k]!;
    const of = { shape: [rows], dtype: matrix.dtype, toTypedArray: () => column };
    return namedColumn(
      typesOf(schema) === undefined ? `_${k + 1}` : (structNames(schema)[k] ?? `_${k + 1}`),
      of,
    );
  });
  return ofColumns(columns, schema);
}

async function ofArrow(table: Table, schema: Schema): Promise<Relation> {
  const { data, schema: types } = await tableToArrow(table);
  const given = typesOf(schema);
  if (given !== undefined && !(given instanceof StructType)) {
    throw new ValueError(`a table of Arrow's has columns, and the schema is ${given}`);
  }
  const names = namesOf(schema);
  return carrier(data, given ?? (names === undefined ? types : rename(types, names)));
}

/** Names alone are no types. */
function typesOf(schema: Schema): DataType | undefined {
  if (typeof schema === "string") return parseDDL(schema);
  return Array.isArray(schema) ? undefined : (schema as DataType | undefined);
}

function namesOf(schema: Schema): readonly string[] | undefined {
  return Array.isArray(schema) ? (schema as readonly string[]) : undefined;
}

function structNames(schema: Schema): readonly string[] {
  const types = typesOf(schema);
  return types instanceof StructType ? types.names : [];
}

function inOrderOf(types: StructType, columns: readonly NamedColumn[]): NamedColumn[] {
  const byName = new Map(columns.map((column) => [column.name, column]));
  if (types.fields.length !== columns.length || !types.names.every((name) => byName.has(name))) {
    throw new ValueError(
      `the columns are ${columns.map(({ name }) => name).join(", ")}, and the schema has ${types.names.join(", ")}`,
    );
  }
  return types.names.map((name) => byName.get(name)!);
}

function rename(types: StructType, names: readonly string[]): StructType {
  checkNames(names, types.fields.length);
  return new StructType(
    types.fields.map(
      ({ dataType, nullable, metadata }, i) => new StructField(names[i]!, dataType, nullable, metadata),
    ),
  );
}

function checkNames(names: readonly string[], columns: number): void {
  if (names.length !== columns)
    throw new ValueError(`there are ${columns} columns, and ${names.length} names for them`);
}

function carrier(data: Uint8Array, types: StructType): Relation {
  return relation("localRelation", { data, schema: types.json() });
}

function isArrowTable(data: object): data is Table {
  return "batches" in data && "schema" in data && Array.isArray(data.batches);
}
