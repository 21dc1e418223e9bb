/**
 * Of which type an operator or a cast of every two types is, what it is called, whether it may be null, or which error it is: what real Spark
 * answered, and what the embedded engine says. What that hasn't is a NotSupportedError, and never another answer.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NotSupportedError } from "../../../../src/errors.js";
import { SparkSession, types } from "../../../../src/spark/index.js";
import { askAll, CASES, type Case, type Relation } from "./asking.js";
import { columnOf, OPERATIONS, TYPES } from "./asks.js";
import { ASKED } from "./recorded.js";

/** Columns of it there are on Spark alone. */
const ONLY_OF_SPARK = "variant";

it("has all its answers", () => {
  expect(CASES.length).toBe(ASKED.length);
});

describe("the embedded engine", () => {
  let spark: SparkSession;
  let all: Relation;
  const small = new Map<string, Promise<Relation>>();

  /** Columns without rows. None has nulls but that of void. */
  function relationOf(names: readonly string[]): Promise<Relation> {
    const fields = names.map((name) => {
      const isVoid = name === "void";
      const type = isVoid ? new types.NullType() : types.DataType.fromDDL(name);
      return new types.StructField(columnOf(name), type, isVoid);
    });
    return spark.createDataFrame([], new types.StructType(fields)) as Promise<Relation>;
  }

  /** With one or two columns there is less to resolve, eight thousand times. */
  function smallRelation({ operation, a, b }: Case): Promise<Relation> {
    const names = a === b || operation.includes(" as @") ? [a] : [a, b];
    const key = names.join();
    if (!small.has(key)) small.set(key, relationOf(names));
    return small.get(key)!;
  }

  beforeAll(async () => {
    spark = await SparkSession.builder.create();
    all = await relationOf(TYPES.filter((type) => type !== ONLY_OF_SPARK));
  });
  afterAll(() => spark?.stop());

  it.each(OPERATIONS)("%s", async (operation) => {
    const cases = CASES.filter(
      (one) =>
        one.operation === operation &&
        one.a !== ONLY_OF_SPARK &&
        (one.b !== ONLY_OF_SPARK || operation.includes(" as @")),
    );
    const answers = await askAll(cases, all, smallRelation);
    const wrong = cases.flatMap(({ a, b, spark: theirs }, i) => {
      const ours = answers[i]!;
      return "refused" in ours || JSON.stringify(ours) === JSON.stringify(theirs)
        ? []
        : [{ a, b, ours, theirs }];
    });
    expect(wrong).toEqual([]);
    // Not all of it is refused.
    expect(answers.filter((answer) => "type" in answer).length).toBeGreaterThan(0);
  });

  it("has no columns of variants", async () => {
    const relation = await relationOf([ONLY_OF_SPARK]);
    await expect(relation.schema()).rejects.toThrow(NotSupportedError);
  });
});
