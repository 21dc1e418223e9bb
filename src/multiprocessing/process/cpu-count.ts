import { usableCpus } from "../../threads/index.js";

/**
 * How many CPUs this process may use: the machine's, fewer where affinity or a control group (a container) allow fewer, or where Slurm gave
 * the task fewer. A deviation from Python's `cpu_count`, which counts the machine's: nobody sizes a pool by CPUs that it can't have.
 * @see https://docs.python.org/3/library/multiprocessing.html#multiprocessing.cpu_count
 */
export function cpuCount(): number {
  return usableCpus();
}
