/**
 * What the two operands of a binary operator become. Spark casts them to one type in three ways, and then looks whether the operator is of it:
 * two that still differ are another error than two of a type that the operator isn't of.
 *
 * | of two | become |
 * | --- | --- |
 * | decimals, or one and a whole number | decimals, each as it is: the result's type is made of theirs |
 * | a decimal and a float or double | doubles |
 * | a string and something else | the other: a bigint for whole numbers, a double for other numbers |
 * | two nulls | what the operator is of |
 * | others | what both have in common without loss, if the operator is of that |
 */
import type { AnalysisException } from "../../errors/index.js";
import { type DataType, DecimalType, DoubleType, StringType } from "../../types/index.js";
import { isFloating, isIntegral, isText } from "../expression/cast-rules.js";
import { typeQuoted } from "../expression/type-names.js";
import type { Typed } from "../expression/typed.js";
import { analysisError } from "./analysis-errors.js";
import { tightestType, widerType } from "./coercion.js";
import { decimalOf, decimalOfWhole } from "./decimal-types.js";

export interface Operator {
  readonly accepts: (type: DataType) => boolean;
  /** For Spark's words about a type that it isn't of: `"NUMERIC"`. */
  readonly allowed: string;
  /** What two nulls become. */
  readonly ofNulls: DataType;
}

/**
 * @param symbol as it stands between them in the name
 * @throws AnalysisException `DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES`, `DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE`
 */
export function operandTypes(symbol: string, a: Typed, b: Typed, operator: Operator): [DataType, DataType] {
  const [s, t] = promoted(a, b, operator);
  const pretty = `(${a.pretty} ${symbol} ${b.pretty})`;
  const decimals = s instanceof DecimalType && t instanceof DecimalType && operator.accepts(s);
  if (!decimals && !s.equals(t)) throw differs(pretty, s, t);
  if (!operator.accepts(s)) throw wrongType(pretty, s, operator.allowed);
  return [s, t];
}

/** What the operands are called: what makes two nulls of a type puts plain nulls in their place. */
export function operandNames(names: readonly string[], operands: readonly Typed[]): readonly string[] {
  return operands.every(({ type }) => type.typeName === "void") ? names.map(() => "NULL") : names;
}

function promoted(a: Typed, b: Typed, operator: Operator): [DataType, DataType] {
  const [s, t] = [a.type, b.type];
  const both = (type: DataType): [DataType, DataType] => [type, type];
  const [isNothing, isNothingToo] = [s.typeName === "void", t.typeName === "void"];
  if (isNothing && isNothingToo) return both(operator.ofNulls);
  if (isText(s) || isText(t)) {
    if (isNothing || isNothingToo) return both(new StringType());
    return isText(s) && isText(t) ? [s, t] : orAlike(s, t, widerType(s, t));
  }
  if (s instanceof DecimalType || t instanceof DecimalType) {
    const isDouble = [s, t].some(({ typeName }) => typeName === "double");
    if (isFloating(s) || isFloating(t)) {
      return isDouble || operator.accepts(new DoubleType()) ? both(new DoubleType()) : [s, t];
    }
    if ((isNothing || isNothingToo) && !operator.accepts(isNothing ? t : s)) return [s, t];
    const [p, q] = [decimalFor(a, b), decimalFor(b, a)];
    if (p !== undefined && q !== undefined) return [p, q];
  }
  const common = tightestType(s, t);
  return orAlike(s, t, common !== undefined && operator.accepts(common) ? common : undefined);
}

/** Both of what they have in common, or as they are where they have nothing. */
function orAlike(s: DataType, t: DataType, common: DataType | undefined): [DataType, DataType] {
  return common === undefined ? [s, t] : [common, common];
}

function decimalFor(arg: Typed, beside: Typed): DataType | undefined {
  if (arg.type.typeName === "void") return beside.type;
  const literal = arg.kind === "literal" && isIntegral(arg.type) && arg.value !== null;
  return literal ? decimalOfWhole(arg.value as number | bigint) : decimalOf(arg.type);
}

/** The error of operands that have nothing in common. */
export function differs(pretty: string, a: DataType, b: DataType): AnalysisException {
  const [left, right] = [typeQuoted(a), typeQuoted(b)];
  return analysisError(
    "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES",
    `"${pretty}": ${left} and ${right} have no type in common.`,
    { sqlExpr: `"${pretty}"`, left, right },
    "42K09",
  );
}

/** The error of operands of a type that the operator isn't of. */
export function wrongType(pretty: string, actual: DataType, inputType: string): AnalysisException {
  return analysisError(
    "DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE",
    `"${pretty}": the operation is of ${inputType}, and not of ${typeQuoted(actual)}.`,
    { sqlExpr: `"${pretty}"`, inputType, actualType: typeQuoted(actual) },
    "42K09",
  );
}
