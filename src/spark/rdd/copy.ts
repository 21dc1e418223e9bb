import { decode, encode } from "../../portable/index.js";

/** A value of its own, where a function may change it. */
export function copyOf<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  return decode(encode(value, "process", "the zero value").bytes, "process") as T;
}
