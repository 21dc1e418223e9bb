/** Arrays as compiled loops and kernels take them: dense, at an address of the heap, read or written in place. */
import { WorkerDiedError } from "../errors.js";
import { settleAside } from "../kernel/index.js";
import type { Block } from "../memory/index.js";
import type { NDArray } from "./ndarray.js";

export interface HeapArgument {
  /** Of the first element. */
  readonly address: number;
  readonly shape: readonly number[];
  /** After the run: what was written comes into the array, whatever its strides. */
  done(): void;
  /** After a run that failed half way. */
  failed(error: unknown): void;
}

/**
 * @param written whether the elements will be changed. What is pending on them keeps what they held.
 */
export function heapArgument(array: NDArray, written: boolean): HeapArgument {
  if (written) settleAside();
  const { block } = array.ensureStorage();
  const node = array.current();
  const inPlace = node.strides === null && (!written || block.readers === 0);
  const dense = inPlace ? array : array.copy();
  const at = inPlace ? node : (dense.ensureStorage(), dense.current());
  const memory = at.source as Block;
  return {
    address: memory.address + at.offset,
    shape: array.shape,
    done: () => {
      if (written && !inPlace) array.assign(dense);
    },
    failed: (error) => {
      // A helper that died may still be writing; an array that was copied is as it was.
      if (written && inPlace && error instanceof WorkerDiedError) memory.poisoned = true;
    },
  };
}
