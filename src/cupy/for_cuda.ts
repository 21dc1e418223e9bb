/** A side door for `manycore/cuda`: arrays of the device as arguments of kernels, without a copy to the host. */
import { ValueError } from "../errors.js";
import { leaf, type Node } from "../kernel/index.js";
import { Batch, type DeviceBuffer, openGpu, wgslType } from "../kernel/wgsl/index.js";
import { evaluate } from "./evaluate.js";
import { NDArray } from "./ndarray.js";
import { denseNode } from "./pending_view.js";
import { DeviceStorage } from "./storage.js";

export { NDArray };

/** Values that launches have made. */
const made = new WeakSet<Node>();

/** An array as a launch sees it: what it is when the launch is called. */
export class LentArray {
  readonly array: NDArray;
  readonly #node: Node;
  /** Keeps the memory while the launch uses it. */
  #storage: DeviceStorage | null = null;
  #written = false;

  constructor(array: NDArray) {
    this.array = array;
    this.#node = array.node;
  }

  /**
   * Its buffer, computed if it is pending. A kernel that writes gets a copy, on the device: expressions that were recorded before
   * keep the old values, as everywhere in cupy.
   * @throws ValueError when the array was changed since the call; MemoryError, DeviceError
   */
  async open(written: boolean): Promise<DeviceBuffer> {
    const { node } = this.array;
    if (node !== this.#node && !made.has(node)) throw this.#changed();
    const value = denseNode(node);
    await evaluate(value);
    const gpu = await openGpu();
    const batch = new Batch(gpu);
    const from = value.source as DeviceStorage;
    let buffer: DeviceBuffer;
    try {
      buffer = from.on(gpu, batch);
      this.#storage = from;
      if (written) {
        const storage = new DeviceStorage(node.dtype, node.size, null);
        const copy = storage.on(gpu, batch);
        if (node.size > 0) batch.copy(buffer, copy, node.size * wgslType(node.dtype).bytes);
        buffer = copy;
        this.#storage = storage;
        this.#written = true;
      }
    } catch (error) {
      void batch.submit();
      throw error;
    }
    const error = await batch.submit();
    if (error !== null) throw error;
    return buffer;
  }

  /** The kernel has run: what it wrote is the array's value. @throws ValueError when that was changed meanwhile */
  done(): void {
    if (!this.#written) return;
    const { node } = this.array;
    if (node !== this.#node && !made.has(node)) throw this.#changed();
    this.array.node = leaf(this.#storage as DeviceStorage, node.dtype, node.shape, 0, null);
    made.add(this.array.node);
  }

  #changed(): ValueError {
    return new ValueError(
      "An array of manycore/cupy was changed while a launch on it was waiting: await the launch first.",
    );
  }
}
