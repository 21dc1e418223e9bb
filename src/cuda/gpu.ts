/** Kernels on the GPU, through WebGPU. A bool takes a word there, as in cupy. */
import { MemoryError, NotSupportedError } from "../errors.js";
import { elementBytes } from "../kernel/compile/wgsl/index.js";
import {
  Batch,
  type DeviceBuffer,
  type Gpu,
  type KernelArgument,
  LaunchQueue,
  openedGpu,
} from "../kernel/wgsl/index.js";
import type { ElementType } from "./compiler.js";
import { bytesOf, type HostArray, TYPED_ARRAY } from "./elements.js";
import { whenIdle } from "./stream.js";
import type { Target, TargetMemory } from "./target.js";

const WORD_BYTES = 4;

interface GpuMemory extends TargetMemory {
  readonly gpu: Gpu;
  readonly buffer: DeviceBuffer;
  /** What making or filling it led to; null: nothing wrong. */
  failed: Promise<Error | null>;
  /** Nothing was wrong with it so far, and nothing is under way. */
  sound: boolean;
  freed: boolean;
}

/** Gives a buffer back when nobody has its memory any more. */
const registry = new FinalizationRegistry<{ readonly gpu: Gpu; readonly buffer: DeviceBuffer }>(
  ({ gpu, buffer }) => gpu.pool.release(buffer),
);

/** The device that `targetFor` has opened. @throws DeviceError when it is lost */
function device(): Gpu {
  const gpu = openedGpu();
  if (gpu === undefined) throw new Error("the target opens the GPU before it is used");
  if (gpu.lost !== null) throw gpu.lost;
  return gpu;
}

function checkElement(element: ElementType): void {
  if (element !== "f64" && element !== "i64" && element !== "u64") return;
  throw new NotSupportedError(
    `an array of ${element}`,
    'the target "gpu"',
    `Shaders have f32, bool and integers of up to 32 bits: use one of those, or launch with { target: "cpu" }.`,
  );
}

/** Launches that were recorded and not sent. */
const launches = new LaunchQueue();
whenIdle(() => launches.flush());

/** A batch behind the launches before. */
function batchOn(gpu: Gpu): Batch {
  launches.flush();
  return new Batch(gpu);
}

/** Bytes of elements on the device: whole words, a bool one of its own. */
function bytesOnDevice(element: ElementType, length: number): number {
  return Math.ceil((length * elementBytes(element as "f32")) / WORD_BYTES) * WORD_BYTES;
}

/** The elements as the device holds them, in whole words. */
function wordsOf(element: ElementType, values: HostArray): ArrayBufferView {
  if (element === "bool") return Uint32Array.from(values as Uint8Array, Number);
  const bytes = bytesOf(values);
  if (bytes.byteLength % WORD_BYTES === 0) return values;
  const words = new Uint8Array(Math.ceil(bytes.byteLength / WORD_BYTES) * WORD_BYTES);
  words.set(bytes);
  return words;
}

/** What was asked for, before the device's own words. */
function told(error: Error | null, bytes: number, gpu: Gpu): Error | null {
  if (!(error instanceof MemoryError)) return error;
  const { bytes: used, idleBytes } = gpu.pool.stats;
  return new MemoryError(
    `Unable to allocate ${bytes} bytes on the GPU: ${used} bytes are used and ${idleBytes} are free for reuse. ${error.message}`,
    { cause: error },
  );
}

/** What went wrong with the memory, also that its device is gone. */
async function check(memory: GpuMemory): Promise<void> {
  const error = await memory.failed;
  if (error !== null) throw error;
  if (memory.gpu.lost !== null) throw memory.gpu.lost;
}

/** Notes when nothing is wrong with the memory and nothing more under way. */
function watch(memory: GpuMemory): void {
  const { failed } = memory;
  void failed.then((error) => {
    if (error === null && memory.failed === failed) memory.sound = true;
  });
}

export const gpu: Target = {
  name: "gpu",
  allocate(element: ElementType, length: number): GpuMemory {
    checkElement(element);
    const gpu = device();
    const bytes = bytesOnDevice(element, length);
    const batch = batchOn(gpu);
    let buffer: DeviceBuffer;
    try {
      buffer = gpu.pool.allocate(bytes);
      batch.clear(buffer);
    } catch (error) {
      void batch.submit();
      throw error;
    }
    const failed = batch.submit().then((error) => told(error, bytes, gpu));
    const memory: GpuMemory = { element, length, gpu, buffer, failed, sound: false, freed: false };
    watch(memory);
    registry.register(memory, { gpu, buffer }, memory);
    return memory;
  },
  free(given) {
    const memory = given as GpuMemory;
    if (memory.freed) return;
    memory.freed = true;
    // Whoever gets the buffer next comes behind what was recorded on it.
    launches.flush();
    registry.unregister(memory);
    memory.gpu.pool.release(memory.buffer);
  },
  async borrow(element, array, written): Promise<GpuMemory> {
    checkElement(element);
    const buffer = await array.open(written);
    const length = array.array.size;
    // cupy gives it back; `free` has nothing to do.
    return {
      element,
      length,
      gpu: device(),
      buffer,
      failed: Promise.resolve(null),
      sound: true,
      freed: true,
    };
  },
  write(given, values) {
    const memory = given as GpuMemory;
    if (memory.length === 0) return;
    const batch = batchOn(memory.gpu);
    batch.upload(memory.buffer, wordsOf(memory.element, values));
    const done = batch.submit();
    memory.failed = memory.failed.then(async (error) => error ?? (await done));
    memory.sound = false;
    watch(memory);
  },
  async read(given): Promise<HostArray> {
    const memory = given as GpuMemory;
    await check(memory);
    const bytes = bytesOnDevice(memory.element, memory.length);
    if (bytes === 0) return new TYPED_ARRAY[memory.element](0);
    const batch = batchOn(memory.gpu);
    const staging = batch.download(memory.buffer, bytes);
    const [accepted, read] = await Promise.allSettled([
      batch.submit(),
      memory.gpu.staging.read(staging, bytes),
    ]);
    if (accepted.status === "fulfilled" && accepted.value !== null) throw accepted.value;
    if (read.status === "rejected") throw memory.gpu.lost ?? read.reason;
    return memory.element === "bool"
      ? Uint8Array.from(new Uint32Array(read.value))
      : new TYPED_ARRAY[memory.element](read.value, 0, memory.length);
  },
  async launch(program, { grid, block, sharedBytes, args }, together) {
    const gpu = device();
    for (const arg of args)
      if (typeof arg === "object" && !(arg.memory as GpuMemory).sound) await check(arg.memory as GpuMemory);
    const over = launches.add(
      gpu,
      program,
      { grid, block, sharedBytes },
      args.map((arg): KernelArgument => {
        if (typeof arg === "object")
          return { buffer: (arg.memory as GpuMemory).buffer, offset: 0, shape: arg.shape };
        // 64-bit numbers have no form in a shader: the launch has refused the program.
        return typeof arg === "bigint" ? Number(arg) : arg;
      }),
    );
    if (!together) launches.flush();
    // The arguments' memory is theirs as long as the kernel may run.
    return { over: over.then(() => void args) };
  },
};
