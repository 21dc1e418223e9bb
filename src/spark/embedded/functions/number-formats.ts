/** Numbers read from strings, and values written to them, by formats such as `S9,999.00`, which have to be written down. */
import { BinaryType, type DataType, DecimalType, StringType } from "../../types/index.js";
import { isNumeric, isText } from "../expression/cast-rules.js";
import { raise } from "../expression/raise.js";
import { sqlType } from "../expression/sql-types.js";
import { typeQuoted } from "../expression/type-names.js";
import type { Typed } from "../expression/typed.js";
import { NumberFormatError, numberFormat } from "../javascript/number-format.js";
import { analysisError, callQuoted, notFoldable } from "./analysis-errors.js";
import { constantOf } from "./constants.js";
import type { FunctionTable, Parameters, RewriteSpec, ScalarSpec } from "./function-spec.js";
import { any, decimal, string } from "./parameters.js";

/** Null of a null. @throws AnalysisException for what isn't written down, and a format that there isn't */
function formatOf(name: string, args: readonly Typed[]): string | null {
  const format = args[1]!;
  const value = constantOf(format);
  if (value === null) return null;
  if (typeof value !== "string") {
    throw notFoldable(callQuoted(name, args), "attributereference", '"STRING"', format);
  }
  try {
    numberFormat(value);
  } catch (error) {
    if (!(error instanceof NumberFormatError)) throw error;
    const shown = `'${value.toUpperCase()}'`;
    throw analysisError(`INVALID_FORMAT.${error.part}`, error.message, { format: shown }, "42601");
  }
  return value;
}

function decimalType(format: string | null): DataType {
  if (format === null) return new DecimalType(10, 0);
  const { digits, places = 0 } = numberFormat(format);
  return new DecimalType(digits, places);
}

function toNumber(name: string, isTry: boolean): ScalarSpec {
  const parameters: Parameters = {
    counts: "2",
    of(args) {
      if (args.length !== 2) return undefined;
      const format = isText(args[1]!.type) || args[1]!.type.typeName === "void" ? formatOf(name, args) : null;
      if (format !== null && numberFormat(format).digits > DecimalType.MOST_DIGITS) {
        throw analysisError(
          "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
          `The format ${format} has more than ${DecimalType.MOST_DIGITS} digits.`,
          { precision: String(numberFormat(format).digits), maxPrecision: String(DecimalType.MOST_DIGITS) },
          "22003",
        );
      }
      return [string, string];
    },
  };
  return {
    kind: "scalar",
    takes: parameters,
    gives: (args) => decimalType(formatOf(name, args)),
    nullable: (args) => isTry || args.some(({ nullable }) => nullable),
    sql([text, format], args) {
      const type = decimalType(formatOf(name, args));
      const found = `js_to_number(${text}, ${format}, ${isTry})`;
      const tooGreat = raise(
        "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
        "The number has no room in the format's decimal.",
      );
      // A text without a point can have more digits before it than the format.
      return `list_transform([${found}], lambda l: CASE WHEN l IS NOT NULL THEN coalesce(TRY_CAST(l AS ${sqlType(type)}), ${tooGreat}) END)[1]`;
    },
  };
}

const BINARY_FORMATS: Readonly<Record<string, string>> = { base64: "base64", hex: "hex", "utf-8": "decode" };

const ofNumbers = (name: string): ScalarSpec => ({
  kind: "scalar",
  takes: {
    counts: "2",
    of(args) {
      if (args.length !== 2) return undefined;
      const [value, format] = args as readonly [Typed, Typed];
      if (!isNumeric(value.type) && !isText(value.type) && value.type.typeName !== "void") {
        const sqlExpr = `"${name}(${value.pretty}, ${format.pretty})"`;
        throw analysisError(
          "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
          `${sqlExpr}: the first argument has to be a decimal, and is ${typeQuoted(value.type)}.`,
          {
            sqlExpr,
            paramIndex: "first",
            inputSql: `"${value.pretty}"`,
            inputType: typeQuoted(value.type),
            requiredType: '"DECIMAL"',
          },
          "42K09",
        );
      }
      if (isText(format.type) || format.type.typeName === "void") formatOf(name, args);
      return [decimal, string];
    },
  },
  gives: () => new StringType(),
  sql: ([number, format]) => `js_to_char(CAST(${number} AS VARCHAR), ${format})`,
});

/** Of dates by their patterns, of bytes by the name of an encoding, of numbers by a format. */
function toChar(name: string): RewriteSpec {
  return {
    kind: "rewrite",
    isNamedAsMade: true,
    takes: { counts: "2", of: ({ length }) => (length === 2 ? [any, any] : undefined) },
    rewrite(args, { call, spec }) {
      const [value, format] = args as readonly [Typed, Typed];
      if (["date", "timestamp", "timestamp_ntz"].includes(value.type.typeName)) {
        return call("date_format", args);
      }
      if (!(value.type instanceof BinaryType)) return spec("to_char", ofNumbers("to_char"), args);
      const given = constantOf(format);
      if (typeof given !== "string") {
        throw analysisError(
          "NON_FOLDABLE_ARGUMENT",
          `The format of ${name} has to be a string that is written down.`,
          { funcName: `\`${name}\``, paramName: "`format`", paramType: '"STRING"' },
          "42K08",
        );
      }
      const by = BINARY_FORMATS[given.toLowerCase().trim()];
      if (by === undefined) {
        throw analysisError(
          "INVALID_PARAMETER_VALUE.BINARY_FORMAT",
          `The format '${given}' of ${name} is none of 'base64', 'hex' and 'utf-8'.`,
          { parameter: "`format`", functionName: `\`${name}\``, invalidFormat: `'${given}'` },
          "22023",
        );
      }
      return call(by, by === "decode" ? [value, format] : [value]);
    },
  };
}

export const NUMBER_FORMATS: FunctionTable = {
  to_number: toNumber("to_number", false),
  try_to_number: toNumber("try_to_number", true),
  to_char: toChar("to_char"),
  to_varchar: toChar("to_varchar"),
};
