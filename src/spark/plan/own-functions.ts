import type { PythonUDF } from "../proto/index.js";

/** A user's function in a plan, as it is in this process: each engine makes it travel its own way when the plan is run. */
export interface OwnFunction {
  readonly kind: "udf" | "vectorised udf" | "mapInArrow" | "foreachPartition" | "applyInArrow" | "cogroup";
  readonly name: string;
  readonly body: (...args: never) => unknown;
  /** Whether the rows' longs are bigints; else they are numbers, and one beyond 2^53 is an OverflowError. Batches have bigints always. */
  readonly bigint?: boolean;
}

const functions = new WeakMap<PythonUDF, OwnFunction>();

/**
 * Remembers the function of a message. Its `command`, which says on a cluster where the function is, is written when a plan with it is
 * sent: making a function travel waits for files, and a column doesn't.
 */
export function bindOwnFunction(message: PythonUDF, own: OwnFunction): void {
  functions.set(message, own);
}

/** @returns undefined for one that wasn't made here */
export function ownFunctionOf(message: PythonUDF): OwnFunction | undefined {
  return functions.get(message);
}
