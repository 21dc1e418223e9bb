import { inspect } from "node:util";
import { ValueError } from "../../errors.js";

/**
 * An element as a line of text: a string as it is, other simple values as `String` writes them, arrays and plain objects as JSON.
 * @throws ValueError for what JSON would change: map such elements to strings first
 */
export function textOf(element: unknown): string {
  if (typeof element === "string") return element;
  if (typeof element !== "object" || element === null) return String(element);
  return JSON.stringify(element, (_, part: unknown) => {
    if (isKept(part)) return part;
    throw new ValueError(
      `An element holds ${inspect(part, { depth: 0 })}, which has no form of its own in JSON: map the elements to strings first`,
    );
  });
}

function isKept(part: unknown): boolean {
  if (typeof part === "number") return Number.isFinite(part);
  if (typeof part !== "object") return typeof part === "string" || typeof part === "boolean";
  if (part === null || Array.isArray(part)) return true;
  const prototype: unknown = Object.getPrototypeOf(part);
  return prototype === Object.prototype || prototype === null;
}
