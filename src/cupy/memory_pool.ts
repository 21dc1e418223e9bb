/** CuPy's view on device memory. https://docs.cupy.dev/en/stable/user_guide/memory.html */
import { openedGpu } from "../kernel/wgsl/index.js";

/** The pool that arrays' buffers come from and go back to. */
export interface MemoryPool {
  /** Bytes in use by arrays. */
  used_bytes(): number;
  /** Bytes taken from the driver: in use, or kept for the next arrays. */
  total_bytes(): number;
  /** Bytes kept for the next arrays. */
  free_bytes(): number;
  /** Gives the bytes kept back to the driver. */
  free_all_blocks(): void;
}

/** The pool of the process's device; all zeros before one is open. */
export function get_default_memory_pool(): MemoryPool {
  const stats = () => openedGpu()?.pool.stats ?? { buffers: 0, bytes: 0, idleBytes: 0 };
  return {
    used_bytes: () => stats().bytes,
    total_bytes: () => stats().bytes + stats().idleBytes,
    free_bytes: () => stats().idleBytes,
    free_all_blocks: () => openedGpu()?.pool.trim(),
  };
}
