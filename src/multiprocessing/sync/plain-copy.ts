/** Copies between the owner of a managed object and its users, as if a process lay in between. */
import { DTypeError } from "../../errors.js";
import { decode, encode } from "../../portable/index.js";

/**
 * What a user elsewhere would get of this value: a copy, but for arrays on the heap and shared objects, which stay the same.
 * @throws NotPortableError when it can't travel
 */
export function copied<T>(value: T, at: string): T {
  if (typeof value !== "object" && typeof value !== "function") return value;
  if (value === null) return value;
  return decode(encode(value, "thread", at).bytes, "thread") as T;
}

/** What a managed dict can find again when it comes from another thread: an object would be another one there. */
export type Key = string | number | bigint | boolean | null;

/** @throws DTypeError for an object, a function, a symbol or undefined */
export function checkedKey(key: unknown): Key {
  if (key === null || ["string", "number", "bigint", "boolean"].includes(typeof key)) return key as Key;
  throw new DTypeError(
    `a key of a managed dict is a string, number, bigint, boolean or null, got a value of type ${typeof key}`,
  );
}
