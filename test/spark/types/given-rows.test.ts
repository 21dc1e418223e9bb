/** Rows that come without a schema, and rows against one. */
import { describe, expect, test } from "vitest";
import { OverflowError, ValueError } from "../../../src/errors.js";
import {
  DataType,
  Decimal,
  inferSchema,
  Row,
  rowVerifier,
  type StructType,
  Timestamp,
  TimestampNTZ,
} from "../../../src/spark/types/index.js";

const inferred = (...rows: unknown[]): string => inferSchema(rows).simpleString();

describe("inference", () => {
  test.each([
    [[{ a: 1 }, { a: 2 }], "struct<a:bigint>"],
    [[{ a: 1 }, { a: 1.5 }], "struct<a:double>"],
    [[{ a: 1.5 }, { a: 1 }], "struct<a:double>"],
    [[{ a: 1 }, { a: 2n }], "struct<a:bigint>"],
    [[{ a: 1 }, { a: 2 ** 60 }], "struct<a:double>"],
    [[{ a: -0 }], "struct<a:double>"],
    [[{ a: Number.NaN }], "struct<a:double>"],
    [[{ a: null }, { a: "x" }, {}], "struct<a:string>"],
    [[{ a: 1 }, { b: true }], "struct<a:bigint,b:boolean>"],
    [[{ a: new Date(0), b: new TimestampNTZ(0n) }], "struct<a:timestamp,b:timestamp_ntz>"],
    [[{ a: new Uint8Array(1), b: Decimal.of("1.5") }], "struct<a:binary,b:decimal(38,18)>"],
    [[{ a: [1, null, 2.5] }], "struct<a:array<double>>"],
    [[{ a: [] }, { a: [[1]] }], "struct<a:array<array<bigint>>>"],
    [[{ a: new Map([["k", 1]]) }, { a: new Map([["l", 0.5]]) }], "struct<a:map<string,double>>"],
    [[{ a: { b: 1 } }, { a: { c: "x" } }], "struct<a:struct<b:bigint,c:string>>"],
    [[{ a: new Float32Array(1), b: new BigInt64Array(1) }], "struct<a:array<float>,b:array<bigint>>"],
    [[[1, "x"]], "struct<_1:bigint,_2:string>"],
  ])("of %o", (rows, schema) => expect(inferred(...rows)).toBe(schema));

  test("takes names for arrays", () => {
    expect(inferSchema([[1, "x"]], ["n", "s"]).simpleString()).toBe("struct<n:bigint,s:string>");
    expect(() => inferSchema([[1]], ["n", "s"])).toThrow("row 0 has 1 values for the 2 names n, s");
  });

  test.each([
    [
      [{ a: 1 }, { a: "x" }],
      "row 1, field a: it is of the type string, and in the rows before a whole number",
    ],
    [[{ a: [1, "x"] }], "row 0, field a[1]"],
    [[{ a: { b: 1 } }, { a: { b: [1] } }], "row 1, field a.b: it is an array"],
    [[{ a: 1n }, { a: 0.5 }], "row 1, field a"],
    [[{ a: null }], "field a: all of it is null"],
    [[{ a: [] }], "field a[…]: all of it is null"],
    [[{ a: () => 1 }], "field a: a function has no type"],
    [[{ a: new Set() }], "field a: a Set has no type"],
    [[1, 2], "row 0 is 1; a row is an object or an array"],
    [[null], "row 0 is null"],
    [[new Date(0)], "row 0 is a Date"],
    [[], "no rows"],
    [[Row.of(["a", "a"], [1, 2])], "two fields of one name"],
  ])("of %o fails and says where", (rows, message) => {
    expect(() => inferred(...rows)).toThrow(ValueError);
    expect(() => inferred(...rows)).toThrow(message);
  });
});

function verified(ddl: string, row: unknown): readonly unknown[] {
  return rowVerifier(DataType.fromDDL(ddl) as StructType)(row, 7);
}

