/** The functions by themselves: their names, and the messages that they make. */
import { execFileSync } from "node:child_process";
import { toJson } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import type { Column } from "../../../src/spark/api/column.js";
import * as F from "../../../src/spark/functions/index.js";
import { FAMILIES, NOT_OFFERED, parametersOf } from "../../../src/spark/functions/table/index.js";
import { type Expression, ExpressionSchema } from "../../../src/spark/proto/index.js";
import { IntegerType, StructType } from "../../../src/spark/types/index.js";
import { partPath, skipWithout } from "../../support/parts.js";

const LINES = FAMILIES.flatMap(({ lines }) => Object.entries(lines));

/** A call as text: `f(a, 'text', 1)`; what isn't a call, a name or a literal as JSON. */
function textOf(column: Column): string {
  return text(column.expression);
}

function text({ exprType }: Expression): string {
  switch (exprType.case) {
    case "unresolvedFunction": {
      const { functionName, arguments: args, isDistinct } = exprType.value;
      return `${functionName}(${isDistinct ? "DISTINCT " : ""}${args.map(text).join(", ")})`;
    }
    case "unresolvedAttribute":
      return exprType.value.unparsedIdentifier;
    case "unresolvedNamedLambdaVariable":
      return exprType.value.nameParts.join(".");
    case "lambdaFunction":
      return `(${exprType.value.arguments.map(({ nameParts }) => nameParts.join(".")).join(", ")}) -> ${text(exprType.value.function!)}`;
    case "literal": {
      const { literalType } = exprType.value;
      if (literalType.case === "string") return `'${literalType.value}'`;
      if (literalType.case === "decimal") return `decimal(${literalType.value.value})`;
      if (literalType.case === "null") return "NULL";
      return `${literalType.case} ${String(literalType.value)}`;
    }
    case "unresolvedStar":
      return "*";
    default:
      throw new Error(`${exprType.case} in a call`);
  }
}

describe("names", () => {
  test("each line of the table is a function, and each function a line", () => {
    const names = LINES.map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
    const exported = Object.entries(F).flatMap(([name, value]) =>
      typeof value === "function" ? [name] : [],
    );
    expect(exported.sort()).toEqual(names.sort());
    expect(names.filter((name) => name in NOT_OFFERED)).toEqual([]);
  });

  describe("of PySpark", () => {
    skipWithout("pyspark");

    test("are all in the table, or said not to be", () => {
      const program = `
import inspect, json
import pyspark.sql.functions as F
ours = [n for n, f in vars(F).items() if inspect.isfunction(f) and not n.startswith("_") and f.__module__.startswith("pyspark.sql.functions")]
print(json.dumps(sorted(set(ours) | set(F.__all__))))`;
      const theirs: string[] = JSON.parse(
        execFileSync(partPath("pyspark"), ["-c", program], { encoding: "utf8" }),
      );
      expect(theirs.length).toBeGreaterThan(550);
      const ours = new Set([...LINES.map(([name]) => name), ...Object.keys(NOT_OFFERED)]);
      expect(theirs.filter((name) => !ours.has(name))).toEqual([]);
      expect([...ours].filter((name) => !theirs.includes(name))).toEqual([]);
    });
  });
});

describe("the table", () => {
  test("says what its parameters are", () => {
    expect(parametersOf('col, start?: int = 1, pad: column = ","')).toMatchObject([
      { name: "col", kind: "column", optional: false, ifLeftOut: undefined },
      { name: "start", kind: "int", optional: true, ifLeftOut: { value: "1", sent: "before others" } },
      { name: "pad", kind: "column", optional: true, ifLeftOut: { value: '","', sent: "always" } },
    ]);
    expect(parametersOf("f: lambda(x, i?), ...cols >= 2")).toMatchObject([
      { name: "f", kind: "lambda", lambda: { variables: ["x", "i"], least: 1 } },
      { name: "cols", rest: { least: 2, inList: false } },
    ]);
  });

  test.each(["col: colour", "...", "f: lambda", "x: int(y)", "a b"])("refuses %s", (takes) => {
    expect(() => parametersOf(takes)).toThrow();
  });

  test("has sentences", () => {
    for (const [name, { doc }] of LINES)
      expect([name, doc]).toEqual([name, expect.stringMatching(/^\S.+[.…]$/)]);
    const linked = LINES.flatMap(([, { doc }]) => [...doc.matchAll(/\{@link (\w+)\}/g)].map(([, to]) => to));
    expect(linked.filter((to) => !LINES.some(([name]) => name === to))).toEqual([]);
  });
});

