/** JSON that is read: the schemas, rows and errors of both engines are the same. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SparkSession } from "../../../src/spark/index.js";
import { bothEngines } from "./both_engines.js";
import { shown } from "./shown.js";

type Options = Readonly<Record<string, string | boolean>>;

/** Records that are right, odd and wrong. */
const RECORDS: readonly string[] = [
  ...['{"a": tru, "b": 1}', '{"a": 1, "b": ', '{"a": 1, "b": 2', '{"a": 1, "b": "x', '{"a": 1 "b": 2}'],
  ...['{"a":1} xyz', '[{"a":1},{"a":2}]', "[]", "", "  ", "5", '"x"', "null", `{'a': 1, "b": '2'}`, "{a: 1}"],
  ...[
    '{"a":NaN,"b":-INF}',
    '{"a":01}',
    '{"a":1,"a":2}',
    '{"A":1}',
    '{"a":null}',
    '{"b":{"x": 1, "y":[1,2.50]}}',
  ],
  ...['{"b":1.50}', '{"a":1.0}', '{"a":"7"}', '{"a":99999999999}', '{"a":"","b":""}', '{"b":"\\u00e9\\n"}'],
  ...[
    '[{"a":1},{"a":"q"}]',
    '[{"a":1},5]',
    '{"a":true,"b":true}',
    '{"a": 5,"b":[1, {"z": "q"} ]  }',
    '{"a":}',
  ],
  ...[
    '{"a":1,}',
    "{,}",
    '{"a":1}{"a":2}',
    '{"b":1e5,"a":1e2}',
    '{"b":12345678901234567890}',
    '{"b":-0,"a":-0}',
  ],
  ...[
    '{"a":{"x":1},"b":1}',
    '{"a":[1],"b":1}',
    "// c",
    '{"b":"\u0001"}',
    '{"b":"\\q"}',
    '{"a":1,"b":"\\\'"}',
  ],
  '{"b":{"q":["😀"]}}',
  ...['{"b":{"q":"a/b\\u0001\\""}}', '{"b":1E400}', '{"b":[NaN,"x"]}', '{"a": 1 , /* c */ "b": 2}'],
];

const NESTED: readonly string[] = [
  '{"a":{"x":"q","y":1},"b":{"k":1,"l":2},"c":[1,2],"d":[{"e":"x"}],"f":1}',
  '{"a":1,"b":{"k":"z"},"c":[1,"q",{"f":9}],"d":[{"e":1},{"e":"w"}],"f":2}',
  '{"f":3,"c":3}',
];

const TYPED: readonly string[] = [
  '{"d":1.005,"e":"2.5","f":1e2,"g":"abcd","h":127,"i":-129,"j":"AQI=","k":1,"l":true,"m":1700000000,"n":"1.5"}',
  '{"d":123456,"e":"x","f":"NaN","g":5,"h":128,"j":"*","l":"true","n":"Infinity"}',
];

const MOMENTS: readonly string[] = [
  ...["2020-01-02", "2020-1-2", "2020", "2020-01-02T", "2020-01-02 12", "2020-01-02 12:3", "x", "", "18262"],
  ...["2020-01-02T03:04:05.1234567Z", "2020-01-02 03:04:05 Europe/Paris", "2020-01-02 03:04:05+1:00"],
  ...[" 2020-01-02 ", "2020-13-01", "0001-01-01", "12020-01-01", "2020-01-02T03:04:05+01:00", "2020-01-02x"],
  ...["2020-01-02 25:00", "2020-06-01 10:00 GMT+2", "2020-06-01 10:00:00.", "2020-02-30", "-0001-01-01"],
  ...["17", "-5", "20240229"],
];

