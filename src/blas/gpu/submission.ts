/** Commands of one call, sent off together, and what comes back from them. */
import { Batch, type DeviceBuffer, type Gpu } from "../../kernel/wgsl/index.js";
import { ELEMENT_BYTES } from "./element.js";

/**
 * Runs `record` in a batch of commands and sends it off.
 * @throws DeviceError, MemoryError: what the device says about the commands
 */
export async function submitted<T>(gpu: Gpu, record: (batch: Batch) => T): Promise<T> {
  const batch = new Batch(gpu);
  let made: T;
  try {
    made = record(batch);
  } catch (error) {
    // The error scopes are closed whatever happens.
    void batch.submit();
    throw error;
  }
  const error = await batch.submit();
  if (error !== null) throw error;
  return made;
}

/** The first elements of the buffer that `record` gives, copied to the host. */
export async function readBack(
  gpu: Gpu,
  count: number,
  record: (batch: Batch) => DeviceBuffer,
): Promise<Float32Array> {
  const bytes = count * ELEMENT_BYTES;
  const staging = await submitted(gpu, (batch) => batch.download(record(batch), bytes));
  return new Float32Array(await gpu.staging.read(staging, bytes));
}
