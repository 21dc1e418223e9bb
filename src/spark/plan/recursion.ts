/** Queries that speak of their own rows, as SQL's WITH RECURSIVE: no message of Spark Connect says them, so only an engine that reads SQL itself has them. */
import type { Relation } from "../proto/index.js";
import { relation } from "./relation.js";

export interface Recursion {
  /** The first rows. */
  readonly anchor: Relation;
  /** The next rows, of the last ones. */
  readonly step: Relation;
  /** What stands for the last rows in `step`: of {@link lastRows}. */
  readonly last: Relation;
}

type Message = Relation["relType"]["value"];

const recursions = new WeakMap<NonNullable<Message>, Recursion>();
const anchors = new WeakMap<NonNullable<Message>, Relation>();

/** The last rows of a query that is being made. @param anchor its first rows: they say which columns there are */
export function lastRows(name: string, anchor: Relation): Relation {
  const made = relation("unresolvedTableValuedFunction", { functionName: name });
  anchors.set(made.relType.value!, anchor);
  return made;
}

export function recursiveQuery(name: string, recursion: Recursion): Relation {
  const made = relation("unresolvedTableValuedFunction", { functionName: name });
  recursions.set(made.relType.value!, recursion);
  return made;
}

/** @param message what a relation says */
export function recursionOf(message: NonNullable<Message>): Recursion | undefined {
  return recursions.get(message);
}

/** @param message what a relation says @returns the first rows, when it stands for the last */
export function anchorOf(message: NonNullable<Message>): Relation | undefined {
  return anchors.get(message);
}
