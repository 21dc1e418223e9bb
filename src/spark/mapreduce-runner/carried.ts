import { Cursor, decodeValue } from "../../mapreduce/for-runners.js";
import { ByteSink } from "../rdd/cluster/byte-sink.js";

const sink = new ByteSink();

/** A copy of what a function may change after it has yielded it. @throws NotPortableError */
export function carried<T>(value: T): { readonly value: T; readonly bytes: number } {
  if (typeof value === "string") return { value, bytes: 16 + 2 * value.length };
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return { value, bytes: 16 };
  sink.at = 0;
  sink.value(value);
  // A copy of the bytes: decoded values may lie in them.
  const bytes = sink.take();
  return { value: decodeValue(bytes, new Cursor(0)) as T, bytes: 2 * bytes.length };
}
