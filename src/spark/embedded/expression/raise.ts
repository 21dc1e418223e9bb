/** Spark's errors that a row's values cause: how SQL stops a query with one, and how it is read back from DuckDB's message. */
import { textSql } from "./text-sql.js";

/** What stands in a message: text, or SQL whose value is shown. */
export interface Shown {
  readonly sql: string;
}

/** The condition of what this engine doesn't do: it is read back as a NotSupportedError. */
export const NOT_SUPPORTED = "NOT_EMBEDDED";

/**
 * SQL that stops the query, of any type: `CASE WHEN x = 0 THEN ${raise("DIVIDE_BY_ZERO", "…")} ELSE … END`.
 *
 * @param condition Spark's name of the error
 * @param message a sentence; a `{ sql }` is shown as DuckDB writes its value
 */
export function raise(condition: string, ...message: readonly (string | Shown)[]): string {
  const [first, ...rest] = message;
  const start = `[${condition}] `;
  if (rest.length === 0 && typeof first === "string") return `error(${textSql(start + first)})`;
  const parts = message.map((part) => (typeof part === "string" ? textSql(part) : part.sql));
  return `error(concat(${[textSql(start), ...parts].join(", ")}))`;
}
