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
  /** Fulfilled when the kernel is done. Launches and reads run in the order of the calls. */
  launch(program: ProgramIR, launch: TargetLaunch): Promise<void>;
}
