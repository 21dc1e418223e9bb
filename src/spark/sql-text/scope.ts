import type { Relation } from "../proto/index.js";
import type { WindowParts } from "./windows.js";

/** What names mean where a query or an expression stands. */
export interface Scope {
  /** The queries of WITH, by their names in small letters. */
  readonly queries: ReadonlyMap<string, () => Relation>;
  /** The windows of WINDOW, by their names in small letters. */
  readonly windows: ReadonlyMap<string, () => Promise<WindowParts>>;
  /** The variables of the lambdas around, in small letters. */
  readonly variables: ReadonlySet<string>;
}

export const NOTHING: Scope = { queries: new Map(), windows: new Map(), variables: new Set() };
