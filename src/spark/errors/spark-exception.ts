import { ManycoreError } from "../../errors.js";

/** Where in the user's query something is wrong. */
export interface QueryContext {
  readonly contextType: "SQL" | "DataFrame";
  /** Of SQL: the piece of the text, and where it begins and stops, from 0. Of a DataFrame: the function that was called. */
  readonly fragment: string;
  readonly startIndex?: number;
  readonly stopIndex?: number;
  /** Of a DataFrame: the line of the user's program. */
  readonly callSite?: string;
  readonly summary: string;
}

export interface SparkErrorState {
  /** Spark's name of the error, as `DIVIDE_BY_ZERO` or `UNRESOLVED_COLUMN.WITH_SUGGESTION`. */
  readonly condition?: string | undefined;
  readonly messageParameters?: Readonly<Record<string, string>> | undefined;
  readonly sqlState?: string | undefined;
  readonly queryContext?: readonly QueryContext[] | undefined;
  /** The stack of the server's Java machine. */
  readonly remoteStack?: string | undefined;
  readonly cause?: unknown;
}

/**
 * What Spark says is wrong, on either engine. The classes below are PySpark's.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.errors.html
 */
export class SparkException extends ManycoreError {
  override readonly name: string = "SparkException";
  readonly condition: string | undefined;
  readonly messageParameters: Readonly<Record<string, string>>;
  readonly sqlState: string | undefined;
  readonly queryContext: readonly QueryContext[];
  /** The stack of the server's Java machine. It isn't enumerable, so that Node doesn't print its hundred lines below the message. */
  declare readonly remoteStack: string | undefined;

  constructor(message: string, state: SparkErrorState = {}) {
    super(message, state.cause === undefined ? undefined : { cause: state.cause });
    this.condition = state.condition;
    this.messageParameters = state.messageParameters ?? {};
    this.sqlState = state.sqlState;
    this.queryContext = state.queryContext ?? [];
    Object.defineProperty(this, "remoteStack", { value: state.remoteStack, enumerable: false });
  }

  getCondition(): string | undefined {
    return this.condition;
  }

  getMessageParameters(): Readonly<Record<string, string>> {
    return this.messageParameters;
  }

  getSqlState(): string | undefined {
    return this.sqlState;
  }

  getQueryContext(): readonly QueryContext[] {
    return this.queryContext;
  }
}

/** The plan can't be: a column that isn't there, types that don't fit. */
export class AnalysisException extends SparkException {
  override readonly name: string = "AnalysisException";
}

/** SQL that can't be read. */
export class ParseException extends AnalysisException {
  override readonly name: string = "ParseException";
}

export class TempTableAlreadyExistsException extends AnalysisException {
  override readonly name: string = "TempTableAlreadyExistsException";
}

/** A number can't be computed: an overflow, a division by zero. */
export class ArithmeticException extends SparkException {
  override readonly name: string = "ArithmeticException";
}

export class ArrayIndexOutOfBoundsException extends SparkException {
  override readonly name: string = "ArrayIndexOutOfBoundsException";
}

/** A date or time that can't be read or doesn't exist. */
export class DateTimeException extends SparkException {
  override readonly name: string = "DateTimeException";
}

/** A string that is no number. */
export class NumberFormatException extends SparkException {
  override readonly name: string = "NumberFormatException";
}

export class IllegalArgumentException extends SparkException {
  override readonly name: string = "IllegalArgumentException";
}

/** A function of one's own threw. */
export class FunctionException extends SparkException {
  override readonly name: string = "FunctionException";
}

export class SparkRuntimeException extends SparkException {
  override readonly name: string = "SparkRuntimeException";
}

export class SparkUpgradeException extends SparkException {
  override readonly name: string = "SparkUpgradeException";
}

export class SparkNoSuchElementException extends SparkException {
  override readonly name: string = "SparkNoSuchElementException";
}

/** Spark itself doesn't do it. What an engine of ours doesn't do is a NotSupportedError. */
export class UnsupportedOperationException extends SparkException {
  override readonly name: string = "UnsupportedOperationException";
}

export class QueryExecutionException extends SparkException {
  override readonly name: string = "QueryExecutionException";
}

/** The server can't be reached, went away, or doesn't know the session any more. */
export class SparkConnectException extends SparkException {
  override readonly name: string = "SparkConnectException";
}
