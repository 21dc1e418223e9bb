import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NotSupportedError } from "../../../src/errors.js";
import { type ConnectEngine, connectEngine } from "../../../src/spark/connect/index.js";
import { ParseException } from "../../../src/spark/errors/index.js";
import { parseSql } from "../../../src/spark/sql-text/index.js";
import { SPARK_START_MILLISECONDS, skipWithoutSpark, sparkServer } from "../../support/spark.js";
import { type Answer, asPlan, asText } from "./answers.js";
import {
  COMBINED,
  ERRORS,
  FROMS,
  FUNCTIONS,
  GROUPS,
  LITERALS,
  OPERATORS,
  OTHER_NAMES,
  REFUSED,
  SELECTS,
  VIEWS,
  WINDOWS,
} from "./corpus.js";

describe("a real Spark", () => {
  skipWithoutSpark();
  let engine: ConnectEngine;

  beforeAll(async () => {
    engine = await connectEngine({ url: (await sparkServer()).url });
    for (const view of VIEWS) await asText(engine, view);
  }, SPARK_START_MILLISECONDS);
  afterAll(() => engine?.close());

  const queries = Object.entries({
    LITERALS,
    OPERATORS,
    FUNCTIONS,
    SELECTS,
    FROMS,
    GROUPS,
    WINDOWS,
    COMBINED,
  });
  for (const [name, texts] of queries) {
    test.each(texts)(`gives a plan the answer of its text, ${name.toLowerCase()}: %s`, async (text) => {
      expect(await asPlan(engine, text)).toEqual(await asText(engine, text));
    });
  }

  test("makes the view that a plan says", async () => {
    await asPlan(engine, "CREATE OR REPLACE TEMPORARY VIEW made (n, m) AS SELECT id, id + 1 FROM range(2)");
    expect(await asText(engine, "SELECT n, m FROM made ORDER BY n")).toEqual({
      columns: ["n: bigint", "m: bigint"],
      rows: ["0 | 1", "1 | 2"],
    });
  });

  test.each(OTHER_NAMES)("gives the same rows, under other names: %s", async (text) => {
    const types = ({ columns, rows }: Answer) => ({
      rows,
      types: columns.map((column) => column.split(": ").at(-1)),
    });
    expect(types(await asPlan(engine, text))).toEqual(types(await asText(engine, text)));
  });

  test.each(ERRORS)("finds the same error at the same place: %s", async (text) => {
    const theirs = await asText(engine, text).catch((error: unknown) => error);
    const ours = await parseSql(text).catch((error: unknown) => error);
    expect(ours).toBeInstanceOf(ParseException);
    expect(theirs).toBeInstanceOf(ParseException);
    expect((ours as Error).message.trim()).toBe((theirs as Error).message.trim());
  });
});

test.each(REFUSED)("what can't be said in a plan is refused: %s", async (text) => {
  await expect(parseSql(text)).rejects.toBeInstanceOf(NotSupportedError);
});
