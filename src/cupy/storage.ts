/** What a computed array lies in: a buffer of the device, or host data that waits for one. */
import type { DType } from "../array/index.js";
import type { LeafSource } from "../kernel/index.js";
import { type Batch, type DeviceBuffer, type Gpu, wgslType } from "../kernel/wgsl/index.js";

interface Loan {
  readonly gpu: Gpu;
  readonly buffer: DeviceBuffer;
}

/** Gives a buffer back when the last array on it is garbage. */
const registry = new FinalizationRegistry<Loan>(({ gpu, buffer }) => gpu.pool.release(buffer));

export class DeviceStorage implements LeafSource {
  readers = 0;
  readonly escaped = false;
  /** Bytes of the elements on the device. */
  readonly bytes: number;
  /** Why the contents are worthless. */
  error: Error | null = null;
  #host: ArrayBufferView | null;
  #loan: Loan | null = null;

  /** @param host the elements as the device holds them, not to be changed by anyone; null for a result to come */
  constructor(dtype: DType, size: number, host: ArrayBufferView | null) {
    this.bytes = size * wgslType(dtype).bytes;
    this.#host = host;
  }

  get poisoned(): boolean {
    return this.error !== null;
  }

  /** True while it has neither a buffer nor data for one. */
  get empty(): boolean {
    return this.#loan === null && this.#host === null;
  }

  /**
   * The buffer; host data is sent to the device on the way, inside the batch.
   * @throws what spoilt the contents: DeviceError, MemoryError
   */
  on(gpu: Gpu, batch: Batch): DeviceBuffer {
    if (this.error !== null) throw this.error;
    if (this.#loan !== null) {
      if (this.#loan.gpu.lost !== null) throw this.#loan.gpu.lost;
      return this.#loan.buffer;
    }
    const buffer = gpu.pool.allocate(this.bytes);
    this.#loan = { gpu, buffer };
    registry.register(this, this.#loan, this);
    if (this.#host !== null) {
      if (this.#host.byteLength > 0) batch.upload(buffer, this.#host);
      this.#host = null;
    }
    return buffer;
  }

  /** Gives the memory back now. Idempotent; the contents are gone. */
  release(reason: Error): void {
    this.error ??= reason;
    this.#host = null;
    if (this.#loan === null) return;
    registry.unregister(this);
    this.#loan.gpu.pool.release(this.#loan.buffer);
    this.#loan = null;
  }
}
