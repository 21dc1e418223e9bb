/** Schemas and rows that real Spark is given, and gives back. */
import { create } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectEngine } from "../../../src/spark/connect/index.js";
import type { Engine } from "../../../src/spark/engine/index.js";
import { planOf, relation } from "../../../src/spark/plan/index.js";
import {
  ConfigRequest_SetSchema,
  AnalyzePlanRequest_DDLParseSchema as DDLParseSchema,
  KeyValueSchema,
  AnalyzePlanRequest_TreeStringSchema as TreeStringSchema,
} from "../../../src/spark/proto/index.js";
import {
  DataType,
  rowsToArrow,
  StructField,
  StructType,
  typeFromMessage,
} from "../../../src/spark/types/index.js";
import { Seeded } from "../../support/seeded.js";
import { SPARK_START_MILLISECONDS, skipWithoutSpark, sparkServer } from "../../support/spark.js";
import { randomStruct, randomValue } from "./random-types.js";

/** What `DataType.fromDDL` of both reads, or neither. */
const DDL = [
  "a int",
  "a: int, b: string",
  "`a b` int not null comment 'it''s', c array<string>",
  "a struct<b: int not null, c map<string, array<decimal(10, 2)>>>",
  "a struct<>",
  "decimal(10,2)",
  "map<int, struct<a:int>>",
  "array<array<int>>",
  "interval day to second",
  "interval year",
  "interval month to year",
  "a interval, b interval hour to minute",
  "a timestamp without time zone, b timestamp_ltz, c timestamp_ntz",
  "a char(3), b varchar(4), c character(5)",
  "a dec, b numeric(5), c decimal(3,1), d real, e long, f short, g byte",
  "a string collate UTF8_LCASE",
  "a time, b time(3)",
  "a variant, b void, c binary",
  "A INT, a int",
  "1a int",
  "int",
  "a",
  "a int,",
  "a int b string",
  "array<int",
  "map<int>",
  "a decimal(39,2)",
  "a decimal(3,4)",
  "a varchar",
  "a char",
  "a foo",
  "a int not",
  "a 'x'",
  "",
  "a-b int",
  'a int comment "two" ',
  "a int -- nothing\n, b /* c */ int",
];

// Spark compiles each of these plans, and other tests may ask it at the same time.
describe("schemas and rows of real Spark", { timeout: 120_000 }, () => {
  skipWithoutSpark();
  let engine: Engine;

  beforeAll(async () => {
    const { url } = await sparkServer();
    engine = await connectEngine({ url });
    const pairs = [create(KeyValueSchema, { key: "spark.sql.timeType.enabled", value: "true" })];
    await engine.config({ case: "set", value: create(ConfigRequest_SetSchema, { pairs }) });
  }, SPARK_START_MILLISECONDS);

  afterAll(() => engine?.close());

  test.each(DDL)("both read %j alike", async (ddl) => {
    const read = (): string => {
      try {
        return DataType.fromDDL(ddl).json();
      } catch (error) {
        return (error as Error).name;
      }
    };
    const asked = await engine.analyze("ddlParse", create(DDLParseSchema, { ddlString: ddl })).then(
      ({ parsed }) => typeFromMessage(parsed!).json(),
      (error: Error) => error.name,
    );
    expect(read()).toBe(asked);
  });

  test.each([1, 2, 3, 4])("Spark reads the DDL that is written here, seed %i", async (seed) => {
    const schema = new StructType([new StructField("s", struct(new Seeded(seed)))]);
    const { parsed } = await engine.analyze(
      "ddlParse",
      create(DDLParseSchema, { ddlString: schema.toDDL() }),
    );
    // SQL doesn't say whether an array's elements may be null.
    expect((typeFromMessage(parsed!) as StructType).toDDL()).toBe(schema.toDDL());
  });

  test.each(Array.from({ length: 8 }, (_, seed) => seed))(
    "rows go there and come back, seed %i",
    async (seed) => {
      const random = new Seeded(seed + 500);
      const schema = struct(random);
      const rows = Array.from({ length: 20 }, () =>
        schema.fields.map(({ dataType, nullable }) => randomValue(random, dataType, nullable)),
      );
      const data = await rowsToArrow(rows, schema);
      const plan = planOf(relation("localRelation", { data, schema: schema.json() }));
      const back: unknown[][] = [];
      for await (const part of engine.execute(plan)) {
        if (part.kind === "schema") expect(part.schema.treeString()).toBe(schema.treeString());
        if (part.kind !== "batch") continue;
        const { length, columns } = part.batch;
        for (let row = 0; row < length; row++) back.push(columns.map((column) => column.get(row)));
      }
      expect(back).toEqual(rows);
      const { treeString } = await engine.analyze("treeString", create(TreeStringSchema, { plan }));
      expect(schema.treeString()).toBe(treeString);
    },
  );
});

/**
 * What Spark takes for a LocalRelation: no fixed lengths, times and intervals of all their digits and fields, and no keys that can't be compared.
 */
function struct(random: Seeded): StructType {
  for (;;) {
    const { fields } = randomStruct(random, 2, 4);
    const schema = new StructType(
      fields.map(({ dataType, nullable }, i) => new StructField(`c${i}`, dataType, nullable)),
    );
    const json = schema.json();
    const refused =
      /char\(|time\([0-5]|"interval (?!day to second|year to month)|"name":""|"keyType":("interval"|"variant"|"void"|\{)/;
    if (!refused.test(json)) return schema;
  }
}
