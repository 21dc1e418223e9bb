/** What `:name` and `?` stand for, and expressions on their own. */
import { toJson } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { NotSupportedError } from "../../../src/errors.js";
import { AnalysisException, ParseException } from "../../../src/spark/errors/index.js";
import { alias, attribute, call, literal } from "../../../src/spark/plan/index.js";
import { type Expression, ExpressionSchema, RelationSchema } from "../../../src/spark/proto/index.js";
import { parseExpression, parseSql, type SqlOptions } from "../../../src/spark/sql-text/index.js";

const json = (expression: Expression) => toJson(ExpressionSchema, expression);

async function textOfPlan(text: string, args: SqlOptions["args"] = {}): Promise<string> {
  const parsed = await parseSql(text, { args });
  if (parsed.kind !== "relation") throw new Error("a command");
  return JSON.stringify(toJson(RelationSchema, parsed.relation)).replace(/"planId":"\d+"/g, '"planId":0');
}

describe("a parameter", () => {
  test("by its name stands for a literal, as often as it is there", async () => {
    const args = { low: literal(3), word: literal("it's") };
    expect(await textOfPlan("SELECT a, :word FROM t WHERE a > :low OR b < :low", args)).toBe(
      await textOfPlan("SELECT a, 'it''s' FROM t WHERE a > 3 OR b < 3"),
    );
  });

  test("by its place stands for the next literal", async () => {
    const args = [literal(3), literal("x"), literal(null)];
    expect(await textOfPlan("SELECT a + ?, ? FROM t WHERE b <=> ?", args)).toBe(
      await textOfPlan("SELECT a + 3, 'x' FROM t WHERE b <=> NULL"),
    );
  });

  test("may stand for an array, a map or a struct, made by calls", async () => {
    const args = { few: call("array", [literal(1), literal(2)]) };
    expect(await textOfPlan("SELECT array_contains(:few, a) FROM t", args)).toBe(
      await textOfPlan("SELECT array_contains(array(1, 2), a) FROM t"),
    );
  });

  test("is never read as SQL", async () => {
    const args = { name: literal("x' OR '1' = '1") };
    const plan = await textOfPlan("SELECT 1 FROM t WHERE name = :name", args);
    expect(plan).toContain("x' OR '1' = '1");
    expect(plan).not.toContain('"functionName":"or"');
  });

  test("within a string, a comment or a quoted name is none", async () => {
    expect(await textOfPlan("SELECT ':a ?', `:b`, 1 /* :c ? */ -- ?\nFROM t")).toContain(":a ?");
  });

  test.each([
    ["SELECT :a", {}, "a", 7],
    ["SELECT 1,\n ?", [], "_11", 1],
    ["SELECT ?, ?", [literal(1)], "_10", 10],
    ["SELECT ?", { a: literal(1) }, "_7", 7],
    ["SELECT :a", [literal(1)], "a", 7],
  ] as const)("of %j that isn't given is an error at its place", async (text, args, name, pos) => {
    const error = await parseSql(text, { args }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AnalysisException);
    expect(error).not.toBeInstanceOf(ParseException);
    expect(error).toMatchObject({
      condition: "UNBOUND_SQL_PARAMETER",
      sqlState: "42P02",
      messageParameters: { name },
    });
    expect((error as Error).message).toMatch(new RegExp(`pos ${pos}$`));
  });
});

describe("an expression", () => {
  test.each<[string, Expression]>([
    ["a", attribute("a")],
    ["a.b", attribute("a.b")],
    ["1", literal(1)],
    ["a + 1", call("+", [attribute("a"), literal(1)])],
    ["a + b * 2", call("+", [attribute("a"), call("*", [attribute("b"), literal(2)])])],
    ["upper(a)", call("upper", [attribute("a")])],
    [
      "a > 1 AND NOT b",
      call("and", [call(">", [attribute("a"), literal(1)]), call("not", [attribute("b")])]),
    ],
  ])("%s is what the builders make", async (text, wanted) => {
    expect(json(await parseExpression(text))).toEqual(json(wanted));
  });

  test.each(["a + 1 AS n", "a + 1 n"])("%s has its alias", async (text) => {
    expect(json(await parseExpression(text))).toEqual(
      json(alias(call("+", [attribute("a"), literal(1)]), "n")),
    );
  });

  test("takes parameters", async () => {
    const made = await parseExpression("a + :n", { args: { n: literal(1) } });
    expect(json(made)).toEqual(json(call("+", [attribute("a"), literal(1)])));
  });

  test.each([
    ["a +", 3],
    ["a b c", 4],
    ["a b + 1", 4],
    ["a, b", 1],
    ["a b, c", 3],
    ["a;", 1],
    ["a LIMIT 1", 2],
    ["f(a b)", 4],
    ["a AS b AS c", 7],
    ["a FROM t", 2],
    ["a WHERE b", 2],
    ["(a", 2],
    ["a)", 1],
    ["1 = = 2", 4],
    ["'open", 0],
  ] as const)("%j is none, and the message has the place", async (text, pos) => {
    const error = await parseExpression(text).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ParseException);
    expect((error as ParseException).condition).toBe("PARSE_SYNTAX_ERROR");
    expect((error as Error).message).toContain(`(line 1, pos ${pos})`);
    // The text is the user's, without the SELECT that it was read behind.
    expect((error as Error).message).not.toContain("SELECT");
  });

  test.each(["", "  ", "-- nothing", "/* nothing */"])("isn't there in %j", async (text) => {
    for (const parse of [parseExpression, parseSql]) {
      const error = await parse(text).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ParseException);
      expect(error).toMatchObject({ condition: "PARSE_EMPTY_STATEMENT", sqlState: "42617" });
    }
  });

  test("that the embedded engine hasn't is refused by name", async () => {
    await expect(parseExpression("v:a")).rejects.toBeInstanceOf(NotSupportedError);
  });
});
