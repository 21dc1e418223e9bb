import { describe, expect, test } from "vitest";
import {
  type Column,
  functions as F,
  types,
  ValueError,
  Window,
  type WindowSpec,
} from "../../../src/spark/index.js";
import { onEngines } from "./engines.js";

describe("a column", () => {
  test("prints as what it is", () => {
    expect(String(F.col("a").add(1).gt(F.lit("x")))).toBe("Column<'((a + 1) > x)'>");
    expect(`${F.col("a").cast("int").alias("b").desc()}`).toBe(
      "Column<'CAST(a AS INT) AS b DESC NULLS LAST'>",
    );
    const unchecked = F.col("a") as unknown as number;
    expect(() => +unchecked).toThrow("methods");
    expect(() => unchecked + 1).toThrow("a.add(b)");
    // biome-ignore lint/suspicious/noDoubleEquals: what Python writes
    expect(() => unchecked == 3).toThrow("a.eq(b)");
    expect(() => unchecked > 3).toThrow(ValueError);
  });

  test("refuses what it can't be", () => {
    expect(() => F.col("a").otherwise(1)).toThrow(ValueError);
    expect(() => F.when(F.lit(true), 1).otherwise(2).when(F.lit(true), 3)).toThrow("can't follow otherwise");
    expect(() => F.col("a").dropFields()).toThrow(ValueError);
    expect(() => F.row_number().over(Window as unknown as WindowSpec)).toThrow("Window.partitionBy");
    expect(() => F.lit({} as string)).toThrow("no literal");
    expect(() => F.lit(2n ** 63n)).toThrow("64 bits");
    expect(() => F.lit(new Date(Number.NaN))).toThrow(ValueError);
  });
});

onEngines((session) => {
  const value = async (column: Column) => {
    const rows = await session().range(1).select(column.alias("v")).collect();
    return rows[0]?.v;
  };
  const six = F.lit(6);
  const word = F.lit("Spark");
  const nothing = F.lit(null);
  const struct = F.struct(F.lit(1).alias("a"), F.lit("x").alias("b"));

  test.each<[string, Column, unknown, lacks?: string]>([
    ["add", six.add(1), 7],
    ["sub", six.sub(1), 5],
    ["mul", six.mul(1.5), 9],
    ["div", six.div(4), 1.5],
    ["mod", F.lit(-7).mod(4), -3],
    ["pow", six.pow(2), 36],
    ["neg", six.neg(), -6],
    ["eq", six.eq(6), true],
    ["ne", six.ne(6), false],
    ["lt", six.lt(7), true],
    ["le", six.le(5), false],
    ["gt", six.gt(5), true],
    ["ge", six.ge(7), false],
    ["null in a comparison", six.eq(nothing), null],
    ["eqNullSafe", nothing.eqNullSafe(null), true],
    ["and", F.lit(true).and(false), false],
    ["or", F.lit(true).or(false), true],
    ["not", F.lit(true).not(), false],
    ["bitwiseAND", six.bitwiseAND(3), 2],
    ["bitwiseOR", six.bitwiseOR(1), 7],
    ["bitwiseXOR", six.bitwiseXOR(5), 3],
    ["isNull", nothing.isNull(), true],
    ["isNotNull", nothing.isNotNull(), false],
    ["isNaN", F.lit(Number.NaN).isNaN(), true],
    ["contains", word.contains("ar"), true],
    ["startswith", word.startswith("Sp"), true],
    ["endswith", word.endswith("Sp"), false],
    ["like", word.like("S_a%"), true],
    ["ilike", word.ilike("s%K"), true],
    ["rlike", word.rlike("^S.*k$"), true],
    ["substr", word.substr(2, 3), "par"],
    ["between", six.between(1, 6), true],
    ["isin", six.isin(1, 6), true],
    ["isin an array", six.isin([1, 2]), false],
    ["isin an empty array", six.isin([]), false],
    ["null isin an empty array", nothing.isin([]), false],
    ["isin nothing", six.isin(), false],
    ["when", F.when(six.gt(7), "big").when(six.gt(5), "middle").otherwise("small"), "middle"],
    ["when without otherwise", F.when(six.gt(7), "big"), null],
    ["getItem of an array", F.array(F.lit(5), F.lit(6)).getItem(1), 6],
    ["getItem of a map", F.create_map(F.lit("k"), F.lit(9)).getItem("k"), 9],
    ["getField", struct.getField("b"), "x"],
    ["withField", struct.withField("c", six).getField("c"), 6],
    ["dropFields", struct.dropFields("a"), { b: "x" }],
    ["cast to words", F.lit("12").cast("int"), 12],
    ["cast to a type", F.lit(2.7).cast(new types.LongType()), 2],
    ["astype", six.astype("string"), "6"],
    ["try_cast", F.lit("x").try_cast("int"), null],
    ["tryCast", F.lit("x").tryCast("int"), null],
    ["transform", six.transform((c) => c.add(c)), 12],
    ["an array of values", F.lit([1, 2, 3]), [1, 2, 3]],
    ["a double", F.lit(0.1), 0.1],
    ["a great number", F.lit(1e300), 1e300],
    ["minus zero", F.lit(-0), -0],
    ["a long", F.lit(2 ** 40), 2 ** 40],
    ["bytes", F.lit(new Uint8Array([1, 255])), new Uint8Array([1, 255])],
    ["a boolean", F.lit(false), false],
  ])("%s", async (_, column, expected) => {
    expect(await value(column)).toEqual(expected);
  });

  test("values of the other types", async () => {
    const literals = [
      new Date("2024-05-06T07:08:09.123Z"),
      new types.Timestamp("2024-05-06T07:08:09.123456Z"),
      new types.TimestampNTZ("1999-12-31T23:59:59.999999"),
      types.Decimal.of("-12.50"),
    ];
    const columns = literals.map((literal, i) => F.lit(literal).cast("string").alias(`c${i}`));
    await session().conf.set("spark.sql.session.timeZone", "UTC");
    const [row] = await session()
      .range(1)
      .select(...columns)
      .collect();
    expect(Object.values(row!)).toEqual([
      "2024-05-06 07:08:09.123",
      "2024-05-06 07:08:09.123456",
      "1999-12-31 23:59:59.999999",
      "-12.50",
    ]);
    const time = F.lit(new types.DayTimeInterval(90_000_000n)).cast("string");
    expect(await value(time)).toBe("INTERVAL '0 00:01:30' DAY TO SECOND");
    const months = F.lit(new types.YearMonthInterval(14)).cast("string");
    expect(await value(months)).toBe("INTERVAL '1-2' YEAR TO MONTH");
  });

  test("an overflow and a division by zero are Spark's errors", async () => {
    await expect(value(F.lit(1).div(0))).rejects.toMatchObject({ condition: "DIVIDE_BY_ZERO" });
    await expect(value(F.lit(2 ** 31 - 1).add(1))).rejects.toMatchObject({
      condition: "ARITHMETIC_OVERFLOW",
    });
    await expect(value(F.lit("x").cast("int"))).rejects.toMatchObject({ condition: "CAST_INVALID_INPUT" });
  });
});