/** Files, and how they are read. */
const FILES: Readonly<Record<string, readonly [text: string, options: Options]>> = {
  "a line that is none": ['{"a":1,"b":{"c":"x"}}\n{"a":2,"b":null}\n\n{bad\n{"a":"y"}\n', {}],
  "DROPMALFORMED without a schema": ['{"a":1}\n{"a":"x"}\n{bad\n', { mode: "DROPMALFORMED" }],
  "DROPMALFORMED with a schema": ['{"a":1}\n{"a":"x"}\n{bad\n', { mode: "DROPMALFORMED", schema: "a int" }],
  "FAILFAST without a schema": ['{"a":1}\n{"a":"x"}\n{bad\n', { mode: "FAILFAST" }],
  "FAILFAST with a schema": ['{"a":1}\n{"a":"x"}\n{bad\n', { mode: "FAILFAST", schema: "a int" }],
  "an array over lines": ['[{"a":1,\n"b":2},\n{"a":3}]', { multiLine: true }],
  "two records in a file that is one": ['{"a":1}\n{"a":2}', { multiLine: true }],
  "nothing but what is wrong": ["{bad", {}],
  "ends of lines": ['{"a":1}\r\n{"a":2}\r{"a":3}', {}],
  "a separator of lines": ['{"a":1};{"a":2}', { lineSep: ";" }],
  "all as strings": ['{"a":1,"b":1.5,"c":true,"d":"x"}', { primitivesAsString: true }],
  decimals: ['{"a":1.25,"b":"2.5"}\n{"a":100.5}', { prefersDecimal: true }],
  timestamps: ['{"a":"2024-01-01 10:00:00","b":"x"}', { inferTimestamp: true }],
  "fields that are always null": ['{"a":null,"b":[],"c":1}', { dropFieldIfAllNull: true }],
  patterns: [
    '{"a":"05/03/2024","b":"05/03/2024 10:11"}',
    { schema: "a date, b timestamp", dateFormat: "dd/MM/yyyy", timestampFormat: "dd/MM/yyyy HH:mm" },
  ],
  "types of values": [
    TYPED.join("\n"),
    {
      schema:
        "d decimal(5,2), e decimal(5,1), f double, g string, h byte, i byte, j binary, k long, l boolean, m timestamp, n float, _corrupt_record string",
    },
  ],
  "what is nested": [
    NESTED.join("\n"),
    {
      schema:
        "a struct<x:int,y:int>, b map<string,int>, c array<int>, d array<struct<e:int>>, f int, _corrupt_record string",
    },
  ],
};

const INFERRED: readonly string[] = [
  ...['{"a":[]}', '{"a":{}}', '{"a":[1,null,2.5]}', '{"a":[1,"x"]}', '{"a":[{"x":1},{"y":2}]}', '{"a":[[]]}'],
  ...['{"a":123456789012345678901234567890.5}', '{"z":1,"A":2,"b":3}', '{"a":1}\n{"a":12345678901234567890}'],
  ...['{"a":1.5}\n{"a":12345678901234567890}', '{"a":{"b":1}}\n{"a":[1]}', '{"a":null}\n{"a":{"b":null}}'],
  ...['{"a":true}\n{"a":1}', '{"a":[{}]}', '{"a":1}\n5', "null", "5", "", '{"a":tru}'],
];

describe("json", () => {
  const spark = bothEngines((session) => session);
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "manycore-json-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function same(
    read: (session: SparkSession) => ReturnType<Parameters<typeof shown>[0]>,
  ): Promise<string> {
    const [embedded, real] = await Promise.all(
      [spark.embedded, spark.real].map((one) => shown(() => read(one))),
    );
    expect(embedded).toBe(real);
    return embedded!;
  }

  const texts = (session: SparkSession, values: readonly string[]) =>
    session.createDataFrame({ value: [...values] });

  test("records by a schema", async () => {
    for (const schema of ["a int, b string, _c string", "b string, a double"]) {
      const answer = await same(
        async (session) =>
          session.read
            .option("columnNameOfCorruptRecord", "_c")
            .json(await texts(session, RECORDS), { schema }) as never,
      );
      expect(answer).toContain("[");
    }
  });

  test("schemas of records", async () => {
    for (const text of INFERRED) {
      await same(async (session) => session.read.json(await texts(session, text.split("\n"))) as never);
    }
  }, 120_000);

  test("days and moments", async () => {
    for (const type of ["date", "timestamp", "timestamp_ntz"]) {
      const values = MOMENTS.map((d) => JSON.stringify({ d }));
      const options = { schema: `d ${type}, c string`, columnNameOfCorruptRecord: "c" };
      await same(async (session) => session.read.json(await texts(session, values), options) as never);
    }
  });

  for (const [name, [text, options]] of Object.entries(FILES)) {
    test(name, async () => {
      const path = join(folder, `${name.replaceAll(" ", "_")}.json`);
      writeFileSync(path, text);
      await same((session) => session.read.json(path, options) as never);
    });
  }

  test("files that change are read anew", async () => {
    const path = join(folder, "changing.json");
    writeFileSync(path, '{"a":1}');
    const df = spark.embedded.read.json(path);
    expect(await df.collect()).toEqual([{ a: 1 }]);
    writeFileSync(path, '{"a":"x","b":2}');
    expect(await spark.embedded.read.json(path).collect()).toEqual([{ a: "x", b: 2 }]);
  });
});
