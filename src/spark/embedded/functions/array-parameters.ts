/** What functions of arrays take: arrays alone, arrays that go together, an array and a value that may be in it. */
import { ArrayType, type DataType, DecimalType, StructType } from "../../types/index.js";
import { typeQuoted } from "../expression/type-names.js";
import type { Typed } from "../expression/typed.js";
import { notEmbedded } from "../not-embedded.js";
import { analysisError, callQuoted } from "./analysis-errors.js";
import { tightestType, widerType } from "./coercion.js";
import { isOrdered } from "./comparison.js";
import type { Parameter, Parameters } from "./function-spec.js";
import { array, arrayOrNull } from "./parameters.js";

/** What is in an array. */
export function elementOf({ type }: Typed): DataType {
  return (type as ArrayType).elementType;
}

/** Whether there may be nulls in an array. */
export function hasNulls({ type }: Typed): boolean {
  return (type as ArrayType).containsNull;
}

const to = (type: DataType): Parameter => ({ allowed: typeQuoted(type), accept: () => type });

function differs(name: string, args: readonly Typed[], wanted: string): Error {
  const [left, right] = [typeQuoted(args[0]!.type), typeQuoted(args[1]!.type)];
  const sqlExpr = callQuoted(name, args);
  return analysisError(
    `DATATYPE_MISMATCH.${wanted}`,
    `${sqlExpr}: ${left} and ${right} don't go together.`,
    {
      sqlExpr,
      functionName: `\`${name}\``,
      dataType: '"ARRAY"',
      arrayType: '"ARRAY"',
      leftType: left,
      rightType: right,
    },
    "42K09",
  );
}

function unordered(name: string, args: readonly Typed[], type: DataType): Error {
  const sqlExpr = callQuoted(name, args);
  return analysisError(
    "DATATYPE_MISMATCH.INVALID_ORDERING_TYPE",
    `${sqlExpr}: values of ${typeQuoted(type)} can't be compared.`,
    { functionName: `\`${name}\``, dataType: typeQuoted(type), sqlExpr },
    "42K09",
  );
}

/** An array of what can be compared, and what follows. */
export function takesOrdered(...rest: readonly Parameter[]): Parameters {
  return {
    counts: String(rest.length + 1),
    of(args, name) {
      if (args.length !== rest.length + 1) return undefined;
      const { type } = args[0]!;
      if (type instanceof ArrayType && !isOrdered(type)) throw unordered(name, args, type.elementType);
      return [arrayOrNull, ...rest];
    },
  };
}

/** @throws NotSupportedError for decimals whose digits differ, of which Spark's functions have rules of their own */
function commonOf(name: string, a: DataType, b: DataType): DataType | undefined {
  const found = tightestType(a, b);
  if (found !== undefined || !(a instanceof DecimalType && b instanceof DecimalType)) return found;
  if (name === "array_contains") return widerType(a, b);
  throw notEmbedded(`F.${name} of decimals of different digits`);
}

/** Two arrays of one type, of what can be compared. */
export const twoArrays: Parameters = {
  counts: "2",
  of(args, name) {
    if (args.length !== 2) return undefined;
    const [a, b] = args.map(({ type }) => type);
    if (!(a instanceof ArrayType && b instanceof ArrayType))
      throw differs(name, args, "BINARY_ARRAY_DIFF_TYPES");
    const element = commonOf(name, a.elementType, b.elementType);
    if (element === undefined) throw differs(name, args, "BINARY_ARRAY_DIFF_TYPES");
    if (!isOrdered(element)) throw unordered(name, args, element);
    return [to(new ArrayType(element, a.containsNull)), to(new ArrayType(element, b.containsNull))];
  },
};

/** An array and a value of the type of its elements. @param compares whether the value is compared with them */
export function withElement(compares: boolean): Parameters {
  return {
    counts: "2",
    of(args, name) {
      if (args.length !== 2) return undefined;
      const [list, value] = args.map(({ type }) => type) as [DataType, DataType];
      if (list.typeName === "void" && (name === "array_remove" || name === "array_insert")) {
        throw differs(name, args, "ARRAY_FUNCTION_DIFF_TYPES");
      }
      const isUntyped = [list, value].some(({ typeName }) => typeName === "void");
      if (name === "array_contains" ? isUntyped : list.typeName === "void" && compares) {
        const sqlExpr = callQuoted(name, args);
        throw analysisError(
          "DATATYPE_MISMATCH.NULL_TYPE",
          `${sqlExpr} looks for a null that has no type.`,
          { sqlExpr, functionName: `\`${name}\`` },
          "42K09",
        );
      }
      if (!(list instanceof ArrayType)) return [{ ...array, accept: () => undefined }, to(value)];
      const element = commonOf(name, list.elementType, value);
      if (element === undefined) throw differs(name, args, "ARRAY_FUNCTION_DIFF_TYPES");
      if (compares && !isOrdered(element)) throw unordered(name, args, element);
      return [to(new ArrayType(element, list.containsNull)), to(element)];
    },
  };
}

/**
 * DuckDB sorts nulls within nested values behind the rest, Spark before.
 *
 * @throws NotSupportedError for elements that have parts
 */
export function refuseNested(name: string, element: DataType): void {
  if (!(element instanceof ArrayType || element instanceof StructType)) return;
  throw notEmbedded(`F.${name} of nested values`);
}
