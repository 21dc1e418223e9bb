/** CuPy's view on device memory. https://docs.cupy.dev/en/stable/user_guide/memory.html */
import { NotSupportedError, ValueError } from "../errors.js";
import { openedGpu, poolLimit } from "../kernel/wgsl/index.js";

/** A limit of the pool. */
export interface PoolLimit {
  /** Bytes; 0 for none. */
  readonly size?: number;
  /** A share of the device's memory: WebGPU doesn't tell how much that is, so it is refused. */
  readonly fraction?: number;
}

/** The pool that arrays' buffers come from and go back to. https://docs.cupy.dev/en/stable/reference/generated/cupy.cuda.MemoryPool.html */
export interface MemoryPool {
  /** Bytes in use by arrays. */
  used_bytes(): number;
  /** Bytes taken from the driver: in use, or kept for the next arrays. */
  total_bytes(): number;
  /** Bytes kept for the next arrays. */
  free_bytes(): number;
  /** Buffers kept for the next arrays. */
  n_free_blocks(): number;
  /** Gives the bytes kept back to the driver. */
  free_all_blocks(): void;
  /**
   * Bounds the bytes taken from the driver. What is kept is given back before an array beyond it is a MemoryError; host data
   * that didn't get there stays on the host, to be tried again.
   * @throws ValueError for what is no number of bytes; NotSupportedError for a fraction
   */
  set_limit(limit: PoolLimit): void;
  /** Bytes; 0 for no limit. */
  get_limit(): number;
}

function setLimit({ size, fraction }: PoolLimit): void {
  if (fraction !== undefined)
    throw new NotSupportedError(
      "set_limit({fraction})",
      "cupy",
      "WebGPU doesn't tell how much memory a device has: use set_limit({size: bytes}).",
    );
  if (size === undefined || !Number.isSafeInteger(size) || size < 0)
    throw new ValueError(`a limit is a whole number of bytes, 0 for none; got size ${size}`);
  poolLimit.bytes = size;
}

/**
 * The pool of the process's device; all zeros before one is open.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.get_default_memory_pool.html
 */
export function get_default_memory_pool(): MemoryPool {
  const stats = () => openedGpu()?.pool.stats ?? { buffers: 0, bytes: 0, idleBytes: 0 };
  return {
    used_bytes: () => stats().bytes,
    total_bytes: () => stats().bytes + stats().idleBytes,
    free_bytes: () => stats().idleBytes,
    n_free_blocks: () => openedGpu()?.pool.freeBuffers ?? 0,
    free_all_blocks: () => openedGpu()?.pool.trim(),
    set_limit: setLimit,
    get_limit: () => poolLimit.bytes,
  };
}
