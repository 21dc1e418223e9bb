/** Literals of Spark SQL as messages. */

import { expression } from "../plan/index.js";
import type { Expression, Expression_Literal } from "../proto/index.js";
import { daysOf } from "../types/civil-text.js";
import { timestampLiteral } from "./timestamp-literal.js";

/** Why it is none, as a condition of Spark's. */
export interface BadLiteral {
  readonly condition: string;
  readonly message: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export type LiteralResult = Expression | BadLiteral;

export function isBad(result: LiteralResult): result is BadLiteral {
  return "condition" in result;
}

const RANGES: Readonly<
  Record<string, readonly [kind: "byte" | "short" | "long", bits: bigint, type: string]>
> = {
  Y: ["byte", 7n, "tinyint"],
  S: ["short", 15n, "smallint"],
  L: ["long", 63n, "bigint"],
};

/** @param text with a sign before it if it has one, in capitals: `1`, `-1L`, `1.5BD`, `1E3` */
export function numberLiteral(text: string): LiteralResult {
  const [, body = "", suffix = ""] = /^([+-]?[\d.]+(?:E[+-]?\d+)?)(BD|[LSYDF])?$/.exec(text) ?? [];
  if (suffix === "BD") return decimalLiteral(body);
  if (suffix === "D" || suffix === "F") {
    const value = Number(body);
    const most = suffix === "D" ? Number.MAX_VALUE : 3.4028234663852886e38;
    if (Math.abs(value) > most)
      return outOfRange(body, suffix === "D" ? "double" : "float", `-${most}`, `${most}`);
    return suffix === "D"
      ? expression("literal", { literalType: { case: "double", value } })
      : expression("literal", { literalType: { case: "float", value: Math.fround(value) } });
  }
  if (suffix !== "") {
    const [kind, bits, type] = RANGES[suffix]!;
    const value = BigInt(body);
    const most = 2n ** bits - 1n;
    if (value > most || value < -most - 1n) return outOfRange(body, type, `${-most - 1n}`, `${most}`);
    return kind === "long"
      ? expression("literal", { literalType: { case: kind, value } })
      : expression("literal", { literalType: { case: kind, value: Number(value) } });
  }
  if (body.includes("E"))
    return expression("literal", { literalType: { case: "double", value: Number(body) } });
  if (body.includes(".")) return decimalLiteral(body);
  const value = BigInt(body);
  if (BigInt.asIntN(32, value) === value) {
    return expression("literal", { literalType: { case: "integer", value: Number(value) } });
  }
  if (BigInt.asIntN(64, value) === value)
    return expression("literal", { literalType: { case: "long", value } });
  return decimalLiteral(body);
}

function outOfRange(raw: string, typeName: string, minValue: string, maxValue: string): BadLiteral {
  return {
    condition: "INVALID_NUMERIC_LITERAL_RANGE",
    message: `Numeric literal ${raw} is outside the valid range for ${typeName} with minimum value of ${minValue} and maximum value of ${maxValue}. Please adjust the value accordingly.`,
    parameters: { rawStrippedQualifier: raw, typeName, minValue, maxValue },
  };
}

const MOST_DIGITS = 38;

function decimalLiteral(text: string): LiteralResult {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^([+-]?)(\d*)(?:\.(\d*))?(?:E([+-]?\d+))?$/.exec(text)!;
  let digits = (whole + fraction).replace(/^0+(?=\d)/, "");
  let scale = fraction.length - Number(exponent);
  if (scale < 0) {
    digits += "0".repeat(Math.min(-scale, 2 * MOST_DIGITS));
    scale = 0;
  }
  const precision = Math.max(digits === "0" ? 1 : digits.length, scale);
  if (precision > MOST_DIGITS || scale > MOST_DIGITS) {
    return {
      condition: "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
      message: `Decimal precision ${precision} exceeds max precision ${MOST_DIGITS}.`,
      parameters: { precision: `${precision}`, maxPrecision: `${MOST_DIGITS}` },
    };
  }
  const padded = digits.padStart(scale + 1, "0");
  const value = `${sign === "-" ? "-" : ""}${padded.slice(0, padded.length - scale)}${scale === 0 ? "" : `.${padded.slice(padded.length - scale)}`}`;
  return expression("literal", { literalType: { case: "decimal", value: { value, precision, scale } } });
}

export function stringLiteral(value: string): Expression {
  return expression("literal", { literalType: { case: "string", value } });
}

export function booleanLiteral(value: boolean): Expression {
  return expression("literal", { literalType: { case: "boolean", value } });
}

export function nullLiteral(): Expression {
  return expression("literal", {
    literalType: { case: "null", value: { kind: { case: "null", value: {} } } },
  });
}

export function integerLiteral(value: number): Expression {
  return expression("literal", { literalType: { case: "integer", value } });
}

/** `x'1F'`; an odd number of digits has a zero before it. */
export function binaryLiteral(hex: string): LiteralResult {
  if (!/^[0-9a-fA-F]*$/.test(hex)) return invalid("X", hex);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  const bytes = Uint8Array.from({ length: even.length / 2 }, (_, i) =>
    Number.parseInt(even.slice(2 * i, 2 * i + 2), 16),
  );
  return expression("literal", { literalType: { case: "binary", value: bytes } });
}

/** The types that may stand before a string. */
export const TYPED_LITERALS: ReadonlySet<string> = new Set([
  "DATE",
  "TIME",
  "TIMESTAMP",
  "TIMESTAMP_NTZ",
  "TIMESTAMP_LTZ",
]);

/** @param zone of the session: what a timestamp without a zone means */
export function typedLiteral(type: string, text: string, zone: string): LiteralResult {
  if (type === "DATE") return dateLiteral(text) ?? invalid(type, text);
  if (type === "TIME") return timeLiteral(text) ?? invalid(type, text);
  return timestampLiteral(type, text, zone) ?? invalid(type, text);
}

function invalid(valueType: string, value: string): BadLiteral {
  return {
    condition: "INVALID_TYPED_LITERAL",
    message: `The value of the typed literal "${valueType}" is invalid: '${value}'.`,
    parameters: { valueType: `"${valueType}"`, value: `'${value}'` },
  };
}

function dateLiteral(text: string): Expression | undefined {
  const match = /^\s*([+-]?\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T].*)?)?)?\s*$/.exec(text);
  if (match === null) return undefined;
  const days = daysOf(Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1));
  return days === undefined
    ? undefined
    : expression("literal", { literalType: { case: "date", value: days } });
}

/** To the microsecond, which is the type of all of them. */
function timeLiteral(text: string): Expression | undefined {
  const match = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,6}))?$/.exec(text);
  if (match === null) return undefined;
  const [hours, minutes, seconds] = match.slice(1, 4).map(Number) as [number, number, number];
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const whole = BigInt((hours * 60 + minutes) * 60 + seconds) * 1_000_000_000n;
  const nano = whole + BigInt((match[4] ?? "").padEnd(9, "0"));
  return expression("literal", { literalType: { case: "time", value: { nano, precision: 6 } } });
}

/** The value of a literal. */
export function literalValue(of: Expression): Expression_Literal["literalType"] | undefined {
  return of.exprType.case === "literal" ? of.exprType.value.literalType : undefined;
}
