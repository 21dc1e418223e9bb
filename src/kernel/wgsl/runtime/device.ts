/**
 * The GPU: found on first use, one a process. In Node it comes from the optional package `webgpu` (Dawn), in browsers
 * and Deno from `navigator.gpu`. https://www.w3.org/TR/webgpu/
 */
import { DeviceError, MemoryError } from "../../../errors.js";
import { BufferPool } from "./buffers.js";
import { ShaderCache } from "./shaders.js";
import { StagingPool } from "./staging.js";

/** An open device with its caches. */
export interface Gpu {
  readonly device: GPUDevice;
  /** What the driver calls itself. */
  readonly description: string;
  readonly pool: BufferPool;
  readonly shaders: ShaderCache;
  readonly staging: StagingPool;
  /** Bytes that one binding may show: larger arrays are worked on in windows. */
  bindingBytes: number;
  /** Arrays that one kernel may read, beside the one that it writes. */
  inputLimit: number;
  /** Why the device can't be used any more. */
  lost: DeviceError | null;
}

interface WebGpuModule {
  create(options: string[]): GPU;
}

/**
 * Dawn's object, kept for the life of the process, since collecting it while something of it is in use crashes or
 * hangs; and one only, however often this package is loaded.
 */
const KEY = Symbol.for("manycore.gpu");
const kept = globalThis as { [KEY]?: GPU };

const NO_ADAPTER =
  "No GPU was found: there is no driver for it, or it offers no WebGPU. Install the GPU's driver; on Linux that is a " +
  "Vulkan driver (libvulkan1 and Mesa >= 25 or the vendor's), and VK_ICD_FILENAMES may name one that isn't found by " +
  "itself, also a software one such as SwiftShader. Without a GPU use manycore/numpy: it has the same functions.";

async function entryPoint(): Promise<GPU> {
  const scope = globalThis as { navigator?: { gpu?: GPU } };
  if (scope.navigator?.gpu !== undefined) return scope.navigator.gpu;
  if (typeof process === "undefined" || process.getBuiltinModule === undefined)
    throw new DeviceError(
      "This browser has no WebGPU (navigator.gpu). Use one that has, over https or localhost, or manycore/numpy.",
    );
  if (!process.getBuiltinModule("node:worker_threads").isMainThread)
    throw new DeviceError(
      "The GPU lives in the main thread. Send the data there, or use manycore/numpy in this worker thread.",
    );
  const existing = kept[KEY];
  if (existing !== undefined) return existing;
  // Not a literal: a bundler for browsers would look for the package.
  const name = "webgpu";
  let loaded: WebGpuModule;
  try {
    loaded = (await import(name)) as WebGpuModule;
  } catch (cause) {
    throw new DeviceError(
      `The package 'webgpu' (Dawn) can't be loaded: ${cause instanceof Error ? cause.message.split("\n")[0] : String(cause)}. ` +
        "Install it with 'npm install webgpu' (glibc >= 2.34 on Linux), or use manycore/numpy.",
      { cause },
    );
  }
  // Another call may have been faster.
  kept[KEY] ??= loaded.create([]);
  return kept[KEY];
}

/** A storage buffer is bound in multiples of this many bytes from its start (minStorageBufferOffsetAlignment, at most). */
export const BINDING_ALIGNMENT = 256;

async function open(): Promise<Gpu> {
  const entry = await entryPoint();
  const adapter = await entry.requestAdapter({ powerPreference: "high-performance" });
  // Dawn's null back end answers every question and computes nothing.
  if (adapter === null || /null backend/i.test(adapter.info.description)) throw new DeviceError(NO_ADAPTER);
  const { limits } = adapter;
  let device: GPUDevice;
  try {
    device = await adapter.requestDevice({
      label: "manycore",
      requiredFeatures: adapter.features.has("subgroups") ? ["subgroups"] : [],
      // The defaults are what every device can do: 128 MiB a binding and 8 storage buffers.
      requiredLimits: {
        maxBufferSize: limits.maxBufferSize,
        maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
        maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
        // CUDA's blocks have up to 1024 threads and 48 KiB, the defaults are 256 and 16 KiB.
        maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
        maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
        maxComputeWorkgroupSizeY: limits.maxComputeWorkgroupSizeY,
        maxComputeWorkgroupSizeZ: limits.maxComputeWorkgroupSizeZ,
        maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      },
    });
  } catch (cause) {
    throw new DeviceError(
      `The GPU's device can't be opened: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
  const gpu: Gpu = {
    device,
    description: [
      adapter.info.vendor,
      adapter.info.architecture,
      adapter.info.device,
      adapter.info.description,
    ]
      .filter((part) => part !== "")
      .join(" "),
    pool: new BufferPool(device),
    shaders: new ShaderCache(device),
    staging: new StagingPool(device),
    bindingBytes:
      Math.floor(device.limits.maxStorageBufferBindingSize / BINDING_ALIGNMENT) * BINDING_ALIGNMENT,
    inputLimit: device.limits.maxStorageBuffersPerShaderStage - 1,
    lost: null,
  };
  gpu.pool.onDestroy = () => gpu.shaders.forgetBindGroups();
  void device.lost.then((info) => {
    gpu.lost = new DeviceError(
      `The GPU's device was lost (${info.reason}): ${info.message}. Arrays on it are gone; make them again from data on the host, on a new device.`,
    );
    if (current === gpu) {
      current = undefined;
      opening = undefined;
    }
  });
  // Errors outside of our scopes would be printed by Dawn and lost: the next batch raises them.
  device.addEventListener("uncapturederror", (event) => {
    gpu.lost ??= errorOf((event as GPUUncapturedErrorEvent).error);
  });
  return gpu;
}

let opening: Promise<Gpu> | undefined;
let current: Gpu | undefined;
let endsWithProcess = false;

/** A driver that still computes while the process takes itself apart crashes it, about once in fifteen times (SwiftShader). */
function endWithProcess(): void {
  if (endsWithProcess || typeof process === "undefined" || typeof process.on !== "function") return;
  endsWithProcess = true;
  process.on("exit", () => current?.device.destroy());
}

/**
 * The process's device, opened on the first call.
 * @throws DeviceError when there is none, saying what to do
 */
export function openGpu(): Promise<Gpu> {
  opening ??= open().then(
    (gpu) => {
      current = gpu;
      endWithProcess();
      return gpu;
    },
    (error: unknown) => {
      // The next call tries again.
      opening = undefined;
      throw error;
    },
  );
  return opening;
}

/** The device, if it is open already. */
export function openedGpu(): Gpu | undefined {
  return current;
}

/** What WebGPU reports, as an error of ours. */
export function errorOf(error: GPUError): DeviceError | MemoryError {
  const outOfMemory = typeof error === "object" && error.constructor.name === "GPUOutOfMemoryError";
  return outOfMemory
    ? new MemoryError(
        `The GPU is out of memory: ${error.message}. Call dispose() on arrays that aren't needed any more, or work in parts.`,
      )
    : new DeviceError(`The GPU refused a command: ${error.message}`);
}
