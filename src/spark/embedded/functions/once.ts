/**
 * SQL for values that are needed more than once: they are computed once and called by names within. A lambda of DuckDB's over a list of one does it.
 *
 * @param values as SQL; none of them sees the names
 * @param body is given the names
 */
export function once(values: readonly string[], body: (...names: readonly string[]) => string): string {
  if (values.length === 1) return `list_transform([${values[0]}], lambda l: ${body("l")})[1]`;
  const parts = values.map((value, i) => `p${i}: ${value}`).join(", ");
  return `list_transform([{${parts}}], lambda l: ${body(...values.map((_, i) => `l.p${i}`))})[1]`;
}
