/** Gives memory back when it is known to be of no use, since a garbage collection may be long in coming. */
import { freeBlock } from "../../../memory/index.js";
import type { NDArray } from "../../../numpy/index.js";

/** The array's memory goes back, as far as this thread is concerned; nobody may look at it here any more. Idempotent. */
export function release(array: NDArray): void {
  freeBlock(array.ensureStorage().block);
}

/** The arrays among runs or chunks. */
export function memoryOf(
  parts: readonly ({ readonly kind: "memory"; readonly bytes: NDArray } | { readonly kind: "file" })[] = [],
): NDArray[] {
  return parts.flatMap((part) => (part.kind === "memory" ? [part.bytes] : []));
}

/** What the last task of this worker sent: it has to be there until the answer is made, and there is no telling when that was. */
let sent: readonly NDArray[] = [];

/** Of a worker: these go with the answer of the task that runs. The next task gives them back; what is in the message lives by its lease. */
export function lend(arrays: readonly NDArray[]): void {
  sent = arrays;
}

/** Of a worker, when a task begins: what the one before sent belongs to its receivers now. */
export function releaseLent(): void {
  for (const array of sent) release(array);
  sent = [];
}
