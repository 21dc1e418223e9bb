/** Which messages the API makes, without an engine that runs them. */
import { toJson } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import type { Engine } from "../../../src/spark/engine/index.js";
import { functions as F, SparkSession, ValueError, Window } from "../../../src/spark/index.js";
import { RelationSchema } from "../../../src/spark/proto/index.js";

const unused = () => {
  throw new Error("a plan is made without the engine");
};
const engine: Engine = {
  name: "no engine",
  version: "4.3.0",
  execute: unused,
  analyze: unused,
  config: unused,
  interrupt: unused,
  close: async () => {},
};
const nowhere = { name: "nowhere", open: unused, rddBackend: unused, release: async () => {} };
const spark = new SparkSession(engine, nowhere);

/** A plan without the ids, which are new each time. */
function planOf(df: { readonly relation: Parameters<typeof toJson<typeof RelationSchema>>[1] }): unknown {
  const json = toJson(RelationSchema, df.relation);
  return JSON.parse(JSON.stringify(json, (key, value) => (key === "common" ? undefined : value)));
}

const column = (unparsedIdentifier: string) => ({ unresolvedAttribute: { unparsedIdentifier } });
const range = { range: { start: "0", end: "3", step: "1" } };

describe("plans", () => {
  const df = spark.range(3);

  test("stand around each other, the last outermost", () => {
    expect(planOf(df.where(F.col("id").gt(1)).select("id").limit(2))).toEqual({
      limit: {
        limit: 2,
        input: {
          project: {
            expressions: [column("id")],
            input: {
              filter: {
                input: range,
                condition: {
                  unresolvedFunction: {
                    functionName: ">",
                    arguments: [column("id"), { literal: { integer: 1 } }],
                  },
                },
              },
            },
          },
        },
      },
    });
  });

  test("have ids of their own, by which columns name them", () => {
    const filtered = df.where("id > 1");
    expect(filtered.relation.common!.planId).not.toBe(df.relation.common!.planId);
    expect(filtered.col("id").expression.exprType.value).toMatchObject({
      unparsedIdentifier: "id",
      planId: filtered.relation.common!.planId,
    });
    expect(filtered.col("*").expression.exprType).toMatchObject({
      case: "unresolvedStar",
      value: { planId: filtered.relation.common!.planId },
    });
  });

  test("of aggregates have grouping, functions and pivot", () => {
    const grouped = df.groupBy("id").pivot("id", [1, 2]).agg(F.sum("id").alias("s"), F.expr("max(id)"));
    expect(planOf(grouped)).toEqual({
      aggregate: {
        input: range,
        groupType: "GROUP_TYPE_PIVOT",
        groupingExpressions: [column("id")],
        aggregateExpressions: [
          {
            alias: {
              name: ["s"],
              expr: { unresolvedFunction: { functionName: "sum", arguments: [column("id")] } },
            },
          },
          { expressionString: { expression: "max(id)" } },
        ],
        pivot: {
          col: {
            unresolvedAttribute: { unparsedIdentifier: "id", planId: String(df.relation.common!.planId) },
          },
          values: [{ integer: 1 }, { integer: 2 }],
        },
      },
    });
  });

  test("of windows have int boundaries for rows and long ones for ranges", () => {
    const frame = (window: ReturnType<typeof Window.orderBy>) => {
      const { exprType } = F.sum("id").over(window).expression;
      return exprType.case === "window" ? exprType.value.frameSpec : undefined;
    };
    const byId = Window.partitionBy("k").orderBy(F.col("id").desc());
    expect(frame(byId)).toBeUndefined();
    expect(frame(byId.rowsBetween(Window.unboundedPreceding, Window.currentRow))).toMatchObject({
      frameType: 1,
      lower: { boundary: { case: "unbounded", value: true } },
      upper: { boundary: { case: "currentRow", value: true } },
    });
    expect(frame(byId.rowsBetween(-2, 2))?.lower?.boundary.value).toMatchObject({
      exprType: { value: { literalType: { case: "integer", value: -2 } } },
    });
    expect(frame(byId.rangeBetween(-2, 2 ** 40))?.upper?.boundary.value).toMatchObject({
      exprType: { value: { literalType: { case: "long", value: 2n ** 40n } } },
    });
  });

  test("of queries in expressions carry the queries beside them, also within functions and other DataFrames", () => {
    const other = spark.range(1);
    const nested = df.where(F.coalesce(other.scalar(), F.lit(1)).gt(0));
    expect(nested.relation.relType).toMatchObject({
      case: "withRelations",
      value: { references: [other.relation], root: { relType: { case: "filter" } } },
    });
    expect(nested.relation.common!.planId).toBeGreaterThan(0n);
    // What stands below has its own with it already.
    expect(nested.select("id").relation.relType.case).toBe("project");
    expect(df.where(F.struct("id", "id").isin(other)).relation.relType).toMatchObject({
      case: "withRelations",
      value: {
        root: {
          relType: { value: { condition: { exprType: { value: { inSubqueryValues: { length: 2 } } } } } },
        },
      },
    });
  });

  test("of na have longs and doubles, whatever the columns are", () => {
    expect(planOf(df.fillna({ a: 1, b: 0.5, c: "x", d: true }))).toMatchObject({
      fillNa: {
        cols: ["a", "b", "c", "d"],
        values: [{ long: "1" }, { double: 0.5 }, { string: "x" }, { boolean: true }],
      },
    });
    expect(planOf(df.replace(1, null, "a"))).toMatchObject({
      replace: { cols: ["a"], replacements: [{ oldValue: { double: 1 }, newValue: { null: { null: {} } } }] },
    });
    expect(planOf(df.dropna({ how: "all", subset: ["a"] }))).toMatchObject({
      dropNa: { cols: ["a"], minNonNulls: 1 },
    });
  });

  test("of splits cover the rows without a gap, in one order", () => {
    const bounds = df.randomSplit([1, 1, 2], 9).map(({ relation }) => relation.relType.value);
    expect(bounds).toMatchObject([
      { lowerBound: 0, upperBound: 0.25, deterministicOrder: true, seed: 9n },
      { lowerBound: 0.25, upperBound: 0.5, deterministicOrder: true, seed: 9n },
      { lowerBound: 0.5, upperBound: 1, deterministicOrder: true, seed: 9n },
    ]);
  });

  test("of reading name format, schema, options and paths", () => {
    expect(planOf(spark.read.csv(["a", "b"], { header: true, sep: undefined, schema: "n int" }))).toEqual({
      read: {
        dataSource: { format: "csv", schema: "n int", options: { header: "true" }, paths: ["a", "b"] },
      },
    });
    expect(planOf(spark.read.option("mode", "x").table("t"))).toEqual({
      read: { namedTable: { unparsedIdentifier: "t", options: { mode: "x" } } },
    });
    expect(planOf(spark.read.jdbc("jdbc:x", "t", { user: "u" }, ["a < 1", "a >= 1"]))).toEqual({
      read: {
        dataSource: {
          format: "jdbc",
          options: { user: "u", url: "jdbc:x", dbtable: "t" },
          predicates: ["a < 1", "a >= 1"],
        },
      },
    });
  });

  test("that can't be are refused where they are made", () => {
    expect(() => df.select(3 as unknown as string)).toThrow(ValueError);
    expect(() => df.withColumn("a", 3 as unknown as ReturnType<typeof F.col>)).toThrow("F.lit");
    expect(() => df.repartition(0)).toThrow(ValueError);
    expect(() => df.coalesce(1.5)).toThrow(ValueError);
  });
});
