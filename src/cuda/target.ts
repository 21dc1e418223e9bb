/** What runs kernels: the GPU, the cores of this machine, or the simulator. */
import type { LentArray } from "../cupy/for_cuda.js";
import type { ElementType, ProgramIR } from "./compiler.js";
import type { HostArray } from "./elements.js";

export type TargetName = "gpu" | "cpu" | "simulator";

/** Three lengths. */
export type Dim3 = readonly [x: number, y: number, z: number];

/** Memory of a target: made, read and written by that target only. */
export interface TargetMemory {
  readonly element: ElementType;
  readonly length: number;
}

export type TargetArgument =
  | { readonly memory: TargetMemory; readonly shape: readonly number[] }
  | number
  | bigint
  | boolean;

export interface TargetLaunch {
  readonly grid: Dim3;
  readonly block: Dim3;
  /** Bytes of the dynamic shared arrays. */
  readonly sharedBytes: number;
  /** Of the simulator's order of threads. */
  readonly seed: number | undefined;
  readonly args: readonly TargetArgument[];
}

export interface Target {
  readonly name: TargetName;
  /** Zeroed memory. */
  allocate(element: ElementType, length: number): TargetMemory;
  free(memory: TargetMemory): void;
  /** The memory of an array of `manycore/cupy`, where the target shares cupy's. */
  borrow?(element: ElementType, array: LentArray, written: boolean): Promise<TargetMemory>;
  write(memory: TargetMemory, values: HostArray): void;
  read(memory: TargetMemory): Promise<HostArray>;
  /**
   * Fulfilled when launches, reads and writes that come later are behind it; `over`, when the kernel is done. What isn't `together` is on its
   * way at once; what is may wait until no more work is asked for (stream.ts).
   */
  launch(
    program: ProgramIR,
    launch: TargetLaunch,
    together: boolean,
  ): Promise<{ readonly over: Promise<void> }>;
}
