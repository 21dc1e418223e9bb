/** What stops a query while it runs: from DuckDB's message to Spark's error. The inverse of raise.ts, and a table of DuckDB's own messages. */
import type { NotSupportedError } from "../../../errors.js";
import {
  AnalysisException,
  ArithmeticException,
  ArrayIndexOutOfBoundsException,
  DateTimeException,
  IllegalArgumentException,
  NumberFormatException,
  type SparkErrorState,
  SparkException,
  SparkRuntimeException,
  SparkUpgradeException,
} from "../../errors/index.js";
import { notEmbedded } from "../not-embedded.js";
import { overflowSentence } from "./overflow-sentence.js";
import { NOT_SUPPORTED } from "./raise.js";
import { runtimeParameters } from "./runtime-parameters.js";

type ErrorClass = new (message: string, state?: SparkErrorState) => SparkException;

interface Condition {
  readonly state: string;
  readonly error: ErrorClass;
}

/** The conditions that a row's values can cause, with what Spark's classes are for them. */
const CONDITIONS: Readonly<Record<string, Condition>> = {
  ARITHMETIC_OVERFLOW: { state: "22003", error: ArithmeticException },
  BINARY_ARITHMETIC_OVERFLOW: { state: "22003", error: ArithmeticException },
  CAST_OVERFLOW: { state: "22003", error: ArithmeticException },
  CAST_INVALID_INPUT: { state: "22018", error: NumberFormatException },
  CANNOT_PARSE_TIMESTAMP: { state: "22007", error: DateTimeException },
  DATETIME_FIELD_OUT_OF_BOUNDS: { state: "22023", error: DateTimeException },
  DATETIME_OVERFLOW: { state: "22008", error: ArithmeticException },
  DUPLICATED_MAP_KEY: { state: "23505", error: SparkRuntimeException },
  INVALID_INDEX_OF_ZERO: { state: "22003", error: SparkRuntimeException },
  INVALID_PARAMETER_VALUE: { state: "22023", error: SparkRuntimeException },
  NULL_MAP_KEY: { state: "2200E", error: SparkRuntimeException },
  DIVIDE_BY_ZERO: { state: "22012", error: ArithmeticException },
  INTERVAL_ARITHMETIC_OVERFLOW: { state: "22015", error: ArithmeticException },
  ILLEGAL_DAY_OF_WEEK: { state: "22009", error: IllegalArgumentException },
  INTERVAL_DIVIDED_BY_ZERO: { state: "22012", error: ArithmeticException },
  INVALID_FRACTION_OF_SECOND: { state: "22023", error: DateTimeException },
  INVALID_INTERVAL_WITH_MICROSECONDS_ADDITION: { state: "22006", error: IllegalArgumentException },
  USER_RAISED_EXCEPTION: { state: "P0001", error: SparkRuntimeException },
  CANNOT_DECODE_URL: { state: "22546", error: IllegalArgumentException },
  CONVERSION_INVALID_INPUT: { state: "22018", error: IllegalArgumentException },
  INVALID_REGEXP_REPLACE: { state: "22023", error: SparkRuntimeException },
  INVALID_URL: { state: "22P02", error: IllegalArgumentException },
  INVALID_CORRUPT_RECORD_TYPE: { state: "42804", error: AnalysisException },
  PARSE_MODE_UNSUPPORTED: { state: "42601", error: SparkException },
  MALFORMED_RECORD_IN_PARSING: { state: "22023", error: SparkException },
  MALFORMED_CHARACTER_CODING: { state: "22000", error: SparkRuntimeException },
  "INVALID_PARAMETER_VALUE.CHARSET": { state: "22023", error: IllegalArgumentException },
  "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION": {
    state: "42K0B",
    error: SparkUpgradeException,
  },
  "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN": {
    state: "42K0B",
    error: IllegalArgumentException,
  },
  "INVALID_DATETIME_PATTERN.WITH_SUGGESTION": { state: "22007", error: SparkRuntimeException },
  INVALID_DATETIME_PATTERN: { state: "22007", error: IllegalArgumentException },
  INVALID_FORMAT: { state: "42601", error: IllegalArgumentException },
  INVALID_BITMAP_POSITION: { state: "22003", error: ArrayIndexOutOfBoundsException },
  UNSUPPORTED_FEATURE: { state: "0A000", error: SparkRuntimeException },
  INVALID_ARRAY_INDEX: { state: "22003", error: ArrayIndexOutOfBoundsException },
  INVALID_ARRAY_INDEX_IN_ELEMENT_AT: { state: "22003", error: ArrayIndexOutOfBoundsException },
  NUMERIC_VALUE_OUT_OF_RANGE: { state: "22003", error: ArithmeticException },
  REMAINDER_BY_ZERO: { state: "22012", error: ArithmeticException },
};

