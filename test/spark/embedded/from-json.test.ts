/** What golden queries can't ask of from_json and uuid: schemas that are objects, settings, errors as a program sees them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { NotSupportedError } from "../../../src/errors.js";
import {
  type DataFrame,
  functions as F,
  SparkException,
  SparkSession,
  types,
} from "../../../src/spark/index.js";

const { IntegerType, MapType, StringType, StructField, StructType } = types;
let spark: SparkSession;
let df: DataFrame;
beforeAll(async () => {
  spark = await SparkSession.builder.create();
  df = await spark.createDataFrame([{ s: '{"a":1,"m":{"k":"v"}}' }, { s: "bad" }, { s: null }], "s string");
});
afterAll(() => spark.stop());

test("reads by a schema that is an object", async () => {
  const schema = new StructType([
    new StructField("a", new IntegerType()),
    new StructField("m", new MapType(new StringType(), new StringType())),
  ]);
  expect(await df.select(F.from_json("s", schema).alias("j")).collect()).toEqual([
    { j: { a: 1, m: new Map([["k", "v"]]) } },
    { j: { a: null, m: null } },
    { j: null },
  ]);
});

test("keeps what can't be read in the session's column for it", async () => {
  await spark.conf.set("spark.sql.columnNameOfCorruptRecord", "wrong");
  try {
    expect(await df.select(F.from_json("s", "a int, wrong string").alias("j")).collect()).toEqual([
      { j: { a: 1, wrong: null } },
      { j: { a: null, wrong: "bad" } },
      { j: null },
    ]);
  } finally {
    await spark.conf.unset("spark.sql.columnNameOfCorruptRecord");
  }
});

test("stops at a bad text in the mode FAILFAST", async () => {
  const error = await df
    .select(F.from_json("s", "a int", { mode: "FAILFAST" }))
    .collect()
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SparkException);
  expect(error).toMatchObject({ condition: "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION" });
});

test("refuses what would be answered otherwise", async () => {
  const of = (text: string, schema: string, options?: Readonly<Record<string, string>>) =>
    spark
      .range(1)
      .select(F.from_json(F.lit(text), schema, options))
      .collect();
  await expect(of('{"k":1,"k":2}', "map<string,int>")).rejects.toThrow(/key twice/);
  await expect(of('{"k":1,"k":2}', "map<string,int>")).rejects.toThrow(NotSupportedError);
  await expect(of('{"a":"AA=="}', "a binary")).rejects.toThrow(NotSupportedError);
  await expect(of("{}", "a int", { unheard: "of" })).rejects.toThrow(NotSupportedError);
});

test("uuid is another one each row, and the same of the same seed", async () => {
  const three = spark.range(3);
  const drawn = (await three.select(F.expr("uuid()").alias("u")).collect()).map(({ u }) => u as string);
  expect(new Set(drawn).size).toBe(3);
  for (const each of drawn)
    expect(each).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const seeded = three.select(F.uuid().alias("u"));
  expect(await seeded.collect()).toEqual(await seeded.collect());
});
