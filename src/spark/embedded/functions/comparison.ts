/** Comparisons, and what is made of their answers: `and`, `or`, `not`, `in`. NaN equals itself and is greater than any number, as in Spark. */
import { BooleanType, type DataType, type TypeName } from "../../types/index.js";
import { isText } from "../expression/cast-rules.js";
import { sortedSql } from "../expression/sort-order.js";
import { typeQuoted } from "../expression/type-names.js";
import type { Typed } from "../expression/typed.js";
import { analysisError } from "./analysis-errors.js";
import { tightestType, widerType } from "./coercion.js";
import type { FunctionTable, Parameter, Parameters, ScalarSpec } from "./function-spec.js";
import { differs, type Operator, operandNames, operandTypes } from "./operands.js";
import { alike, any, boolean, takes } from "./parameters.js";

const toBoolean = () => new BooleanType();
const never = () => false;

/** Two values of one type, which has an order if `ordered`. */
function two(symbol: string): Parameters {
  return {
    counts: "2",
    of(args) {
      if (args.length !== 2) return undefined;
      const [a, b] = args as [Typed, Typed];
      const type = comparedType(a, b);
      const pretty = `(${a.pretty} ${symbol} ${b.pretty})`;
      if (type === undefined) throw differs(pretty, a.type, b.type);
      if (!isOrdered(type)) throw unordered(symbol, pretty, type);
      return [a, b].map(() => ({ allowed: typeQuoted(type), accept: () => type }));
    },
  };
}

/** Of arrays, maps and structs, parts that are strings or other decimals aren't cast. */
function comparedType({ type: a }: Typed, { type: b }: Typed): DataType | undefined {
  if (isText(a) && isText(b)) return a;
  return NESTED.includes(a.typeName) && NESTED.includes(b.typeName) ? tightestType(a, b) : widerType(a, b);
}

/** A plain null stands for a null that is compared with a string. */
function comparedNames(names: readonly string[], args: readonly Typed[]): readonly string[] {
  const withText = args.some(({ type }) => isText(type));
  return names.map((name, i) => (withText && args[i]!.type.typeName === "void" ? "NULL" : name));
}

const NESTED: readonly TypeName[] = ["array", "map", "struct"];

/** Whether Spark compares values of the type. */
export function isOrdered(type: DataType): boolean {
  const parts = type as { elementType?: DataType; fields?: readonly { dataType: DataType }[] };
  if (type.typeName === "array") return isOrdered(parts.elementType!);
  if (type.typeName === "struct") return parts.fields!.every(({ dataType }) => isOrdered(dataType));
  return type.typeName !== "map" && type.typeName !== "interval" && type.typeName !== "variant";
}

/** The error of values that have no order. */
function unordered(name: string, pretty: string, type: DataType): Error {
  return analysisError(
    "DATATYPE_MISMATCH.INVALID_ORDERING_TYPE",
    `"${pretty}": values of ${typeQuoted(type)} can't be compared.`,
    { functionName: `\`${name}\``, dataType: typeQuoted(type), sqlExpr: `"${pretty}"` },
    "42K09",
  );
}

/**
 * Parameters whose values are compared, once they are cast.
 *
 * @throws AnalysisException `DATATYPE_MISMATCH.INVALID_ORDERING_TYPE` for maps and others without an order
 */
export function ordered<T extends readonly Parameter[]>(
  parameters: T,
  args: readonly Typed[],
  name: string,
  pretty = `${name}(${args.map((arg) => arg.pretty).join(", ")})`,
): T {
  for (const [i, parameter] of parameters.entries()) {
    const type = parameter.accept(args[i]!.type, args[i]!);
    if (type !== undefined && !isOrdered(type)) throw unordered(name, pretty, type);
  }
  return parameters;
}

/** Of arrays and structs, DuckDB's order is another where there are nulls within. */
const compareOrder = (symbol: string): ScalarSpec => ({
  ...compare(symbol),
  sql(args, typed) {
    const [a, b] = args.map((arg, i) =>
      NESTED.includes(typed[i]!.type.typeName) ? sortedSql(arg, typed[i]!.type) : arg,
    );
    return `(${a} ${symbol} ${b})`;
  },
});

const compare = (symbol: string, sql = symbol): ScalarSpec => ({
  kind: "scalar",
  takes: two(symbol),
  gives: toBoolean,
  pretty: (names, args) => `(${comparedNames(names, args).join(` ${symbol} `)})`,
  sql: ([a, b]) => `(${a} ${sql} ${b})`,
});

const BOOLEANS: Operator = {
  accepts: ({ typeName }) => typeName === "boolean",
  allowed: '"BOOLEAN"',
  ofNulls: new BooleanType(),
};

const logic = (name: string): ScalarSpec => ({
  kind: "scalar",
  takes: {
    counts: "2",
    of(args) {
      if (args.length !== 2) return undefined;
      const [a, b] = args as [Typed, Typed];
      return operandTypes(name.toUpperCase(), a, b, BOOLEANS).map(() => boolean);
    },
  },
  gives: toBoolean,
  pretty: (names, args) => `(${operandNames(names, args).join(` ${name.toUpperCase()} `)})`,
  // expression/to-sql.ts writes chains of these itself.
  sql: ([a, b]) => `(${a} ${name.toUpperCase()} ${b})`,
});

const test = (sql: (x: string) => string, pretty: (x: string) => string): ScalarSpec => ({
  kind: "scalar",
  takes: takes(any),
  gives: toBoolean,
  nullable: never,
  pretty: ([a]) => pretty(a!),
  sql: ([a]) => sql(a!),
});

export const COMPARISON: FunctionTable = {
  "=": compare("="),
  "==": compare("="),
  "<": compareOrder("<"),
  "<=": compareOrder("<="),
  ">": compareOrder(">"),
  ">=": compareOrder(">="),
  "<=>": { ...compare("<=>", "IS NOT DISTINCT FROM"), nullable: never },
  and: logic("and"),
  or: logic("or"),
  not: {
    kind: "scalar",
    takes: takes(boolean),
    gives: toBoolean,
    pretty: ([a]) => `(NOT ${a})`,
    sql: ([a]) => `(NOT ${a})`,
  },
  "!": {
    kind: "scalar",
    takes: takes(boolean),
    gives: toBoolean,
    pretty: ([a]) => `(NOT ${a})`,
    sql: ([a]) => `(NOT ${a})`,
  },
  isnull: test(
    (x) => `(${x} IS NULL)`,
    (x) => `(${x} IS NULL)`,
  ),
  isnotnull: test(
    (x) => `(${x} IS NOT NULL)`,
    (x) => `(${x} IS NOT NULL)`,
  ),
  in: {
    kind: "scalar",
    takes: {
      counts: "> 0",
      of(args, name) {
        if (args.length === 0) return undefined;
        const [a, ...rest] = args.map(({ pretty }) => pretty);
        return ordered(alike(args), args, name, `(${a} IN (${rest.join(", ")}))`);
      },
    },
    gives: toBoolean,
    pretty: ([a, ...rest]) => `(${a} IN (${rest.join(", ")}))`,
    // Nothing is in an empty list, and null isn't either.
    sql: ([a, ...rest]) => (rest.length === 0 ? "false" : `(${a} IN (${rest.join(", ")}))`),
  },
};
