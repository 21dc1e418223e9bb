/** Buffers that the host can read, kept for the next reading: making one costs eight times a reading of 40 MB. */
import { BUFFER_USAGE, sizeClass } from "./buffers.js";

/** Idle buffers kept; readings at the same time each need one. */
const MAX_IDLE = 4;
const MAP_MODE_READ = 1;

/** A buffer on loan for one reading. */
export interface Staging {
  readonly gpu: GPUBuffer;
  readonly bytes: number;
}

export class StagingPool {
  readonly #device: GPUDevice;
  #idle: Staging[] = [];

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** A buffer of at least `bytes`, the smallest idle one that fits. */
  take(bytes: number): Staging {
    const fits = this.#idle.filter((one) => one.bytes >= bytes).sort((a, b) => a.bytes - b.bytes);
    const found = fits[0];
    if (found !== undefined) {
      this.#idle = this.#idle.filter((one) => one !== found);
      return found;
    }
    const size = Math.min(sizeClass(bytes), Math.max(bytes, this.#device.limits.maxBufferSize));
    return {
      gpu: this.#device.createBuffer({ size, usage: BUFFER_USAGE.MAP_READ | BUFFER_USAGE.COPY_DST }),
      bytes: size,
    };
  }

  /** Waits for what was copied into the buffer, hands a copy to the caller and keeps the buffer. */
  async read(staging: Staging, bytes: number): Promise<ArrayBuffer> {
    try {
      await staging.gpu.mapAsync(MAP_MODE_READ, 0, bytes);
      const copy = staging.gpu.getMappedRange(0, bytes).slice(0);
      staging.gpu.unmap();
      this.#keep(staging);
      return copy;
    } catch (error) {
      staging.gpu.destroy();
      throw error;
    }
  }

  #keep(staging: Staging): void {
    this.#idle.push(staging);
    if (this.#idle.length <= MAX_IDLE) return;
    // The smallest is the cheapest to make again.
    this.#idle.sort((a, b) => b.bytes - a.bytes);
    this.#idle.pop()?.gpu.destroy();
  }
}
