/**
 * CuPy's devices, streams and events in WebGPU's terms: one device with one queue, so the work of all streams is done in the order
 * in which it is sent. https://docs.cupy.dev/en/stable/reference/cuda.html
 */
import { DeviceError, ValueError } from "../errors.js";
import { openedGpu, openGpu } from "../kernel/wgsl/index.js";

/** Waits until the device has done all that was sent. https://www.w3.org/TR/webgpu/#dom-gpuqueue-onsubmittedworkdone */
async function workDone(): Promise<void> {
  const gpu = await openGpu();
  if (gpu.lost !== null) throw gpu.lost;
  await gpu.device.queue.onSubmittedWorkDone();
  if (gpu.lost !== null) throw gpu.lost;
}

/** The GPU. https://docs.cupy.dev/en/stable/reference/generated/cupy.cuda.Device.html */
export class Device {
  readonly id: number;

  /** @throws ValueError for another than 0: WebGPU shows one */
  constructor(id = 0) {
    if (id !== 0) throw new ValueError(`invalid device ordinal ${id}: WebGPU shows one device, 0`);
    this.id = id;
  }

  /** What the driver calls itself; null before the device is open. */
  get name(): string | null {
    return openedGpu()?.description ?? null;
  }

  /** WebGPU's limits by name (bytes, counts); empty before the device is open. https://www.w3.org/TR/webgpu/#limits */
  get attributes(): Readonly<Record<string, number>> {
    const limits = openedGpu()?.device.limits as unknown as Record<string, unknown> | undefined;
    const found: Record<string, number> = {};
    // The limits are getters of the prototype.
    for (const key in limits) if (typeof limits[key] === "number") found[key] = limits[key];
    return found;
  }

  /** Waits for all work that was sent. What is only recorded isn't: await the arrays' `ready()`. @throws DeviceError */
  synchronize(): Promise<void> {
    return workDone();
  }
}

let current: Stream | undefined;

/** A stream: a name for the one queue. https://docs.cupy.dev/en/stable/reference/generated/cupy.cuda.Stream.html */
export class Stream {
  /** The stream that is current when none was made so. */
  static readonly null: Stream = new Stream();
  #before: Stream | undefined;

  /** Makes it the current stream, until another one is; `using s = new cp.cuda.Stream().use()` until the block's end. */
  use(): this {
    this.#before = get_current_stream();
    current = this;
    return this;
  }

  [Symbol.dispose](): void {
    if (current === this) current = this.#before;
  }

  /** Waits for all work that was sent, that of other streams too. @throws DeviceError */
  synchronize(): Promise<void> {
    return workDone();
  }

  /** Records an event after what was sent so far; a new one when none is given. */
  record(event: Event = new Event()): Event {
    event.record(this);
    return event;
  }

  /** Work of all streams is done in order: nothing to wait for. */
  wait_event(_event: Event): void {}
}

/** The current stream. https://docs.cupy.dev/en/stable/reference/generated/cupy.cuda.get_current_stream.html */
export function get_current_stream(): Stream {
  return current ?? Stream.null;
}

/**
 * A place in the queue. Its time is when the host hears that all work before it is done, by the host's clock: queue and turns of the
 * event loop included, so it suits work of milliseconds. https://docs.cupy.dev/en/stable/reference/generated/cupy.cuda.Event.html
 */
export class Event {
  #done: Promise<void> | null = null;
  /** @internal Milliseconds of the host's clock; null until the work is done. */
  time: number | null = null;

  /** Marks the end of all work that was sent so far. */
  record(_stream: Stream = get_current_stream()): void {
    this.time = null;
    const done = workDone().then(() => {
      if (this.#done === done) this.time = performance.now();
    });
    this.#done = done;
    // `synchronize` raises it.
    done.catch(() => {});
  }

  /** Whether the work before it is done; true for one that was never recorded, as CUDA's. */
  get done(): boolean {
    return this.#done === null || this.time !== null;
  }

  /** Waits for the work before it. @throws DeviceError */
  async synchronize(): Promise<void> {
    await this.#done;
  }
}

/**
 * Milliseconds between two events. https://docs.cupy.dev/en/stable/reference/generated/cupy.cuda.get_elapsed_time.html
 * @throws ValueError unless both were recorded and are done: `await event.synchronize()` first
 */
export function get_elapsed_time(start: Event, end: Event): number {
  if (start.time === null || end.time === null)
    throw new ValueError("an event isn't recorded or not done yet: await event.synchronize() first");
  return end.time - start.time;
}

/** What CuPy has of CUDA's runtime that WebGPU has too. */
export const runtime = {
  /** 1, or 0 without a GPU; opens the device. https://docs.cupy.dev/en/stable/reference/generated/cupy.cuda.runtime.getDeviceCount.html */
  async getDeviceCount(): Promise<number> {
    try {
      await openGpu();
      return 1;
    } catch (error) {
      if (error instanceof DeviceError) return 0;
      throw error;
    }
  },
} as const;
