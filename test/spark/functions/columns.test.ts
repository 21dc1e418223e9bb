/**
 * Every function on a real Spark, against what PySpark said of the same call: a column of the same name and type, or the same error. Its answers were
 * recorded by scripts/record-spark-functions.mjs, since a second Spark takes half a minute.
 */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NotSupportedError } from "../../../src/errors.js";
import type { Column } from "../../../src/spark/api/column.js";
import { Window } from "../../../src/spark/api/window.js";
import { type ConnectEngine, connectEngine } from "../../../src/spark/connect/index.js";
import { SparkException } from "../../../src/spark/errors/index.js";
import * as functions from "../../../src/spark/functions/index.js";
import { FAMILIES } from "../../../src/spark/functions/table/index.js";
import { planOf, relation } from "../../../src/spark/plan/index.js";
import { Aggregate_GroupType, type DataTypeMessage, type Relation } from "../../../src/spark/proto/index.js";
import { parseSchema, typeFromMessage } from "../../../src/spark/types/index.js";
import { SPARK_START_MILLISECONDS, skipWithoutSpark, sparkServer } from "../../support/spark.js";
import { COLUMNS, callText, OVER_WINDOW, SAMPLES, type Sample, SETTINGS } from "./samples.js";

const F = functions as unknown as Readonly<Record<string, (...args: readonly unknown[]) => Column>>;

/** The functions of columns that pyspark_columns.py has too. */
const FUNCTIONS: Readonly<Record<string, (...variables: Column[]) => Column>> = {
  add: (x, y) => x!.add(y!),
  increment: (x) => x!.add(1),
  compare: (x, y) => y!.sub(x!),
  positive: (x) => x!.gt(0),
  less: (x, i) => x!.lt(i!),
  nested: (x) => functions.transform(x!, (y) => y.add(functions.size(x!))),
  keyIsK: (k, _v) => k!.eq("k"),
  third: (_k, v1, v2) => functions.coalesce(v1!, v2!),
  first: (k, _v) => functions.upper(k!),
};

/** These give an order, a DataFrame or a function: functions.test.ts has them. */
const WITHOUT_COLUMN = [
  ...[
    "broadcast",
    "udf",
    "asc",
    "asc_nulls_first",
    "asc_nulls_last",
    "desc",
    "desc_nulls_first",
    "desc_nulls_last",
  ],
];

const AT_A_TIME = 8;

/** Types that Spark has and manycore/spark has not. */
const UNKNOWN_TYPES = /^(geography|geometry)\b|^timestamp_(ltz|ntz)\(\d\)$/;
const UNKNOWN = "a type that manycore/spark doesn't have";

/** Names and types of the columns, or the error's condition. */
type Answer = readonly (readonly [name: string, type: string])[] | string;

const RECORDED: Readonly<Record<string, Answer>> = JSON.parse(
  readFileSync(new URL("pyspark_columns.json", import.meta.url), "utf8"),
);

function argument(value: Sample): unknown {
  if (value === null) return undefined;
  if (typeof value !== "object" || Array.isArray(value)) return value;
  const given = value as Readonly<Record<string, unknown>>;
  if ("$col" in given) return functions.col(given.$col as string);
  if ("$expr" in given) return functions.expr(given.$expr as string);
  if ("$f" in given) return FUNCTIONS[given.$f as string];
  if ("$type" in given) return parseSchema(given.$type as string);
  if ("$named" in given) return given.$named;
  return given;
}

function queryOf(input: Relation, name: string, args: readonly Sample[]): Relation {
  const [first] = args as readonly { readonly $cube?: string }[];
  if (first?.$cube !== undefined) {
    return relation("aggregate", {
      input,
      groupType: Aggregate_GroupType.CUBE,
      groupingExpressions: [functions.col(first.$cube).expression],
      aggregateExpressions: [F[name]!(first.$cube).expression],
    });
  }
  const column = F[name]!(...args.map(argument));
  const shown = OVER_WINDOW.has(name) ? column.over(Window.orderBy("i")) : column;
  return relation("project", { input, expressions: [shown.expression] });
}

async function askSpark(engine: ConnectEngine, query: Relation): Promise<Answer> {
  try {
    const { schema } = await engine.analyze("schema", { plan: planOf(query) } as never);
    const { kind } = schema!;
    if (kind.case !== "struct") throw new Error(`the schema is a ${kind.case}`);
    return kind.value.fields.map(({ name, dataType }) => [name, typeText(dataType!)]);
  } catch (error) {
    if (error instanceof SparkException && error.condition !== undefined) return error.condition;
    throw error;
  }
}

/** As Spark writes it; of a type that manycore/spark doesn't have, that it is one. */
function typeText(message: DataTypeMessage): string {
  try {
    return typeFromMessage(message).simpleString();
  } catch (error) {
    if (error instanceof NotSupportedError) return UNKNOWN;
    throw error;
  }
}

/** Without what a cube has before its aggregates. */
function ofCube(answer: Answer, args: readonly Sample[]): Answer {
  return typeof answer !== "string" && JSON.stringify(args).includes("$cube") ? answer.slice(1) : answer;
}

/** Lambdas' variables have numbers that count up in a process. */
function comparable(answer: Answer): Answer {
  if (typeof answer === "string") return answer;
  return answer.map(([name, type]) => {
    const seen: string[] = [];
    const renamed = name.replace(/\b[xyz]_\d+\b/g, (variable) => {
      if (!seen.includes(variable)) seen.push(variable);
      return `variable${seen.indexOf(variable)}`;
    });
    return [renamed, UNKNOWN_TYPES.test(type) ? UNKNOWN : type] as const;
  });
}

describe("every function, as PySpark has it", () => {
  skipWithoutSpark();
  let engine: ConnectEngine;
  const given: Answer[] = [];

  beforeAll(async () => {
    engine = await connectEngine({ url: (await sparkServer()).url });
    await engine.config({
      case: "set",
      value: { pairs: Object.entries(SETTINGS).map(([key, value]) => ({ key, value })) },
    } as never);
    const input = relation("sql", { query: COLUMNS });
    for (let i = 0; i < SAMPLES.length; i += AT_A_TIME) {
      const some = SAMPLES.slice(i, i + AT_A_TIME);
      const answers = some.map(([name, args]) => askSpark(engine, queryOf(input, name, args)));
      given.push(...(await Promise.all(answers)));
    }
  }, 2 * SPARK_START_MILLISECONDS);
  afterAll(() => engine?.close());

  test("a column of the same name and type, or the same error", () => {
    const different = SAMPLES.map(([name, args], i) => {
      const call = callText(name, args);
      return {
        call,
        ours: comparable(ofCube(given[i]!, args)),
        pyspark: comparable(RECORDED[call] ?? "not recorded"),
      };
    }).filter(({ ours, pyspark }) => JSON.stringify(ours) !== JSON.stringify(pyspark));
    expect(different).toEqual([]);
  });

  test("few of the calls are errors, none for its name or its number of arguments", () => {
    const errors = given.filter((answer) => typeof answer === "string");
    expect(errors.length).toBeLessThan(10);
    expect(errors.filter((condition) => /^(UNRESOLVED_ROUTINE|WRONG_NUM_ARGS)/.test(condition))).toEqual([]);
  });

  test("every function has a call", () => {
    const called = new Set(SAMPLES.map(([name]) => name));
    const lines = FAMILIES.flatMap(({ lines }) => Object.keys(lines));
    expect(lines.filter((name) => !called.has(name))).toEqual(WITHOUT_COLUMN);
  });
});