describe("a call", () => {
  test("takes names where columns stand and literals where values do", () => {
    expect(textOf(F.substring("s", 1, "n"))).toBe("substring(s, integer 1, n)");
    expect(textOf(F.array_contains("a", "x"))).toBe("array_contains(a, 'x')");
    expect(textOf(F.array_contains("a", F.col("x")))).toBe("array_contains(a, x)");
    expect(textOf(F.pow("x", 2))).toBe("power(x, integer 2)");
    expect(textOf(F.approx_count_distinct("x", 1))).toBe("approx_count_distinct(x, double 1)");
    expect(textOf(F.percentile("x", [0, 0.5, 1]))).toBe(
      "percentile(x, array(double 0, double 0.5, double 1), integer 1)",
    );
  });

  test("leaves out what was left out, and fills what PySpark fills", () => {
    expect(textOf(F.round("x"))).toBe("round(x)");
    expect(textOf(F.lag("x"))).toBe("lag(x, integer 1)");
    expect(textOf(F.lag("x", 2, null))).toBe("lag(x, integer 2, NULL)");
    expect(textOf(F.instr("s", "a", undefined, 3))).toBe("instr(s, 'a', integer 1, integer 3)");
    expect(textOf(F.trim("s", F.lit("x")))).toBe("trim('x', s)");
    expect(textOf(F.window("t", "1 day", undefined, "1 hour"))).toBe("window(t, '1 day', '1 day', '1 hour')");
    expect(textOf(F.unix_timestamp())).toBe("unix_timestamp()");
    expect(textOf(F.convert_timezone(null, F.lit("UTC"), "t"))).toBe("convert_timezone('UTC', t)");
  });

  test("takes arguments by name", () => {
    expect(textOf(F.make_dt_interval({ mins: "m" }))).toBe(
      "make_dt_interval(integer 0, integer 0, m, decimal(0))",
    );
    expect(textOf(F.make_dt_interval("d", "h"))).toBe("make_dt_interval(d, h, integer 0, decimal(0))");
    expect(textOf(F.make_timestamp({ date: "d", time: "t", timezone: "z" }))).toBe("make_timestamp(d, t, z)");
    expect(() => F.make_timestamp({ date: "d" } as never)).toThrow("a date and a time");
    expect(() => (F.make_timestamp as (...parts: string[]) => Column)("y", "m")).toThrow("years, months");
  });

  test("takes columns in a list", () => {
    expect(textOf(F.struct(["a", F.col("b")]))).toBe("struct(a, b)");
    expect(textOf(F.create_map("k", "v"))).toBe("map(k, v)");
    expect(textOf(F.array())).toBe("array()");
  });

  test("of distinct values", () => {
    expect(textOf(F.count_distinct("a", "b"))).toBe("count(DISTINCT a, b)");
    expect(textOf(F.listagg_distinct("a", "-"))).toBe("listagg(DISTINCT a, '-')");
  });

  test("of all rows counts those with nulls too", () => {
    expect(textOf(F.count(F.col("*")))).toBe("count(integer 1)");
    expect(textOf(F.count("*"))).toBe("count(integer 1)");
  });

  test("takes options and schemas", () => {
    expect(textOf(F.to_json("s", { pretty: true, sep: ";" }))).toBe(
      "to_json(s, map('pretty', 'true', 'sep', ';'))",
    );
    expect(textOf(F.to_json("s", {}))).toBe("to_json(s)");
    const schema = new StructType().add("a", new IntegerType());
    expect(textOf(F.from_json("j", schema))).toBe(`from_json(j, '${schema.json()}')`);
    expect(textOf(F.from_json("j", "a INT"))).toBe("from_json(j, 'a INT')");
  });

  test("chooses a seed, another one each time, and keeps what it was given", () => {
    expect(textOf(F.rand())).toMatch(/^rand\(long \d+\)$/);
    expect(textOf(F.rand())).not.toBe(textOf(F.rand()));
    expect(textOf(F.shuffle("a", 2n ** 60n))).toBe(`shuffle(a, long ${2n ** 60n})`);
    expect(() => F.rand(1.5)).toThrow("no whole number");
  });

  test("named by a word of JavaScript's", () => {
    expect(textOf(F.typeof("x"))).toBe("typeof(x)");
  });
});

