/** Csv that is read: the schemas, rows and errors of both engines are the same, whoever divides the rows. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SparkSession } from "../../../src/spark/index.js";
import { bothEngines } from "./both_engines.js";
import { shown } from "./shown.js";

type Options = Readonly<Record<string, string | number | boolean>>;
type Files = readonly (readonly [text: string, options: Options])[];

const CORRUPT = { schema: "a int, b string, _c string", columnNameOfCorruptRecord: "_c" };
const TITLES = { header: true };
const INFERRED = { header: true, inferSchema: true };

const FILES: Readonly<Record<string, Files>> = {
  modes: [
    ['1,x\nq,y\n3\n4,z,5\n"",""\n,\n\n7,"a""b"\n8,"a\\"b"\n9,a"b\n10, x \n', CORRUPT],
    ["1,x\nq,y\n3\n4,z,5\n", { schema: "a int, b string", mode: "DROPMALFORMED" }],
    ["1,x\nq,y\n", { schema: "a int, b string", mode: "FAILFAST" }],
    ["1,x\n3\n", { schema: "a int, b string", mode: "FAILFAST" }],
    ['1,x\n2,"a\nb"\n', { schema: "a int, b string", mode: "FAILFAST" }],
    ["1,12.345\n2,99999\n3,x\n4,1e2\n5, 7 \n", { schema: "a int, b decimal(5,2)", mode: "DROPMALFORMED" }],
  ],
  quotes: [
    ['a,b\n1, x \n "2" ,"y"z\n', TITLES],
    ["a|b\n'1|2'|x\n", { header: true, sep: "|", quote: "'" }],
    ['"a" ,1\n"b"x,2\n"c""d",3\n"e\\\\",4\nf\\"g,5\n"h\\ni",6\n', {}],
    ['"c""d",3\n"e",4\n', { escape: '"' }],
    ['"a,b"x,2\n', {}],
    ['a,b\n1,"x,y\n', TITLES],
    ['"x",1\n"y",2\n', {}],
  ],
  "white space and comments": [
    ["a,b\n1, x \n2 ,y\n", { header: true, ignoreLeadingWhiteSpace: true, ignoreTrailingWhiteSpace: true }],
    ["#c\na,b\n1,#x\n#z\n2,y\n", { header: true, comment: "#" }],
    [" 1,2\n3 ,4\n", { inferSchema: true }],
    ["1,2\n\t\n3,4\n", {}],
  ],
  "what is nothing": [
    ['a,b\nNA,1\n"NA",2\n-,3\n', { ...INFERRED, nullValue: "NA" }],
    ['a,b\n"",1\n,2\n', { header: true, emptyValue: "E" }],
    ['a,b\n"",1\n,2\n', { header: true, nullValue: "NA" }],
    ["", { schema: "a int" }],
    ["a,b\n", TITLES],
    ["a,b", INFERRED],
  ],
  "several lines": [
    ['a,b\n1,"x\ny"\n2,z\n', { header: true, multiLine: true }],
    ['a,b\r\n1,"x\r\ny"\r\n2,z\r\n', { header: true, multiLine: true }],
    ['a,b\n1,"x\ny"\n2,z\n', TITLES],
    ["1,2\r\n3,4\r\n", {}],
    ["1,2\r3,4\r", {}],
    ["1;2~3;4~", { schema: "a int, b int", sep: ";", lineSep: "~" }],
  ],
  "separators and titles": [
    ["a::b\n1::2\n", { header: true, sep: "::" }],
    ["x\ty\n", { sep: "\\t" }],
    ["a,a,,b\n1,2,3,4\n", TITLES],
    ["\ufeffa,b\n1,2\n", TITLES],
    ["a,b\n1,2\n", { header: true, schema: "x int,y int" }],
    ["a,b\n1,2\n", { header: true, schema: "b int,a int", enforceSchema: false }],
    ["a,b\n1,2\n", { header: true, schema: "a int,b int", enforceSchema: false }],
    ["a,b\n1,2\n", { sep: "" }],
    ["1,2,3\n", { schema: "a int, b int", maxColumns: 2 }],
    ["1,x\n2,y\n", { schema: "a int" }],
    ["1,x\n2,y\n", { schema: "a int, b string, c double" }],
  ],
  "types that are inferred": [
    ["a,b\n2024-03-05,2024-01-01 10:00:00\n2024-03-06,2024-01-01\n", INFERRED],
    ["a,b\n12345678901234567890,1.5\n2,1e5\n", INFERRED],
    ["a,b\ntrue,1\nFalse,\n", INFERRED],
    ["a,b\n1\n2,3,4\n", INFERRED],
    ["a,2024-1-2\nb,12:30\n", { inferSchema: true }],
    ["a,1\nb,1e5\nc,\n", { inferSchema: true }],
    ["1\n\n2\n", { inferSchema: true }],
    ["a,b\nInf,1d\nNaN,2\n", INFERRED],
    ["2024-03-05\n2024-03-05 10:00:00\n", { inferSchema: true }],
    ["1\n2.5\ntrue\n", { inferSchema: true }],
    ["1,2024-01-01 10:00\n2,2024-01-01T10:00:00Z\n", { inferSchema: true }],
    [
      "a,b\n05/03/2024,01.02.2024 10:00\n",
      { ...INFERRED, dateFormat: "dd/MM/yyyy", timestampFormat: "dd.MM.yyyy HH:mm" },
    ],
  ],
  "types that are given": [
    ["a,b\nnan,1\nInf,2\n-Inf,3\n1.5,2\n", { header: true, schema: "a double,b int" }],
    ["a,b\nnan,1\nXX,2\n", { header: true, schema: "a double,b int", nanValue: "XX" }],
    ["1,true\n2,TRUE\n3,t\n", { schema: "a int, b boolean" }],
    ["1.0,0x1\n+5,1_0\n", { schema: "a int, b string" }],
    ["1,12.345\n2,99999\n3,x\n4,1e2\n5, 7 \n", { schema: "a int, b decimal(5,2)" }],
    ["1,1.5f\n2, 1.5 \n3,1e400\n5,Infinity\n6,NaN\n7,inf\n", { schema: "a int, b double" }],
    [
      "a,b\n05/03/2024,2024-01-01 10:00\n",
      { header: true, schema: "a date,b timestamp", dateFormat: "dd/MM/yyyy" },
    ],
    ["1,2\n", { schema: "a int,b array<int>" }],
  ],
};

describe("csv", () => {
  const spark = bothEngines((session) => session);
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "manycore-csv-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  for (const [name, files] of Object.entries(FILES)) {
    test(name, async () => {
      for (const [i, [text, options]] of files.entries()) {
        const path = join(folder, `${name.replaceAll(" ", "_")}_${i}.csv`);
        writeFileSync(path, text);
        const read = (session: SparkSession) => shown(() => session.read.csv(path, options) as never);
        const [embedded, real] = await Promise.all([read(spark.embedded), read(spark.real)]);
        expect(embedded, `${JSON.stringify(text)} ${JSON.stringify(options)}`).toBe(real);
      }
    }, 120_000);
  }

  test("an option that isn't done is refused", async () => {
    const read = spark.embedded.read.csv(join(folder, "modes_0.csv"), {
      unescapedQuoteHandling: "BACK_TO_DELIMITER",
    });
    await expect(read.collect()).rejects.toThrow("unescapedquotehandling");
    const sampled = spark.embedded.read.csv(join(folder, "modes_0.csv"), { samplingRatio: 0.5 });
    await expect(sampled.collect()).rejects.toThrow("samplingratio");
  });
});
