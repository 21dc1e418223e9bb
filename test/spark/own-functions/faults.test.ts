/** What may go wrong in a function, in each kind that there is and on both engines: it is said alike, the session goes on, and nothing is waited for without end. */
import type { Table } from "apache-arrow";
import { beforeAll, describe, expect, test } from "vitest";
import type { DataFrame, SparkSession } from "../../../src/spark/index.js";
import { SPARK_TEST_MILLISECONDS } from "../../support/spark.js";
import { onEngines, valuesOf } from "../api/engines.js";
import { failureOf } from "../connect/ask.js";
import { built } from "./built.js";

const { functions: F, FunctionException } = built;

/** What stands in the function: it gets the rows' first number, and what it gives is the answer. */
type Act = (x: number) => unknown;

/** Rows `id` 0, 1 and 2 through a function called `f`, whose schema is one column `n int`. */
const KINDS: Readonly<Record<string, (spark: SparkSession, act: Act) => DataFrame<unknown>>> = {
  udf: (spark, act) => {
    const f = F.udf((x: number) => act(x), "int", { name: "f" });
    return spark.range(3).select(f("id").alias("n"));
  },
  "registered udf": (spark) => spark.range(3).selectExpr("f(id) AS n"),
  "vectorised udf": (spark, act) => {
    const f = F.udf((x) => Array.from(x.toTypedArray() as ArrayLike<number>, act), "int", {
      name: "f",
      vectorised: true,
    });
    return spark.range(3).select(f(F.col("id").cast("double")).alias("n"));
  },
  mapInArrow: (spark, act) =>
    spark.range(3).mapInArrow(function* f(batches) {
      for (const batch of batches) yield { n: numbersOf(batch).map(act) };
    }, "n int"),
  applyInArrow: (spark, act) =>
    spark
      .range(3)
      .groupBy(F.lit(1))
      .applyInArrow(function f(table: Table) {
        return { n: numbersOf(table).map(act) };
      }, "n int"),
  cogroup: (spark, act) =>
    spark
      .range(3)
      .groupBy(F.lit(1))
      .cogroup(spark.range(2).groupBy(F.lit(1)))
      .applyInArrow(function f(left: Table, _right: Table) {
        return { n: numbersOf(left).map(act) };
      }, "n int"),
};

function numbersOf(rows: { getChild(name: string): { toArray(): ArrayLike<unknown> } | null }): number[] {
  return Array.from(rows.getChild("id")!.toArray(), Number);
}

onEngines((session) => {
  const limit = { timeout: SPARK_TEST_MILLISECONDS };
  // What is looked at afterwards: the same function, when it does nothing wrong.
  const fine: Act = (x) => x + 1;

  describe.each(Object.keys(KINDS))("%s", (kind) => {
    async function run(act: Act): Promise<unknown> {
      const spark = session();
      if (kind === "registered udf") {
        await spark.udf.register("f", (x: number) => act(x), "int");
      }
      return valuesOf(KINDS[kind]!(spark, act));
    }

    async function failing(act: Act): Promise<Error> {
      const error = await failureOf(run(act));
      expect(error).toBeInstanceOf(FunctionException);
      expect(await run(fine)).toEqual([[1], [2], [3]]);
      return error as Error;
    }

    test("throws", limit, async () => {
      const error = await failing((x) => {
        if (x === 1) throw Object.assign(new RangeError(`no ${x}`), { code: "E_BAD" });
        return x;
      });
      expect(error.message).toBe("the function f threw RangeError: no 1");
      expect(error.cause).toMatchObject({ name: "RangeError", message: "no 1", code: "E_BAD" });
      expect((error.cause as Error).stack).toMatch(/RangeError: no 1\n\s+at /);
    });

    test("ends its process", limit, async () => {
      const error = await failing((x) => (x === 1 ? process.exit(3) : x));
      expect(error.message).toMatch(/^the function f ended its process with code 3/);
    });

    test("never ends", limit, async () => {
      const spark = session();
      await spark.conf.set("manycore.functionTimeout", "1");
      try {
        const started = performance.now();
        const error = await failureOf(
          run((x) => {
            for (;;) if (x < 0) return x;
          }),
        );
        expect(error).toBeInstanceOf(FunctionException);
        expect((error as Error).message).toBe("the function f took more than 1 s");
        expect(performance.now() - started).toBeLessThan(30_000);
      } finally {
        await spark.conf.unset("manycore.functionTimeout");
      }
      expect(await run(fine)).toEqual([[1], [2], [3]]);
    });

    test("gives what isn't of its type", limit, async () => {
      expect((await failing((x) => (x === 1 ? "one" : x))).message).toMatch(
        /^the function f gave .*"one" is no int/,
      );
      expect((await failing((x) => x + 2 ** 31)).message).toMatch(/^the function f gave .*is beyond int/);
      expect((await failing(async (x) => x)).message).toMatch(/^the function f gave .*[Pp]romise/);
    });

    test("gives nothing for a row: null", limit, async () => {
      expect(await run((x) => (x === 1 ? null : x))).toEqual([[0], [null], [2]]);
    });
  });

  describe("a time that is none", () => {
    beforeAll(() => session().conf.set("manycore.functionTimeout", "soon"));

    test("is refused", limit, async () => {
      try {
        const f = F.udf((x: number) => x, "long");
        expect(await failureOf(session().range(3).select(f("id")).collect())).toMatchObject({
          name: "IllegalArgumentException",
          condition: "INVALID_CONF_VALUE.REQUIREMENT",
          message: expect.stringContaining("soon"),
        });
      } finally {
        await session().conf.unset("manycore.functionTimeout");
      }
    });
  });
}, built);
