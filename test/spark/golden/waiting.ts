/**
 * Functions whose answers are recorded and that the embedded engine hasn't yet: a query with one has to be refused, never answered wrongly. A
 * function leaves the list when its answers agree.
 */
const WAITING: ReadonlySet<string> = new Set();

/** The first function of a query that isn't there yet. */
export function waitingIn(query: string): string | undefined {
  return query.match(/[a-z_][a-z_0-9]*/g)?.find((word) => WAITING.has(word));
}
