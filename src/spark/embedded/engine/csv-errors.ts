/** What of csv is refused, where it is read and where DuckDB finds it. */
import { NotSupportedError } from "../../../errors.js";

/** Spark ends such a row, and its quoted value, at the line's end. */
export function overSeveralLines(cause?: unknown): Error {
  const error = new NotSupportedError(
    "a row of csv over several lines, without multiLine",
    "the embedded engine",
    "Give the option multiLine.",
  );
  if (cause !== undefined) error.cause = cause;
  return error;
}
