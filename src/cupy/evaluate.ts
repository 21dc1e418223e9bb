/** Asking the device for values: evaluation, reading, and the memory that is given back on the way. */
import type { Node } from "../kernel/index.js";
import { Batch, type Gpu, openedGpu, openGpu, wgslType } from "../kernel/wgsl/index.js";
import { reclaim } from "../memory/index.js";
import { denseNode } from "./pending_view.js";
import { MAX_OPERATIONS, Schedule } from "./schedule.js";
import type { DeviceStorage } from "./storage.js";
import { checkShaders } from "./user_shader.js";

/** Pending operations on one array after which it is computed, if a device is open (it takes an `await` to open one). */
const MAX_PENDING = MAX_OPERATIONS;
/** Bytes of device memory that arrays may take between two collections of garbage, at least. */
const COLLECT_BYTES = 256 * 2 ** 20;

let liveAfterCollection = 0;

/**
 * V8 doesn't know how much device memory hangs on an array, so it sees no reason to collect. Where much was allocated
 * since the last time, it is asked to, and the event loop gets a turn in which buffers come back.
 */
async function collectIfDue(gpu: Gpu): Promise<void> {
  const { bytes } = gpu.pool.stats;
  if (bytes - liveAfterCollection < Math.max(COLLECT_BYTES, liveAfterCollection / 2)) return;
  reclaim();
  await nextTurn();
  liveAfterCollection = gpu.pool.stats.bytes;
}

/** A turn of the event loop: finalizers run between turns. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Marks what a failed batch should have filled. */
async function settle(done: Promise<Error | null>, filled: readonly DeviceStorage[]): Promise<void> {
  const error = await done;
  if (error === null) return;
  for (const storage of filled) storage.error ??= error;
  throw error;
}

/** Runs `record` in a batch and sends it off. The error scopes are closed whatever happens. */
function inBatch<T>(
  gpu: Gpu,
  record: (schedule: Schedule, batch: Batch) => T,
): { made: T; done: Promise<void> } {
  const batch = new Batch(gpu);
  const schedule = new Schedule(gpu, batch);
  let made: T;
  try {
    made = record(schedule, batch);
  } catch (error) {
    void settle(batch.submit(), schedule.filled).catch(() => {});
    throw error;
  }
  return { made, done: settle(batch.submit(), schedule.filled) };
}

let flushes = 0;

/** How many arrays were computed because they had grown long. */
export function flushCount(): number {
  return flushes;
}

/** Computes a node that has grown long, if that can be done at once. */
export function flushIfLong(node: Node): void {
  if (node.weight <= MAX_PENDING) return;
  const gpu = openedGpu();
  if (gpu === undefined || gpu.lost !== null) return;
  flushes++;
  // A failure shows when the array is read: its storage remembers it.
  inBatch(gpu, (schedule) => schedule.compute(node)).done.catch(() => {});
}

/**
 * Computes a node and waits until the device has taken the work.
 * @throws DeviceError without a GPU, MemoryError when the device's memory is used up
 */
export async function evaluate(node: Node): Promise<void> {
  const gpu = await openGpu();
  await checkShaders(gpu);
  await collectIfDue(gpu);
  await inBatch(gpu, (schedule, batch) => {
    schedule.compute(node);
    (node.source as DeviceStorage).on(gpu, batch);
  }).done;
}

/**
 * The elements of a node as the device holds them, computed if they are pending.
 * @throws DeviceError without a GPU, MemoryError when the device's memory is used up
 */
export async function readWords(node: Node): Promise<ArrayBuffer> {
  const gpu = await openGpu();
  await checkShaders(gpu);
  await collectIfDue(gpu);
  const bytes = node.size * wgslType(node.dtype).bytes;
  const { made: staging, done } = inBatch(gpu, (schedule, batch) => {
    schedule.compute(node);
    const dense = denseNode(node);
    schedule.compute(dense);
    const buffer = (dense.source as DeviceStorage).on(gpu, batch);
    return bytes === 0 ? null : batch.download(buffer, bytes);
  });
  if (staging === null) {
    await done;
    return new ArrayBuffer(0);
  }
  // Both at once: the copy is worth something only if no command failed.
  const [accepted, read] = await Promise.allSettled([done, gpu.staging.read(staging, bytes)]);
  if (accepted.status === "rejected") throw accepted.reason;
  const { error } = node.source as DeviceStorage;
  if (error !== null) throw error;
  if (read.status === "rejected") throw gpu.lost ?? read.reason;
  return read.value;
}
