/** Memory on the device: buffers by size class, handed out again when their arrays are gone. */
import { MemoryError } from "../../../errors.js";

// WebGPU's constants, written out: Node has no GPUBufferUsage global. https://www.w3.org/TR/webgpu/#buffer-usage
const MAP_READ = 0x0001;
const COPY_SRC = 0x0004;
const COPY_DST = 0x0008;
const UNIFORM = 0x0040;
const STORAGE = 0x0080;
export const BUFFER_USAGE = { MAP_READ, COPY_SRC, COPY_DST, UNIFORM, STORAGE } as const;

/** A buffer on loan from a pool. */
export interface DeviceBuffer {
  readonly gpu: GPUBuffer;
  /** Its capacity. */
  readonly bytes: number;
  /** For keys of caches. */
  readonly id: number;
}

/** Small buffers share a class, and a binding must not be empty. */
const SMALLEST = 256;
/** Idle bytes kept for the next array of that size; more is given back to the driver. */
const MAX_IDLE_BYTES = 512 * 2 ** 20;

/** Bytes that the pools may take from the driver; 0 for as many as it gives. One number a process: devices come and go. */
export const poolLimit = { bytes: 0 };

let buffers = 0;

/** The size class of a request: powers of two in four steps, so that at most a fifth is wasted. */
export function sizeClass(bytes: number): number {
  if (bytes <= SMALLEST) return SMALLEST;
  const step = 2 ** Math.max(8, Math.floor(Math.log2(bytes - 1)) - 2);
  return Math.ceil(bytes / step) * step;
}

/**
 * The pool. A buffer may be handed out again while the device still reads it: commands run in the order of their
 * submission, so its next writer comes after.
 */
export class BufferPool {
  readonly #device: GPUDevice;
  readonly #idle = new Map<number, DeviceBuffer[]>();
  #idleBytes = 0;
  #live = 0;
  #liveBytes = 0;
  /** Called with a buffer that is destroyed: caches forget it. */
  onDestroy: (buffer: DeviceBuffer) => void = () => {};

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Buffers waiting for the next loan. */
  get freeBuffers(): number {
    let count = 0;
    for (const list of this.#idle.values()) count += list.length;
    return count;
  }

  /** Buffers and bytes on loan, and bytes waiting for the next loan. */
  get stats(): { readonly buffers: number; readonly bytes: number; readonly idleBytes: number } {
    return { buffers: this.#live, bytes: this.#liveBytes, idleBytes: this.#idleBytes };
  }

  /**
   * A buffer of at least `bytes`; its contents are undefined.
   * @throws MemoryError beyond the device's largest buffer or the limit
   */
  allocate(bytes: number): DeviceBuffer {
    const largest = Math.floor(this.#device.limits.maxBufferSize / 4) * 4;
    if (bytes > largest)
      throw new MemoryError(
        `Unable to allocate ${bytes} bytes on the GPU: its largest buffer is ${largest} bytes. Work in parts, or use manycore/numpy.`,
      );
    const size = Math.min(sizeClass(bytes), largest);
    let buffer = this.#idle.get(size)?.pop();
    if (buffer !== undefined) this.#idleBytes -= size;
    else {
      this.#checkLimit(bytes, size);
      buffer = {
        gpu: this.#device.createBuffer({ size, usage: STORAGE | UNIFORM | COPY_SRC | COPY_DST }),
        bytes: size,
        id: buffers++,
      };
    }
    this.#live++;
    this.#liveBytes += size;
    return buffer;
  }

  /** @throws MemoryError when a new buffer would be beyond the limit, also without the idle ones */
  #checkLimit(asked: number, size: number): void {
    const limit = poolLimit.bytes;
    if (limit === 0 || this.#liveBytes + this.#idleBytes + size <= limit) return;
    // Idle buffers of other sizes are in the way.
    const free = this.#idleBytes;
    this.trim();
    if (this.#liveBytes + size > limit)
      throw new MemoryError(
        `Unable to allocate ${asked} bytes on the GPU: ${this.#liveBytes} bytes are used and ${free} were free (given back now), the limit is ${limit} bytes. ` +
          "Call dispose() on arrays that aren't needed any more, or set_limit({size: 0}).",
      );
  }

  /** Gives a buffer back. */
  release(buffer: DeviceBuffer): void {
    this.#live--;
    this.#liveBytes -= buffer.bytes;
    if (this.#idleBytes + buffer.bytes > MAX_IDLE_BYTES) {
      this.#destroy(buffer);
      return;
    }
    const list = this.#idle.get(buffer.bytes);
    if (list === undefined) this.#idle.set(buffer.bytes, [buffer]);
    else list.push(buffer);
    this.#idleBytes += buffer.bytes;
  }

  /** Gives all idle buffers back to the driver. */
  trim(): void {
    for (const list of this.#idle.values()) for (const buffer of list) this.#destroy(buffer);
    this.#idle.clear();
    this.#idleBytes = 0;
  }

  #destroy(buffer: DeviceBuffer): void {
    this.onDestroy(buffer);
    buffer.gpu.destroy();
  }
}
