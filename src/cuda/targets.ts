/** Which target runs kernels: asked for, or found. */
import { DeviceError, ValueError } from "../errors.js";
import { openGpu } from "../kernel/wgsl/index.js";
import { cpu } from "./cpu.js";
import { gpu } from "./gpu.js";
import { simulator } from "./simulator.js";
import type { Target, TargetName } from "./target.js";

const NAMES: readonly TargetName[] = ["gpu", "cpu", "simulator"];

/** The variable of the environment that names the target. */
export const TARGET_VARIABLE = "MANYCORE_CUDA_TARGET";

let chosen: TargetName | null = null;
let told = false;

function checked(name: string, from: string): TargetName {
  if (!(NAMES as readonly string[]).includes(name))
    throw new ValueError(
      `${from} is ${JSON.stringify(name)}; allowed are ${NAMES.map((n) => `"${n}"`).join(", ")}.`,
    );
  return name as TargetName;
}

function asked(): TargetName | null {
  if (chosen !== null) return chosen;
  const value = typeof process === "undefined" ? undefined : process.env?.[TARGET_VARIABLE];
  return value === undefined || value === "" ? null : checked(value, TARGET_VARIABLE);
}

/**
 * Says which target runs kernels from here on; null: the one that is found. Arrays of another target can't be launched on it.
 * @throws ValueError for another name
 */
export function setTarget(name: TargetName | null): void {
  chosen = name === null ? null : checked(name, "The target of cuda.setTarget");
}

/** Why there is no GPU; null while there is one or nobody has looked. */
let missing: string | null = null;

/** Whether kernels can run on a GPU here; opens it. https://numba.readthedocs.io/en/stable/cuda-reference/host.html#numba.cuda.is_available */
export async function isAvailable(): Promise<boolean> {
  try {
    await openGpu();
    return true;
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    missing = error.message;
    return false;
  }
}

/** What kernels run on when a launch doesn't say: "gpu", "cpu" or "simulator". */
export async function target(): Promise<TargetName> {
  return asked() ?? ((await isAvailable()) ? "gpu" : "cpu");
}

/**
 * The target of a launch.
 * @throws DeviceError for "gpu" where there is none, saying what to do
 */
export async function targetFor(name: TargetName | undefined): Promise<Target> {
  const wanted = name === undefined ? asked() : checked(name, "The target of the launch");
  const found = wanted ?? (await target());
  if (wanted === null && found === "cpu") tellOnce();
  if (found === "cpu") return cpu;
  if (found === "simulator") return simulator;
  // Again for each launch: a lost device is followed by a new one.
  await openGpu();
  return gpu;
}

function tellOnce(): void {
  if (told) return;
  told = true;
  console.warn(
    `manycore/cuda: kernels run on this machine's cores: ${missing ?? "there is no GPU."} Say that you mean it with ${TARGET_VARIABLE}=cpu or cuda.setTarget("cpu").`,
  );
}
