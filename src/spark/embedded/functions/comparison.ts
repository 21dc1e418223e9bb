/** Comparisons, and what is made of their answers: `and`, `or`, `not`, `in`. NaN equals itself and is greater than any number, as in Spark. */
import { BooleanType, type DataType } from "../../types/index.js";
import { isText } from "../expression/cast-rules.js";
import { typeQuoted } from "../expression/type-names.js";
import type { Typed } from "../expression/typed.js";
import { analysisError } from "./analysis-errors.js";
import { widerType } from "./coercion.js";
import type { FunctionTable, Parameters, ScalarSpec } from "./function-spec.js";
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
      if (type === undefined) {
        const [left, right] = [typeQuoted(a.type), typeQuoted(b.type)];
        throw analysisError(
          "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES",
          `"${pretty}": ${left} and ${right} have no type in common.`,
          { sqlExpr: `"${pretty}"`, left, right },
          "42K09",
        );
      }
      if (!isOrdered(type)) {
        throw analysisError(
          "DATATYPE_MISMATCH.INVALID_ORDERING_TYPE",
          `"${pretty}": values of ${typeQuoted(type)} can't be compared.`,
          { functionName: `\`${symbol}\``, dataType: typeQuoted(type), sqlExpr: `"${pretty}"` },
          "42K09",
        );
      }
      return [a, b].map(() => ({ allowed: typeQuoted(type), accept: () => type }));
    },
  };
}

function comparedType(a: Typed, b: Typed): DataType | undefined {
  return isText(a.type) && isText(b.type) ? a.type : widerType(a.type, b.type);
}

/** Whether Spark compares values of the type. */
export function isOrdered(type: DataType): boolean {
  const parts = type as { elementType?: DataType; fields?: readonly { dataType: DataType }[] };
  if (type.typeName === "array") return isOrdered(parts.elementType!);
  if (type.typeName === "struct") return parts.fields!.every(({ dataType }) => isOrdered(dataType));
  return type.typeName !== "map" && type.typeName !== "interval" && type.typeName !== "variant";
}

const compare = (symbol: string, sql = symbol): ScalarSpec => ({
  kind: "scalar",
  takes: two(symbol),
  gives: toBoolean,
  pretty: ([a, b]) => `(${a} ${symbol} ${b})`,
  sql: ([a, b]) => `(${a} ${sql} ${b})`,
});

/** Two of different types, or of one that isn't boolean. */
function binaryError(pretty: string, a: Typed, b: Typed): Error {
  const [left, right] = [typeQuoted(a.type), typeQuoted(b.type)];
  const [sqlExpr, sqlState] = [`"${pretty}"`, "42K09"];
  if (left !== right) {
    const sentence = `${sqlExpr}: ${left} and ${right} have no type in common.`;
    return analysisError(
      "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES",
      sentence,
      { sqlExpr, left, right },
      sqlState,
    );
  }
  const sentence = `${sqlExpr}: the operation is of "BOOLEAN", and not of ${left}.`;
  const parameters = { sqlExpr, inputType: '"BOOLEAN"', actualType: left };
  return analysisError("DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE", sentence, parameters, sqlState);
}

const logic = (name: string): ScalarSpec => ({
  kind: "scalar",
  takes: {
    counts: "2",
    of(args) {
      if (args.length !== 2) return undefined;
      const [a, b] = args as [Typed, Typed];
      const fits = args.every((arg) => boolean.accept(arg.type, arg)?.typeName === "boolean");
      if (fits) return [boolean, boolean];
      throw binaryError(`(${a.pretty} ${name.toUpperCase()} ${b.pretty})`, a, b);
    },
  },
  gives: toBoolean,
  pretty: ([a, b]) => `(${a} ${name.toUpperCase()} ${b})`,
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
  "<": compare("<"),
  "<=": compare("<="),
  ">": compare(">"),
  ">=": compare(">="),
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
    takes: { counts: "> 1", of: (args) => (args.length < 2 ? undefined : alike(args)) },
    gives: toBoolean,
    pretty: ([a, ...rest]) => `(${a} IN (${rest.join(", ")}))`,
    sql: ([a, ...rest]) => `(${a} IN (${rest.join(", ")}))`,
  },
};