describe("functions of functions", () => {
  test("call theirs with a variable for each parameter", () => {
    expect(textOf(F.transform("a", (x) => x.add(1)))).toMatch(
      /^transform\(a, \((x_\d+)\) -> \+\(\1, integer 1\)\)$/,
    );
    expect(textOf(F.transform("a", (x, i) => x.add(i)))).toMatch(
      /^transform\(a, \((x_\d+), (y_\d+)\) -> \+\(\1, \2\)\)$/,
    );
    expect(textOf(F.aggregate("a", F.lit(0), (sum) => sum))).toMatch(
      /^aggregate\(a, integer 0, \((x_\d+), y_\d+\) -> \1\)$/,
    );
  });

  test("don't confuse the variables of one within another", () => {
    const nested = textOf(F.transform("aa", (a) => F.transform(a, (x) => x.add(F.size(a)))));
    const [outer, inner] = [...nested.matchAll(/\((x_\d+)\) ->/g)].map(([, name]) => name);
    expect(outer).not.toBe(inner);
    expect(nested).toContain(`+(${inner}, size(${outer}))`);
  });

  test("refuse what is no function, or gives no column", () => {
    expect(() => F.filter("a", "x > 1" as never)).toThrow("takes a function of columns");
    expect(() => F.exists("a", (() => true) as never)).toThrow("returned true; it returns a column");
  });
});

describe("arguments that can't be", () => {
  test.each<[string, () => unknown]>([
    ["a number where a column stands", () => F.upper(1 as never)],
    ["nothing where a column stands", () => F.upper(undefined as never)],
    ["fewer columns than it takes", () => F.greatest(...(["a"] as unknown as [string, string]))],
    ["no fields", () => F.json_tuple("j")],
    ["a digest that there isn't", () => F.sha2("s", 255 as never)],
    ["a condition that is no column", () => F.when(true as never, 1)],
    ["a value that has no literal", () => F.array_append("a", Symbol("s") as never)],
    ["a duration that is no string", () => F.window("t", 10 as never)],
    ["no DataFrame", () => F.broadcast("t" as never)],
  ])("%s is a ValueError", (_, call) => {
    expect(call).toThrow(expect.objectContaining({ name: "ValueError" }));
  });
});

test("orders, names and SQL's words are no calls", () => {
  expect(toJson(ExpressionSchema, F.desc("a").expression)).toEqual({
    sortOrder: {
      child: { unresolvedAttribute: { unparsedIdentifier: "a" } },
      direction: "SORT_DIRECTION_DESCENDING",
      nullOrdering: "SORT_NULLS_LAST",
    },
  });
  expect(toJson(ExpressionSchema, F.expr("a + 1").expression)).toEqual({
    expressionString: { expression: "a + 1" },
  });
  expect(F.call_function("cat.f", "a").expression.exprType).toMatchObject({
    case: "callFunction",
    value: { functionName: "cat.f" },
  });
  expect(F.broadcast({ hint: (name: string) => name })).toBe("broadcast");
  expect(textOf(F.partitioning.bucket(4, "a"))).toBe("bucket(integer 4, a)");
});
