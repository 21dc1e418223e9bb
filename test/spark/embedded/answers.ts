/** What DataFrames give, in a form in which the answers of two engines can be compared. */
import { NotSupportedError } from "../../../src/errors.js";
import { type DataFrame, Row, SparkException } from "../../../src/spark/index.js";

export interface Given {
  readonly schema: unknown;
  /** A text a row. */
  readonly rows: readonly string[];
}

export interface Failed {
  readonly name: string;
  readonly condition: string | undefined;
}

export interface AnswerOptions {
  /** Whether the rows' order is part of the answer. */
  readonly ordered?: boolean;
  /** How many digits of a double count. Default: all. */
  readonly digits?: number;
}

/** The longest that a double's shortest text has. */
const ALL_DIGITS = 17;

export async function given(df: DataFrame<Row>, options: AnswerOptions = {}): Promise<Given> {
  const { ordered = false, digits = ALL_DIGITS } = options;
  const schema = (await df.schema()).jsonValue();
  const rows = (await df.collect({ bigint: true })).map((row) => textOf(Row.values(row), digits));
  return { schema, rows: ordered ? rows : rows.sort() };
}

/** @throws what isn't Spark's: an operation that only one engine refuses has no answer */
export async function answerOf(
  make: () => DataFrame<Row> | Promise<DataFrame<Row>>,
  options: AnswerOptions = {},
): Promise<Given | Failed> {
  try {
    return await given(await make(), options);
  } catch (error) {
    if (error instanceof NotSupportedError || !(error instanceof SparkException)) throw error;
    return { name: error.name, condition: error.condition };
  }
}

/** Minus zero isn't zero here, a Timestamp is its microseconds, and values of two classes are two. */
function textOf(value: unknown, digits: number): string {
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "number")
    return Number.isFinite(value) ? `${Number(value.toPrecision(digits))}` : `${value}`;
  if (typeof value === "bigint") return `${value}n`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const list = (values: readonly unknown[]) => values.map((one) => textOf(one, digits)).join(", ");
  if (Array.isArray(value)) return `[${list(value)}]`;
  if (value instanceof Map) {
    return `{${[...value].map(([key, one]) => `${textOf(key, digits)}: ${textOf(one, digits)}`).join(", ")}}`;
  }
  if (Object.getPrototypeOf(value) === Object.prototype) {
    return `{${Row.fields(value)
      .map((name, i) => `${name}: ${textOf(Row.values(value)[i], digits)}`)
      .join(", ")}}`;
  }
  const text = value instanceof Date && "epochMicroseconds" in value ? value.epochMicroseconds : value;
  return `${value.constructor.name}(${text instanceof Date ? text.getTime() : String(text)})`;
}
