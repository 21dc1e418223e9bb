import { ValueError } from "../errors.js";
import { heap } from "../memory/index.js";
import { LAST_KERNEL } from "./control.js";
import { instantiate, type KernelFunction } from "./instantiate.js";
import { teamControl } from "./region.js";

/** A kernel, compiled in this thread. */
export interface KernelCode {
  /** Its number, unique in the process. */
  readonly id: number;
  /** What errors and events call it. */
  readonly name: string;
  /** Runs slice `slice`, the items `[start, end)`, in this thread. */
  readonly run: KernelFunction;
}

/** The heap's copies of code whose kernel may be garbage: helpers read them only during a job, which holds the kernel. */
const copies = new FinalizationRegistry<number>((address) => heap().release(address));

/** What `defineKernel` makes. */
export class CompiledKernel implements KernelCode {
  readonly id: number;
  readonly name: string;
  readonly run: KernelFunction;
  readonly codeBytes: number;
  readonly #bytes: Uint8Array;
  #address = 0;

  constructor(id: number, name: string, bytes: Uint8Array, run: KernelFunction) {
    this.id = id;
    this.name = name;
    this.run = run;
    this.codeBytes = bytes.length;
    this.#bytes = bytes;
  }

  /**
   * Where helpers find the code. Copied to the heap at the first call: most kernels never run on the team.
   * @throws MemoryError when the heap has no room
   */
  codeAddress(): number {
    if (this.#address === 0) {
      const { u8 } = heap();
      const address = heap().allocate(this.codeBytes);
      u8.set(this.#bytes, address);
      this.#address = address;
      copies.register(this, address);
    }
    return this.#address;
  }
}

/**
 * Compiles a kernel in this thread and makes it known to the team. Helpers compile it when they first meet it.
 *
 * @param bytes a module that imports `env.memory` (shared) and functions of `Math` from module `"Math"`, and exports
 *   `run(params: i32, start: i32, end: i32, slice: i32)`. Kept, so not to be changed afterwards.
 * @param name what errors and events call it
 * @throws WebAssembly.CompileError or LinkError when it isn't such a module
 */
export function defineKernel(bytes: Uint8Array, name: string): KernelCode {
  const run = instantiate(heap().memory, bytes);
  return new CompiledKernel(Atomics.add(teamControl().u32, LAST_KERNEL, 1) + 1, name, bytes, run);
}

/** The kernel behind what a caller passed. */
export function compiled(kernel: KernelCode): CompiledKernel {
  if (kernel instanceof CompiledKernel) return kernel;
  throw new ValueError("The team runs kernels that defineKernel made, in the thread that made them.");
}
