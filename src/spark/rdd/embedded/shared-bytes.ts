/** Bytes that all workers read where they lie. */
import { release } from "../../../mapreduce/for-rdds.js";
import * as np from "../../../numpy/index.js";
import type { Shared } from "./task-spec.js";

let last = 0;

/** Copies bytes to the shared heap. @param id what workers know them by; a number of its own if not given */
export function shareBytes(bytes: Uint8Array, id?: number): Shared {
  const version = ++last;
  const array = np.empty([bytes.length], { dtype: "uint8" });
  array.data.set(bytes);
  return { id: id ?? version, version, bytes: array, length: bytes.length };
}

/** The inverse, as far as this thread is concerned: what is on its way lives by its lease. */
export function unshare({ bytes }: Shared): void {
  release(bytes);
}
