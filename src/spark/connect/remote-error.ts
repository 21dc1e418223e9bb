/** gRPC's errors as those of Spark: the class, the condition, the place in the query, the causes and the stack of the Java machine. */
import type { ServiceError } from "@grpc/grpc-js";
import * as errors from "../errors/index.js";
import {
  FetchErrorDetailsResponse_QueryContext_ContextType as ContextType,
  ErrorInfoSchema,
  type FetchErrorDetailsResponse,
  type FetchErrorDetailsResponse_Error as RemoteError,
  type FetchErrorDetailsResponse_QueryContext as RemoteQueryContext,
} from "../proto/index.js";
import { statusDetail } from "./status-details.js";

type ExceptionClass = new (message: string, state?: errors.SparkErrorState) => errors.SparkException;

/** Classes of Java's by our names. The first of a Java error's class and those that it extends that is here is what it is to us. */
const CLASSES = new Map<string, ExceptionClass>([
  ["org.apache.spark.sql.catalyst.parser.ParseException", errors.ParseException],
  [
    "org.apache.spark.sql.catalyst.analysis.TempTableAlreadyExistsException",
    errors.TempTableAlreadyExistsException,
  ],
  ["org.apache.spark.sql.AnalysisException", errors.AnalysisException],
  ["org.apache.spark.sql.execution.QueryExecutionException", errors.QueryExecutionException],
  ["org.apache.spark.api.python.PythonException", errors.FunctionException],
  ["org.apache.spark.SparkRuntimeException", errors.SparkRuntimeException],
  ["org.apache.spark.SparkUpgradeException", errors.SparkUpgradeException],
  ["org.apache.spark.SparkNoSuchElementException", errors.SparkNoSuchElementException],
  ["java.lang.NumberFormatException", errors.NumberFormatException],
  ["java.lang.IllegalArgumentException", errors.IllegalArgumentException],
  ["java.lang.ArithmeticException", errors.ArithmeticException],
  ["java.lang.UnsupportedOperationException", errors.UnsupportedOperationException],
  ["java.lang.ArrayIndexOutOfBoundsException", errors.ArrayIndexOutOfBoundsException],
  ["java.time.DateTimeException", errors.DateTimeException],
  ["org.apache.spark.SparkException", errors.SparkException],
]);
/** Of a plan that makes no sense, and of handles that are no longer good: the client's or the session's fault, not the query's. */
const OF_CONNECT = /^org\.apache\.spark\.sql\.connect\./;
const GONE = /^INVALID_HANDLE\.(SESSION|OPERATION)_/;

/** What a status says of the error: google.rpc.ErrorInfo's metadata, and the class. */
export interface RemoteErrorInfo {
  readonly className: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** @returns undefined where the error isn't Spark's but the network's or gRPC's */
export function remoteErrorInfo(error: ServiceError): RemoteErrorInfo | undefined {
  const info = statusDetail(error, ErrorInfoSchema);
  return info && { className: info.reason, metadata: info.metadata };
}

/** From what came with the failed call alone: the message may be cut and the causes are missing. */
export function fromInfo({ className, metadata }: RemoteErrorInfo, message: string): errors.SparkException {
  const { classes, errorClass, sqlState, messageParameters, stackTrace } = metadata;
  const names = [className, ...(jsonOf<string[]>(classes) ?? [])];
  return exceptionOf(names, errorClass)(message.trim(), {
    condition: errorClass,
    sqlState,
    messageParameters: jsonOf<Record<string, string>>(messageParameters),
    remoteStack: stackTrace,
  });
}

/** From all that the server knows. @returns undefined when it knows nothing any more */
export function fromDetails(details: FetchErrorDetailsResponse): errors.SparkException | undefined {
  const { errors: all, rootErrorIdx } = details;
  return rootErrorIdx === undefined ? undefined : fromRemote(all, rootErrorIdx, new Set());
}

function fromRemote(
  all: readonly RemoteError[],
  index: number,
  seen: Set<number>,
): errors.SparkException | undefined {
  const error = all[index];
  // A cause that is its own cause would have no end.
  if (error === undefined || seen.has(index)) return undefined;
  seen.add(index);
  const { errorTypeHierarchy: names, message, causeIdx, sparkThrowable: told } = error;
  const cause = causeIdx === undefined ? undefined : fromRemote(all, causeIdx, seen);
  return exceptionOf(names, told?.errorClass)(message.trim(), {
    condition: told?.errorClass,
    sqlState: told?.sqlState,
    messageParameters: told?.messageParameters,
    queryContext: told?.queryContexts.filter(isPlace).map(queryContextOf),
    remoteStack: stackOf(error, cause),
    cause,
  });
}

function exceptionOf(names: readonly string[], condition: string | undefined) {
  const connect =
    names.some((name) => OF_CONNECT.test(name)) || (condition !== undefined && GONE.test(condition));
  const known = names.map((name) => CLASSES.get(name)).find((found) => found !== undefined);
  const Exception = connect ? errors.SparkConnectException : (known ?? errors.SparkException);
  return (message: string, state: errors.SparkErrorState) => new Exception(message, state);
}

/** Of a plan whose maker says nothing of its lines, the server sends an empty one. */
function isPlace({ fragment, summary, callSite }: RemoteQueryContext): boolean {
  return fragment !== "" || summary !== "" || callSite !== "";
}

function queryContextOf(context: RemoteQueryContext): errors.QueryContext {
  const { contextType, fragment, startIndex, stopIndex, callSite, summary } = context;
  return contextType === ContextType.SQL
    ? { contextType: "SQL", fragment, startIndex, stopIndex, summary }
    : { contextType: "DataFrame", fragment, callSite, summary };
}

/** As Java prints it. */
function stackOf(error: RemoteError, cause: errors.SparkException | undefined): string {
  const [name = "an error"] = error.errorTypeHierarchy;
  const lines = error.stackTrace.map(({ declaringClass, methodName, fileName, lineNumber }) => {
    return `\tat ${declaringClass}.${methodName}(${fileName ?? "Unknown Source"}:${lineNumber})`;
  });
  const causes = cause?.remoteStack === undefined ? [] : [`Caused by: ${cause.remoteStack}`];
  return [`${name}: ${error.message}`, ...lines, ...causes].join("\n");
}

function jsonOf<T>(text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}
