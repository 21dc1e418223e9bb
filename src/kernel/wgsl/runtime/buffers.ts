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

  /** Buffers and bytes on loan, and bytes waiting for the next loan. */
  get stats(): { readonly buffers: number; readonly bytes: number; readonly idleBytes: number } {
    return { buffers: this.#live, bytes: this.#liveBytes, idleBytes: this.#idleBytes };
  }

  /**
   * A buffer of at least `bytes`; its contents are undefined.
   * @throws MemoryError beyond the device's largest buffer
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
      buffer = {
        gpu: this.#device.createBuffer({ size, usage: STORAGE | COPY_SRC | COPY_DST }),
        bytes: size,
        id: buffers++,
      };
    }
    this.#live++;
    this.#liveBytes += size;
    return buffer;
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
