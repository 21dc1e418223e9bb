/** A string as a literal of DuckDB's SQL. */
export function textSql(text: string): string {
  // A NUL would end the statement's text.
  const parts = text.split("\0").map((part) => `'${part.replaceAll("'", "''")}'`);
  return parts.length === 1 ? parts[0]! : `(${parts.join(" || chr(0) || ")})`;
}
