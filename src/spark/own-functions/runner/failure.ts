/** What goes wrong in a user's function, in the words of both engines. */
import { ManycoreError } from "../../../errors.js";
import { FunctionException } from "../../errors/index.js";

/** The function threw. What another function that stands before it threw is passed on. */
export function threw(name: string, error: unknown): FunctionException {
  if (error instanceof FunctionException) return error;
  const told = error instanceof Error ? `${error.name}: ${error.message}` : shown(error);
  return new FunctionException(`the function ${name} threw ${told}`, { cause: error });
}

/** The function gave something that isn't of its schema. @param what follows on "the function f gave" */
export function gave(name: string, what: string, cause?: unknown): FunctionException {
  return new FunctionException(`the function ${name} gave ${what}`, { cause });
}

/** A row has values that the function can't be given. */
export function ungivable(name: string, error: unknown): FunctionException {
  const told = error instanceof ManycoreError ? error.message : String(error);
  return new FunctionException(`the function ${name} can't be given its arguments: ${told}`, {
    cause: error,
  });
}

/** Functions are run in the middle of a stream of rows, which can't wait. @throws FunctionException for a promise */
export function refusePromise(name: string, value: unknown): void {
  if (typeof (value as PromiseLike<unknown> | null | undefined)?.then !== "function") return;
  // Nobody asks what becomes of it.
  (value as PromiseLike<unknown>).then(
    () => undefined,
    () => undefined,
  );
  throw gave(name, "a promise. Functions of one's own are synchronous: fetch what they need before.");
}

const MOST_SHOWN = 80;

/** A value for a message. */
export function shown(value: unknown): string {
  if (typeof value === "string") return cut(JSON.stringify(value));
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "an invalid Date" : value.toISOString();
  return `a ${Object.getPrototypeOf(value)?.constructor?.name ?? "object"}`;
}

function cut(text: string): string {
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
