/** Arrow of other makers, and columns as ndarrays. */
import * as arrow from "apache-arrow";
import { describe, expect, test } from "vitest";
import { DTypeError, NotSupportedError, ValueError } from "../../../src/errors.js";
import {
  batchesOfRows,
  columnBatchOf,
  DataType,
  Decimal,
  NumpyColumn,
  type StructType,
  schemaOfArrow,
  Timestamp,
  tableToArrow,
} from "../../../src/spark/types/index.js";

const schemaOf = (ddl: string): StructType => DataType.fromDDL(ddl) as StructType;

function columnsOf(ddl: string, rows: readonly unknown[]) {
  const schema = schemaOf(ddl);
  const [batch] = batchesOfRows(arrow, rows, schema);
  return { schema, batch: columnBatchOf(batch!, schema) };
}

describe("tables of Arrow", () => {
  test("with dictionaries are written anew", async () => {
    const table = arrow.tableFromArrays({ s: ["x", "y", "x"], n: Int32Array.of(1, 2, 3) });
    const { data, schema } = await tableToArrow(table);
    expect(schema.simpleString()).toBe("struct<s:string,n:int>");
    const back = arrow.tableFromIPC(data);
    expect(back.schema.fields.map(({ type }) => String(type))).toEqual(["Utf8", "Int32"]);
    const batch = columnBatchOf(back.batches[0]!, schema);
    expect([0, 1, 2].map((row) => batch.columns[0]!.get(row))).toEqual(["x", "y", "x"]);
  });

  test("in other units and widths are Spark's", async () => {
    const big = 2n ** 64n - 1n;
    const table = new arrow.Table({
      u64: arrow.vectorFromArray([big, null], new arrow.Uint64()),
      u8: arrow.vectorFromArray([255, 0], new arrow.Uint8()),
      ms: arrow.vectorFromArray([5, -1], new arrow.TimestampMillisecond("UTC")),
      large: arrow.vectorFromArray(["ä", null], new arrow.LargeUtf8()),
      fixed: arrow.vectorFromArray(
        [[1, 2], null],
        new arrow.FixedSizeList(2, new arrow.Field("x", new arrow.Int32())),
      ),
    });
    const { data, schema } = await tableToArrow(table);
    expect(schema.simpleString()).toBe(
      "struct<u64:decimal(20,0),u8:smallint,ms:timestamp,large:string,fixed:array<int>>",
    );
    const { columns } = columnBatchOf(arrow.tableFromIPC(data).batches[0]!, schema);
    expect(columns.map((column) => column.get(0))).toEqual([
      new Decimal(big, 0),
      255,
      new Timestamp(5000n),
      "ä",
      [1, 2],
    ]);
    expect(columns.map((column) => column.get(1))).toEqual([null, 0, new Timestamp(-1000n), null, null]);
  });

  test("of a type that Spark hasn't are refused", () => {
    const schema = new arrow.Schema([new arrow.Field("h", new arrow.Float16())]);
    expect(() => schemaOfArrow(schema)).toThrow(NotSupportedError);
  });
});

describe("batches", () => {
  test("keep two columns of one name apart, also as Arrow's", () => {
    const { batch } = columnsOf("a int, a string", [[1, "x"]]);
    expect(batch.columns.map((column) => column.get(0))).toEqual([1, "x"]);
    expect(batch.toArrow().schema.fields.map(({ type }) => String(type))).toEqual(["Int32", "Utf8"]);
  });

  test("that aren't of the schema are refused", () => {
    const { batch } = columnsOf("a int", [[1]]);
    expect(() => columnBatchOf(batch.toArrow(), schemaOf("a int, b int"))).toThrow(ValueError);
    expect(() => columnBatchOf(batch.toArrow(), schemaOf("a string")).columns[0]!.get(0)).toThrow("Int32");
  });

  test("give the numbers themselves", () => {
    const { batch } = columnsOf("a int, b bigint, c string", [
      [1, 2, "x"],
      [3, 4, "y"],
    ]);
    const [a, b, c] = batch.columns;
    expect(a!.numbers).toEqual(Int32Array.of(1, 3));
    expect(b!.numbers).toEqual(BigInt64Array.of(2n, 4n));
    expect(c!.numbers).toBeUndefined();
  });
});

describe("columns as ndarrays", () => {
  test.each([
    ["double", "float64", [1.5, null], [1.5, Number.NaN]],
    ["float", "float32", [null, 0.5], [Number.NaN, 0.5]],
    ["int", "int32", [1, -2], [1, -2]],
    ["smallint", "int16", [1, -2], [1, -2]],
    ["tinyint", "int8", [1, -2], [1, -2]],
    ["bigint", "int64", [1, 2], [1, 2]],
    ["boolean", "bool", [true, false], [true, false]],
  ])("%s is %s", async (type, dtype, given, wanted) => {
    const { schema, batch } = columnsOf(
      `a ${type}`,
      given.map((value) => [value]),
    );
    const column = new NumpyColumn("a", schema.fields[0]!.dataType);
    column.add(batch.columns[0]!, batch.length);
    column.add(batch.columns[0]!, batch.length);
    const array = await column.array();
    expect(array.dtype.name).toBe(dtype);
    expect(array.tolist()).toEqual([...wanted, ...wanted]);
  });

  test("of integers have no nulls", async () => {
    const { schema, batch } = columnsOf("a int", [[1], [null], [null]]);
    const column = new NumpyColumn("a", schema.fields[0]!.dataType);
    column.add(batch.columns[0]!, batch.length);
    await expect(column.array()).rejects.toThrow(ValueError);
    await expect(column.array()).rejects.toThrow('"a" has 2 nulls, and int32 has no value');
  });

  test.each(["string", "decimal(5,2)", "date", "array<int>"])("of %s are refused", (type) => {
    expect(() => new NumpyColumn("a", schemaOf(`a ${type}`).fields[0]!.dataType)).toThrow(DTypeError);
  });
});
