/** What the routines on the GPU take. No type of WebGPU is in here: declarations are read without the browser's types, too. */

/** A stretch of the device's memory. */
export interface DeviceMemory {
  readonly bytes: number;
  readonly id: number;
}

/**
 * What a routine needs of an operand: a buffer of the device, the place of the first element in it and how many there
 * are. `DeviceArray` is one; whoever has buffers of the same device can say as much of theirs.
 */
export interface DeviceVector {
  readonly buffer: DeviceMemory;
  /** In elements from the buffer's start. */
  readonly offset: number;
  readonly length: number;
}

/** An array of float32 elements in the GPU's memory. `await gpu.toDevice(elements)` makes one. */
export interface DeviceArray extends DeviceVector {
  /** @throws ManycoreError after `dispose()`; DeviceError when the device was lost */
  readonly buffer: DeviceMemory;
  /**
   * The elements from `begin` up to, not with, `end`, in the same memory: a part of a matrix, say. Both count from the start.
   * @throws IndexError beyond the array
   */
  subarray(begin?: number, end?: number): DeviceArray;
  /**
   * The elements on the host, once all that was asked for before is computed.
   * @throws DeviceError when the device was lost
   */
  toHost(): Promise<Float32Array>;
  /** Gives the memory back now instead of when it is garbage; that of all subarrays, too. Idempotent. */
  dispose(): void;
  /** `using a = await gpu.toDevice(elements)`: as `dispose()`. */
  [Symbol.dispose](): void;
}

/** What computes. */
export interface GpuProviderInfo {
  readonly kind: "webgpu";
  /** What the driver calls itself. */
  readonly name: string;
  /** Whether rows are summed by subgroups. */
  readonly subgroups: boolean;
  /** Bytes of an operand that one kernel sees: products of larger ones are computed in windows. */
  readonly bindingBytes: number;
}
