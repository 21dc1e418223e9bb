/** Functions that choose: by a condition, by null, by NaN, by size. */
import { BooleanType, DoubleType, FloatType, IntegerType, NullType } from "../../types/index.js";
import { isFloating } from "../expression/cast-rules.js";
import { sortedSql } from "../expression/sort-order.js";
import type { Typed } from "../expression/typed.js";
import { widerTypeWithoutText } from "./coercion.js";
import { ordered } from "./comparison.js";
import type { FunctionTable, Parameter, Parameters, RewriteSpec, ScalarSpec } from "./function-spec.js";
import { alike, any, boolean, exactly, oneOf, takes, takesAlike } from "./parameters.js";

const allNullable = (args: readonly Typed[]) => args.every(({ nullable }) => nullable);
const firstType = ([a]: readonly Typed[]) => a!.type;

/** A float or a double; all else becomes a double. */
export const floating: Parameter = oneOf(
  exactly('"DOUBLE"', new DoubleType()),
  exactly('"FLOAT"', new FloatType()),
);

const rewrite = (count: number, make: RewriteSpec["rewrite"]): RewriteSpec => ({
  kind: "rewrite",
  takes: takes(...Array.from({ length: count }, () => any)),
  rewrite: make,
});

const extreme = (name: string): ScalarSpec => ({
  kind: "scalar",
  takes: {
    counts: "> 1",
    of(args) {
      return args.length < 2 ? undefined : ordered(alike(args, widerTypeWithoutText), args, name);
    },
  },
  gives: firstType,
  nullable: allNullable,
  sql(args, typed) {
    const [first] = typed;
    const found = `${name}(${args.join(", ")})`;
    if (first!.type.typeName === "array" || first!.type.typeName === "struct") {
      const pairs = args.map((arg, i) => `{'by': ${sortedSql(arg, typed[i]!.type)}, 'value': ${arg}}`);
      const there = `list_filter([${pairs.join(", ")}], lambda pair: pair.value IS NOT NULL)`;
      return `list_sort(${there})[${name === "greatest" ? -1 : 1}].value`;
    }
    if (!isFloating(first!.type)) return found;
    // Of zero and minus zero, which are equal, the one that comes first.
    const zeros = args.map((arg) => `CASE WHEN ${arg} = 0 THEN ${arg} END`);
    return `(CASE WHEN ${found} = 0 THEN coalesce(${zeros.join(", ")}) ELSE ${found} END)`;
  },
});

/** Conditions and values in turn, and perhaps a value for the rest. */
const branches: Parameters = {
  counts: "> 1",
  of(args) {
    if (args.length < 2) return undefined;
    const isValue = (i: number) => i % 2 === 1 || i === args.length - 1;
    const values = alike(args.filter((_, i) => isValue(i)));
    return args.map((_, i) => (isValue(i) ? values.shift()! : boolean));
  },
};

const hasElse = (args: readonly unknown[]) => args.length % 2 === 1;

export const CONDITIONAL: FunctionTable = {
  coalesce: {
    kind: "scalar",
    takes: takesAlike(1),
    gives: firstType,
    nullable: allNullable,
    sql: (args) => `coalesce(${args.join(", ")})`,
  },
  nvl: rewrite(2, (args, { call }) => call("coalesce", args)),
  ifnull: rewrite(2, (args, { call }) => call("coalesce", args)),
  nvl2: rewrite(3, ([a, b, c], { call }) => call("if", [call("isnotnull", [a!]), b!, c!])),
  nullif: rewrite(2, ([a, b], { call, literal }) =>
    call("if", [call("=", [a!, b!]), literal(null, a!.type), a!]),
  ),
  zeroifnull: rewrite(1, ([a], { call, literal }) => call("coalesce", [a!, literal(0, new IntegerType())])),
  nullifzero: rewrite(1, ([a], { call, literal }) =>
    call("if", [call("=", [a!, literal(0, new IntegerType())]), literal(null, a!.type), a!]),
  ),
  if: {
    kind: "scalar",
    takes: {
      counts: "3",
      of: (args) => (args.length === 3 ? [boolean, ...alike(args.slice(1))] : undefined),
    },
    gives: ([, a]) => a!.type,
    nullable: ([, a, b]) => a!.nullable || b!.nullable,
    pretty: ([c, a, b]) => `(IF(${c}, ${a}, ${b}))`,
    sql: ([c, a, b]) => `(CASE WHEN ${c} THEN ${a} ELSE ${b} END)`,
  },
  when: {
    kind: "scalar",
    takes: branches,
    gives: ([, a]) => a!.type,
    nullable: (args) =>
      !hasElse(args) || args.some(({ nullable }, i) => nullable && (i % 2 === 1 || i === args.length - 1)),
    pretty: (args) => caseSql(args),
    sql: (args) => `(${caseSql(args)})`,
  },
  greatest: extreme("greatest"),
  least: extreme("least"),
  nanvl: {
    kind: "scalar",
    takes: {
      counts: "2",
      of(args) {
        if (args.length !== 2) return undefined;
        const single = args.every(({ type }) => type instanceof FloatType || type instanceof NullType);
        return args.map(() =>
          single ? exactly('"FLOAT"', new FloatType()) : exactly('"DOUBLE"', new DoubleType()),
        );
      },
    },
    gives: firstType,
    sql: ([a, b]) => `(CASE WHEN isnan(${a}) THEN ${b} ELSE ${a} END)`,
  },
  isnan: {
    kind: "scalar",
    takes: takes(floating),
    gives: () => new BooleanType(),
    nullable: () => false,
    sql: ([a]) => `coalesce(isnan(${a}), false)`,
  },
  between: rewrite(3, ([a, low, high], { call }) =>
    call("and", [call(">=", [a!, low!]), call("<=", [a!, high!])]),
  ),
  equal_null: rewrite(2, (args, { call }) => call("<=>", args)),
};

function caseSql(args: readonly string[]): string {
  const whens: string[] = [];
  for (let i = 0; i + 1 < args.length; i += 2) whens.push(`WHEN ${args[i]} THEN ${args[i + 1]}`);
  const rest = hasElse(args) ? ` ELSE ${args.at(-1)}` : "";
  return `CASE ${whens.join(" ")}${rest} END`;
}
