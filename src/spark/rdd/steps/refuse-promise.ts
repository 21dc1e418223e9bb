import { ValueError } from "../../../errors.js";

/**
 * What a function gave that has to give its result at once. A promise would be taken for the result itself, as for true in a filter.
 * @throws ValueError for a promise
 */
export function atOnce<T>(value: T, method: string): T {
  if (typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function")
    throw new ValueError(
      `The function of ${method}() gave a promise, and its result is needed at once. Await in mapPartitions(), whose function may be an async generator`,
    );
  return value;
}
