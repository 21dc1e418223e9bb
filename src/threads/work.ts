import { MemoryError, ValueError } from "../errors.js";
import type { JobDescription } from "./job.js";
import { type CompiledKernel, compiled, type KernelCode } from "./kernel-code.js";

/** A kernel, what it works on, and the slices that the work is cut into: slice k is `[k * grain, min(total, (k + 1) * grain))`. */
export interface Work {
  readonly kernel: CompiledKernel;
  readonly params: number;
  readonly total: number;
  readonly grain: number;
  readonly slices: number;
}

/** Item numbers reach kernels as unsigned 32-bit integers, and slices are counted in 31 bits. */
const MOST_ITEMS = 2 ** 32 - 1;
const MOST_SLICES = 2 ** 31 - 1;

/** @throws ValueError when the numbers aren't counts, or too large for the kernel's 32-bit arguments */
export function cutIntoSlices(kernel: KernelCode, params: number, total: number, grain: number): Work {
  const slices = Math.ceil(total / grain);
  if (
    !(
      Number.isInteger(total) &&
      Number.isInteger(grain) &&
      total >= 0 &&
      total <= MOST_ITEMS &&
      grain >= 1 &&
      slices <= MOST_SLICES
    )
  ) {
    throw new ValueError(
      `total is ${total} and grain ${grain}; total must be an integer from 0 to ${MOST_ITEMS}, ` +
        `grain an integer from 1, and total / grain at most ${MOST_SLICES}.`,
    );
  }
  return { kernel: compiled(kernel), params, total, grain, slices };
}

/** Runs one slice in this thread. */
export function runSlice({ kernel, params, total, grain }: Work, slice: number): void {
  const start = slice * grain;
  kernel.run(params, start, Math.min(total, start + grain), slice);
}

/** The work as helpers read it, or undefined when the heap has no room for the kernel's code: then the caller works alone. */
export function describe({ kernel, params, total, grain, slices }: Work): JobDescription | undefined {
  try {
    return {
      kernel: kernel.id,
      codeAddress: kernel.codeAddress(),
      codeBytes: kernel.codeBytes,
      params,
      total,
      grain,
      slices,
    };
  } catch (error) {
    if (error instanceof MemoryError) return undefined;
    throw error;
  }
}
