/** How the bytes that `memory` grants are divided. All shares of the local runner are here and nowhere else; README.md has the table. */
import { totalmem } from "node:os";
import { MemoryError, ValueError } from "../../../errors.js";
import { memoryStats } from "../../../memory/index.js";
import { LEAST_MEMORY } from "../../job/index.js";

const MIB = 2 ** 20;

/** Unless asked for, no worker takes more: beyond it a run is merged in one pass anyway. */
const MOST_BY_DEFAULT = 1024 * MIB;

/** The part of the machine's memory that a job takes unless told otherwise: the rest is the page cache's and other programs'. */
const OF_THE_MACHINE = 1 / 4;

/** The part of the heap's budget that a job may fill: the user's arrays, the messages and what is freed late lie there, too. */
const OF_THE_HEAP = 3 / 4;

/** Of a worker's memory: a map task's table and sorting, or a reduce task's merging. The two never run at once. */
const WORK = 1 / 2;
/** Of all workers' memory: finished runs, outputs between steps, and the job's output. */
const KEPT = 3 / 8;
/** Of a worker's memory: what a task gathers before it writes, and what it has read ahead. */
const BUFFERS = 1 / 8;

/** Of the bytes that may be kept: what a job's output may have to come back as an array, since each byte becomes several as objects. */
const AS_ARRAY = 1 / 2;
/** And never more than this, however much memory there is: V8 holds objects in its own heap, a few gigabytes at most. */
const MOST_AS_ARRAY = 64 * MIB;

/** Bytes. */
export interface MemoryShares {
  /** Of one worker, all shares together. */
  readonly memory: number;
  /** Of one task: the table and the sort, or the merge. */
  readonly work: number;
  /** Of the job: what stays in memory between tasks. */
  readonly kept: number;
  /** Of one task: buffers of its outputs. */
  readonly buffers: number;
  /** Outputs up to this come back as an array, longer ones as a stream. */
  readonly asArray: number;
}

/**
 * @param memory bytes a worker, or undefined for a quarter of the machine's memory (its control group's, in a container) divided by
 *   the workers, at most 1 GiB each
 * @throws ValueError for less than 16 MiB; MemoryError when the heap has no room for so many workers
 */
export function memoryShares(memory: number | undefined, workers: number): MemoryShares {
  if (memory !== undefined && !(Number.isFinite(memory) && memory >= LEAST_MEMORY)) {
    throw new ValueError(
      `memory is ${String(memory)} bytes a worker; it must be at least 16 MiB (${LEAST_MEMORY} bytes), as "16MiB" or "256MB"`,
    );
  }
  // The grant is a bound: where the heap is smaller, less is taken and more goes to the disk.
  const room = Math.floor((memoryStats().budget * OF_THE_HEAP) / workers);
  if (room < LEAST_MEMORY) {
    throw new MemoryError(
      `${workers} workers need 16 MiB each, and the heap's budget of ${memoryStats().budget} bytes has no room for them: ` +
        "take fewer workers, or raise MANYCORE_MEMORY",
    );
  }
  const byDefault = Math.min(MOST_BY_DEFAULT, Math.floor((machineMemory() * OF_THE_MACHINE) / workers));
  const each = Math.floor(Math.min(room, memory ?? Math.max(LEAST_MEMORY, byDefault)));
  const kept = Math.floor(each * workers * KEPT);
  return {
    memory: each,
    work: Math.floor(each * WORK),
    kept,
    buffers: Math.floor(each * BUFFERS),
    asArray: Math.min(MOST_AS_ARRAY, Math.floor(kept * AS_ARRAY)),
  };
}

/** Of the machine, or of the control group that this process is in. */
function machineMemory(): number {
  const constrained = process.constrainedMemory?.() ?? 0;
  return constrained > 0 ? Math.min(totalmem(), constrained) : totalmem();
}
