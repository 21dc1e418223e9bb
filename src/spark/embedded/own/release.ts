import { freeBlock } from "../../../memory/index.js";
import type { NDArray } from "../../../numpy/index.js";

/** Lets go of an array as far as this thread is concerned: what is on its way lives by its lease. */
export function release(array: NDArray): void {
  freeBlock(array.ensureStorage().block);
}
