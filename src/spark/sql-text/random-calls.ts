/** Queries that give other rows each time that they are run. */
import { recursionOf } from "../plan/index.js";

const RANDOM = new Set([
  "rand",
  "randn",
  "random",
  "uuid",
  "shuffle",
  "monotonically_increasing_id",
  "randstr",
  "uniform",
]);

/** Whether there is a random function in a query, or in what else is given. */
export function isRandom(value: unknown): boolean {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return false;
  if ("functionName" in value && RANDOM.has(String(value.functionName).toLowerCase())) return true;
  const recursion = recursionOf(value as never);
  if (recursion !== undefined) return isRandom(recursion.anchor) || isRandom(recursion.step);
  return Object.values(value).some(isRandom);
}