describe("verification", () => {
  test.each([
    ["a bigint", { a: 1 }, [1n]],
    ["a int, b string", [1, "x"], [1, "x"]],
    ["a int", { a: 1, other: 2 }, [1]],
    ["a int, b int", { b: 1 }, [null, 1]],
    ["a decimal(5,2)", { a: Decimal.of("1.5") }, [Decimal.of("1.50")]],
    ["a decimal(5,2)", { a: 12 }, [Decimal.of("12.00")]],
    ["a timestamp", { a: new Date(5) }, [new Timestamp(5000n)]],
    ["a map<string,int>", { a: { x: 1 } }, [new Map([["x", 1]])]],
    ["a array<float>", { a: new Float64Array([0.1]) }, [[Math.fround(0.1)]]],
    ["a struct<b: bigint>", { a: [3] }, [{ b: 3n }]],
    ["a int, a int", Row.of(["a", "a"], [1, 2]), [1, 2]],
    ["a date", { a: new Date("2024-02-29") }, [new Date("2024-02-29")]],
  ])("%s takes %o", (ddl, row, values) => expect(verified(ddl, row)).toEqual(values));

  test.each([
    [
      "a int not null",
      { a: null },
      "row 7, field a: it is null, and the schema says that none is (int not null)",
    ],
    ["a int", { a: "1" }, 'row 7, field a: "1" is no int: it takes a whole number'],
    ["a int", { a: 1.5 }, "1.5 is no int"],
    ["a bigint", { a: "1" }, "a whole number or a bigint"],
    ["a double", { a: 1n }, "1n is no double: it takes a number"],
    ["a string", { a: 1 }, "1 is no string"],
    ["a string", { a: "\ud800" }, "half of a surrogate pair"],
    ["a varchar(2)", { a: "abc" }, "more than 2 characters"],
    ["a boolean", { a: 1 }, "true or false"],
    ["a date", { a: new Date(1) }, "it isn't 00:00 UTC"],
    ["a date", { a: new Date(Number.NaN) }, "an invalid Date"],
    ["a timestamp", { a: new TimestampNTZ(0n) }, "a TimestampNTZ is no timestamp"],
    ["a array<int>", { a: [1, "x"] }, 'row 7, field a[1]: "x" is no int'],
    ["a map<string,array<int>>", { a: { k: [1, {}] } }, 'row 7, field a["k"][1]: a Object is no int'],
    ["a map<int,int>", { a: { 1: 1 } }, "it takes a Map"],
    ["a map<string,int>", { a: new Map([[null, 1]]) }, "field a (a key)"],
    ["a struct<b: struct<c: int>>", { a: { b: { c: true } } }, "row 7, field a.b.c: true is no int"],
    ["a struct<b: int>", { a: new Date(0) }, "an object or an array"],
    ["a int, b int", [1], "an array of 1 values for 2 fields"],
    ["a decimal(5,2)", { a: 0.5 }, "0.5 is no decimal(5,2)"],
    ["a binary", { a: "x" }, "a Uint8Array"],
    ["a void", { a: 1 }, "it takes null"],
  ])("%s refuses %o", (ddl, row, message) => {
    expect(() => verified(ddl, row)).toThrow(ValueError);
    expect(() => verified(ddl, row)).toThrow(message);
  });

  test.each([
    ["a tinyint", { a: 128 }, "128 is beyond tinyint, which is from -128 to 127"],
    ["a int", { a: 2 ** 31 }, "beyond int"],
    ["a bigint", { a: 2 ** 53 }, "Give a bigint"],
    ["a bigint", { a: 2n ** 63n }, "beyond bigint"],
    ["a float", { a: 1e39 }, "beyond float"],
    ["a decimal(3,2)", { a: Decimal.of("10") }, "more digits than decimal(3,2)"],
    ["a decimal(3,2)", { a: Decimal.of("1.005") }, "more than 2 digits behind the point"],
  ])("%s hasn't %o", (ddl, row, message) => {
    expect(() => verified(ddl, row)).toThrow(OverflowError);
    expect(() => verified(ddl, row)).toThrow(message);
  });
});
