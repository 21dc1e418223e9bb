import { describe, expect, test } from "vitest";
import {
  assertDataFrameEqual,
  assertSchemaEqual,
  DataFrameAssertionError,
  types,
} from "../../../src/spark/index.js";
import { onEngines } from "./engines.js";

const { ArrayType, IntegerType, LongType, StructType } = types;

describe("assertSchemaEqual", () => {
  const a = new StructType()
    .add("x", new IntegerType())
    .add("y", new ArrayType(new LongType(), false), false);

  test("looks at names, order and types, and at nulls when it is told to", () => {
    const nullable = new StructType().add("x", new IntegerType()).add("y", new ArrayType(new LongType()));
    assertSchemaEqual(a, nullable);
    expect(() => assertSchemaEqual(a, nullable, { ignoreNullable: false })).toThrow(DataFrameAssertionError);
    const turned = new StructType([...nullable.fields].reverse());
    expect(() => assertSchemaEqual(a, turned)).toThrow("DIFFERENT_SCHEMA");
    assertSchemaEqual(a, turned, { ignoreColumnOrder: true });
    const renamed = new StructType().add("p", new IntegerType()).add("q", new ArrayType(new LongType()));
    expect(() => assertSchemaEqual(a, renamed)).toThrow("DIFFERENT_SCHEMA");
    assertSchemaEqual(a, renamed, { ignoreColumnName: true });
    expect(() => assertSchemaEqual(a, new StructType().add("x", new LongType()))).toThrow("DIFFERENT_SCHEMA");
  });
});

describe("assertDataFrameEqual of rows", () => {
  const rows = [
    { k: "a", x: 1 },
    { k: "b", x: Number.NaN },
    { k: "b", x: 0.1 + 0.2 },
  ];
  const turned = [
    { k: "b", x: 0.3 },
    { k: "b", x: Number.NaN },
    { k: "a", x: 1n },
  ];

  test("takes them in any order, and numbers that are near", async () => {
    await assertDataFrameEqual(rows, turned);
    await expect(assertDataFrameEqual(rows, turned, { checkRowOrder: true })).rejects.toThrow(
      "DIFFERENT_ROWS",
    );
    await expect(assertDataFrameEqual(rows, turned, { rtol: 0, atol: 0 })).rejects.toThrow("1 of 3 rows");
  });

  test("tells rows that are there more often, and NaN from numbers", async () => {
    await expect(assertDataFrameEqual([rows[0]!, rows[0]!], [rows[0]!])).rejects.toThrow("1 of 2 rows");
    await expect(assertDataFrameEqual([rows[0]!], [])).rejects.toThrow(DataFrameAssertionError);
    await expect(assertDataFrameEqual([{ x: Number.NaN }], [{ x: 1 }])).rejects.toThrow(
      DataFrameAssertionError,
    );
    await expect(assertDataFrameEqual([{ x: null }], [{ x: 0 }])).rejects.toThrow(DataFrameAssertionError);
    await expect(assertDataFrameEqual([{ x: 1 }], [{ y: 1 }])).rejects.toThrow(DataFrameAssertionError);
    await assertDataFrameEqual([{ x: 1 }], [{ y: 1 }], { ignoreColumnName: true });
    await assertDataFrameEqual([{ x: 1, y: 2 }], [{ y: 2, x: 1 }], { ignoreColumnOrder: true });
  });

  test("looks into arrays, maps and rows", async () => {
    const nested = (n: number) => [{ a: [n, { b: n }], m: new Map([["k", n]]), d: types.Decimal.of("1.50") }];
    await assertDataFrameEqual(nested(1), nested(1 + 1e-9));
    await expect(assertDataFrameEqual(nested(1), nested(2))).rejects.toThrow(DataFrameAssertionError);
  });
});

onEngines((session) => {
  test("assertDataFrameEqual of DataFrames compares their schemas too", async () => {
    const a = session().range(3);
    await assertDataFrameEqual(a, session().range(2, -1, -1));
    await assertDataFrameEqual(a, [{ id: 0 }, { id: 1 }, { id: 2 }]);
    await expect(assertDataFrameEqual(a, session().range(2))).rejects.toThrow("DIFFERENT_ROWS");
    const ints = a.select(a.col("id").cast("int"));
    await expect(assertDataFrameEqual(a, ints)).rejects.toThrow("DIFFERENT_SCHEMA");
    await assertDataFrameEqual(a, ints, { ignoreColumnType: true });
  });
});
