/** Who may use how many CPUs, so that a pool in a pool's worker doesn't start as many workers as the machine has CPUs once more. */

import { inNode } from "../host/context-here.js";
import { cpuCount } from "../process/index.js";

const KEY = Symbol.for("manycore.multiprocessing.cpus");

const holder = globalThis as { [KEY]?: number };

/**
 * In a worker, first thing: it owns `cpus` CPUs. The fork–join team that its array operations may start keeps to them as well, by the
 * variable that a user would set (threads/size.ts).
 */
export function divideCpus(cpus: number): void {
  holder[KEY] = cpus;
  if (!inNode()) {
    // threads/host-browser.ts
    Object.assign(globalThis, { [Symbol.for("manycore.variables")]: { MANYCORE_THREADS: String(cpus) } });
    return;
  }
  const { MANYCORE_THREADS: wish } = process.env;
  if (!wish || Number(wish) > cpus) process.env.MANYCORE_THREADS = String(cpus);
}

/** CPUs that this thread may divide among workers. */
export function ownCpus(): number {
  return holder[KEY] ?? cpuCount();
}

/** Each worker's part. */
export function shareOf(cpus: number, workers: number): number {
  return Math.max(1, Math.floor(cpus / workers));
}
