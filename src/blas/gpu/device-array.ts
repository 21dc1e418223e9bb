/** Arrays in the GPU's memory that belong to the routines' users. */
import { DTypeError, IndexError, ManycoreError, ValueError } from "../../errors.js";
import { type DeviceBuffer, type Gpu, openedGpu, openGpu } from "../../kernel/wgsl/index.js";
import type { DeviceArray } from "./device-vector.js";
import { readBack, submitted } from "./submission.js";

interface Loan {
  readonly gpu: Gpu;
  readonly buffer: DeviceBuffer;
}

/** A buffer that several arrays may share, each keeping it alive. */
class Memory {
  readonly gpu: Gpu;
  #buffer: DeviceBuffer | null;

  constructor(gpu: Gpu, bytes: number) {
    this.gpu = gpu;
    const buffer = gpu.pool.allocate(bytes);
    this.#buffer = buffer;
    registry.register(this, { gpu, buffer }, this);
  }

  /** @throws ManycoreError when it was given back, DeviceError when the device was lost */
  get buffer(): DeviceBuffer {
    if (this.gpu.lost !== null) throw this.gpu.lost;
    if (this.#buffer !== null) return this.#buffer;
    throw new ManycoreError("this array's memory was given back with dispose(): make it again");
  }

  giveBack(): void {
    if (this.#buffer === null) return;
    registry.unregister(this);
    this.gpu.pool.release(this.#buffer);
    this.#buffer = null;
  }
}

/** Gives a buffer back when the last array on it is garbage. */
const registry = new FinalizationRegistry<Loan>(({ gpu, buffer }) => gpu.pool.release(buffer));

class ArrayOnDevice implements DeviceArray {
  readonly offset: number;
  readonly length: number;
  readonly #memory: Memory;

  constructor(memory: Memory, offset: number, length: number) {
    this.#memory = memory;
    this.offset = offset;
    this.length = length;
  }

  get buffer(): DeviceBuffer {
    return this.#memory.buffer;
  }

  subarray(begin = 0, end: number = this.length): DeviceArray {
    const whole = Number.isInteger(begin) && Number.isInteger(end);
    if (!whole || begin < 0 || end > this.length || begin > end)
      throw new IndexError(
        `subarray(${begin}, ${end}) of ${this.length} elements: give whole numbers, 0 <= begin <= end <= ${this.length}`,
      );
    return new ArrayOnDevice(this.#memory, this.offset + begin, end - begin);
  }

  async toHost(): Promise<Float32Array> {
    const { buffer, offset, length } = this;
    if (length === 0) return new Float32Array(0);
    const read = await readBack(this.#memory.gpu, offset + length, () => buffer);
    return read.subarray(offset);
  }

  dispose(): void {
    this.#memory.giveBack();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/**
 * Copies elements to the GPU, or makes room for so many zeros.
 * @throws DTypeError for what is no Float32Array; ValueError for a negative or fractional count; DeviceError without a GPU; MemoryError when its memory is used up
 */
export async function toDevice(elements: Float32Array | number): Promise<DeviceArray> {
  const data = copyOf(elements);
  const gpu = openedGpu() ?? (await openGpu());
  const memory = new Memory(gpu, data.byteLength);
  await submitted(gpu, (batch) => {
    if (data.length > 0) batch.upload(memory.buffer, data);
  });
  return new ArrayOnDevice(memory, 0, data.length);
}

/** A copy, since the elements are sent when the device is open, and may be others then. */
function copyOf(elements: Float32Array | number): Float32Array {
  if (elements instanceof Float32Array) return elements.slice();
  if (typeof elements !== "number")
    throw new DTypeError(
      "toDevice: give a Float32Array, or a number of zeros: the routines on the GPU are of single precision.",
    );
  if (!Number.isSafeInteger(elements) || elements < 0)
    throw new ValueError(`toDevice: ${elements} elements; give a whole number from 0.`);
  return new Float32Array(elements);
}
