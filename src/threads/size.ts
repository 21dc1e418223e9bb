import { ValueError } from "../errors.js";
import { type Host, host } from "./host.js";

/**
 * How many threads work on a job, the caller included: the CPUs this process may use (affinity, control
 * groups), fewer if Slurm gave the task fewer, or what `MANYCORE_THREADS` says.
 * @param most how many the control region has room for
 * @throws ValueError when `MANYCORE_THREADS` isn't a positive integer
 */
export function sizeOfTeam(host: Host, most: number): number {
  const wanted = host.variable("MANYCORE_THREADS");
  if (wanted !== undefined) {
    const threads = Number(wanted);
    if (!Number.isInteger(threads) || threads < 1) {
      throw new ValueError(
        `MANYCORE_THREADS is ${JSON.stringify(wanted)}; it must be a positive integer. 1 means no helpers.`,
      );
    }
    return Math.min(threads, most);
  }
  return Math.min(usableCpus(host), most);
}

/** How many CPUs this process may use: affinity, control groups, and fewer if Slurm gave the task fewer. At least 1. */
export function usableCpus(here: Host = host()): number {
  // https://slurm.schedmd.com/sbatch.html: set when --cpus-per-task is given, also where Slurm doesn't bind CPUs.
  const slurm = Number(here.variable("SLURM_CPUS_PER_TASK"));
  const cpus = Number.isInteger(slurm) && slurm > 0 ? Math.min(here.cpus(), slurm) : here.cpus();
  return Math.max(1, cpus);
}