/** What a string that can't be read is an error of, where it isn't read as a number. */
const UNREAD: Readonly<Record<string, ErrorClass>> = {
  '"BOOLEAN"': SparkRuntimeException,
  '"DATE"': DateTimeException,
  '"TIMESTAMP"': DateTimeException,
  '"TIMESTAMP_NTZ"': DateTimeException,
  '"TIME(6)"': DateTimeException,
};

/** DuckDB's own messages, the first that fits. */
const OF_DUCKDB: readonly (readonly [pattern: RegExp, condition: string])[] = [
  [/^Out of Range Error: Overflow in \w+ of INT(?:8|16) /, "BINARY_ARITHMETIC_OVERFLOW"],
  [/^Out of Range Error: Overflow in \w+ of DECIMAL/, "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION"],
  [/^Out of Range Error: Overflow in /, "ARITHMETIC_OVERFLOW"],
  [/^Out of Range Error: Overflow on abs/, "ARITHMETIC_OVERFLOW"],
  [
    /^Conversion Error: Could not convert string ".*" to DECIMAL/s,
    "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
  ],
  [/^Conversion Error: Could not cast value .* to DECIMAL/s, "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION"],
  [/^Conversion Error: Casting value ".*" to type DECIMAL/s, "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION"],
  [/^Conversion Error: Type INT128 with value .* can't be cast/s, "ARITHMETIC_OVERFLOW"],
  [
    /^Conversion Error: Type \w+ with value .* can't be cast because the value is out of range/s,
    "CAST_OVERFLOW",
  ],
  [/^Conversion Error: Failed to cast decimal value/, "CAST_OVERFLOW"],
  [/^Conversion Error: Could not convert string/, "CAST_INVALID_INPUT"],
];

const RAISED = /\[([A-Z_][A-Z0-9_]*(?:\.[A-Z0-9_]+)?)\] (.*)$/s;

/**
 * @param message of an error of DuckDB's
 * @returns undefined when it isn't about a row's values
 */
export function runtimeError(
  message: string,
  cause?: unknown,
): SparkException | NotSupportedError | undefined {
  const [text = ""] = message.split("\n\nLINE ");
  const raised = text.startsWith("Invalid Input Error: [") ? RAISED.exec(text) : null;
  const condition = raised?.[1] ?? OF_DUCKDB.find(([pattern]) => pattern.test(text))?.[1];
  if (condition === undefined) return undefined;
  if (condition === NOT_SUPPORTED) {
    return notEmbedded(raised?.[2] ?? "this");
  }
  return exceptionOf(
    condition,
    raised?.[2] ?? overflowSentence(text.replace(/^[A-Za-z ]+Error: /, "")),
    cause,
  );
}

/** Spark's error of a condition that values can cause. */
export function exceptionOf(condition: string, sentence: string, cause?: unknown): SparkException {
  const { state, error } = CONDITIONS[condition] ??
    CONDITIONS[condition.split(".")[0]!] ?? { state: "38000", error: SparkRuntimeException };
  const messageParameters = runtimeParameters(condition, sentence);
  const Class = (condition === "CAST_INVALID_INPUT" && UNREAD[messageParameters?.targetType ?? ""]) || error;
  return new Class(`[${condition}] ${sentence} SQLSTATE: ${state}`, {
    condition,
    sqlState: state,
    messageParameters,
    cause,
  });
}
