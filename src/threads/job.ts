/**
 * A job's life on the shared words: published, claimed slice by slice, finished. Every change is one
 * compare-and-swap on a 64-bit word that carries the job's number beside the count, so that a thread
 * which slept through the end of a job can neither claim from the next one nor count for it.
 */
import {
  BELL,
  CLAIM,
  FINISHED,
  JOB_CODE_ADDRESS,
  JOB_CODE_BYTES,
  JOB_GRAIN,
  JOB_KERNEL,
  JOB_PARAMS,
  JOB_SLICES,
  JOB_TOTAL,
  LEADER_BORN,
  LEADER_JOB,
  LEADER_THREAD,
  type TeamControl,
  UNFINISHED,
} from "./control.js";
import type { ThreadIdentity } from "./host.js";

/** What a job runs on what; `slices` is `ceil(total / grain)`. */
export interface JobDescription {
  readonly kernel: number;
  readonly codeAddress: number;
  readonly codeBytes: number;
  readonly params: number;
  readonly total: number;
  readonly grain: number;
  readonly slices: number;
}

const COUNT_BITS = 32n;
const COUNT_MASK = 0xffffffffn;
/** Job numbers wrap here: a thread would have to sleep between two instructions through 2^31 jobs to be fooled. */
const LAST_JOB = 0x7fffffff;

const jobOf = (word: bigint): number => Number(word >> COUNT_BITS);
const countOf = (word: bigint): number => Number(word & COUNT_MASK);
const wordOf = (job: number, count: number): bigint => (BigInt(job) << COUNT_BITS) | BigInt(count);

/** A leader that nobody can ask after. */
const NOBODY: ThreadIdentity = { thread: 0, born: 0 };

/**
 * Makes a job known to the helpers and wakes as many as it can use. Only the thread that holds the lock may call it.
 * @param wanted helpers to wake: one less than there are slices when the leader runs slices too
 * @param leader this thread
 * @returns the job's number
 */
export function publish(
  control: TeamControl,
  job: JobDescription,
  wanted: number,
  leader: ThreadIdentity = NOBODY,
): number {
  const { u64, u32 } = control;
  const before = jobOf(Atomics.load(u64, CLAIM));
  // A leader that died in its job may have left slices to claim. Closed first, so that from here until the
  // new number is stored no claim can succeed and the description below is nobody's.
  Atomics.store(u64, CLAIM, wordOf(before, 0));
  const number = before === LAST_JOB ? 1 : before + 1;
  Atomics.store(u32, LEADER_JOB, 0);
  Atomics.store(u32, LEADER_THREAD, leader.thread);
  Atomics.store(u32, LEADER_BORN, leader.born);
  Atomics.store(u32, LEADER_JOB, number);
  Atomics.store(u32, JOB_KERNEL, job.kernel);
  Atomics.store(u32, JOB_CODE_ADDRESS, job.codeAddress);
  Atomics.store(u32, JOB_CODE_BYTES, job.codeBytes);
  Atomics.store(u32, JOB_PARAMS, job.params);
  Atomics.store(u32, JOB_TOTAL, job.total);
  Atomics.store(u32, JOB_GRAIN, job.grain);
  Atomics.store(u32, JOB_SLICES, job.slices);
  Atomics.store(u64, UNFINISHED, wordOf(number, job.slices));
  Atomics.store(u64, CLAIM, wordOf(number, job.slices));
  ring(control, wanted);
  return number;
}

/** Wakes sleeping helpers, at most `count`. */
export function ring(control: TeamControl, count: number): void {
  Atomics.add(control.i32, BELL, 1);
  Atomics.notify(control.i32, BELL, count);
}

/** The number of the job that still has slices to claim, or 0. */
export function openJob(control: TeamControl): number {
  const word = Atomics.load(control.u64, CLAIM);
  return countOf(word) === 0 ? 0 : jobOf(word);
}

/** The job that was published last, and who leads or led it; undefined while another is being published, or before the first. */
export function readLeader({ i32 }: TeamControl): { job: number; leader: ThreadIdentity } | undefined {
  const job = Atomics.load(i32, LEADER_JOB);
  const leader = { thread: Atomics.load(i32, LEADER_THREAD), born: Atomics.load(i32, LEADER_BORN) };
  return job !== 0 && Atomics.load(i32, LEADER_JOB) === job ? { job, leader } : undefined;
}

/** The description of the open job. To be trusted only once a claim from that job succeeds after the reading. */
export function readJob(control: TeamControl): JobDescription {
  const { u32 } = control;
  return {
    kernel: Atomics.load(u32, JOB_KERNEL),
    codeAddress: Atomics.load(u32, JOB_CODE_ADDRESS),
    codeBytes: Atomics.load(u32, JOB_CODE_BYTES),
    params: Atomics.load(u32, JOB_PARAMS),
    total: Atomics.load(u32, JOB_TOTAL),
    grain: Atomics.load(u32, JOB_GRAIN),
    slices: Atomics.load(u32, JOB_SLICES),
  };
}

/**
 * Takes the next slice of a job.
 * @param announceAt index in `i32` where the slice is written before it is claimed, so that a claim is never
 *   anonymous; -1 for the leader, whose death nobody reports
 * @returns the slice, or -1 when the job has none left or is no longer this one
 */
export function claim(control: TeamControl, job: number, slices: number, announceAt: number): number {
  const { u64, i32 } = control;
  for (;;) {
    const word = Atomics.load(u64, CLAIM);
    const left = countOf(word);
    if (left === 0 || jobOf(word) !== job) return -1;
    const slice = slices - left;
    if (announceAt >= 0) Atomics.store(i32, announceAt, slice);
    if (Atomics.compareExchange(u64, CLAIM, word, word - 1n) === word) return slice;
  }
}

/** Counts `count` claimed slices as finished; the last one wakes the leader. Nothing happens if the job is over. */
export function complete(control: TeamControl, job: number, count: number): void {
  const { u64 } = control;
  for (;;) {
    const word = Atomics.load(u64, UNFINISHED);
    if (jobOf(word) !== job || countOf(word) < count) return;
    const next = word - BigInt(count);
    if (Atomics.compareExchange(u64, UNFINISHED, word, next) !== word) continue;
    if (countOf(next) === 0) wakeLeader(control);
    return;
  }
}

/** Claims and counts all slices that nobody has claimed: after a trap the rest of a job isn't worth running. */
export function cancelRest(control: TeamControl, job: number): void {
  const { u64 } = control;
  for (;;) {
    const word = Atomics.load(u64, CLAIM);
    const left = countOf(word);
    if (left === 0 || jobOf(word) !== job) return;
    if (Atomics.compareExchange(u64, CLAIM, word, wordOf(job, 0)) !== word) continue;
    complete(control, job, left);
    return;
  }
}

/** Slices of a job that aren't finished; 0 when the job is over. */
export function unfinished(control: TeamControl, job: number): number {
  const word = Atomics.load(control.u64, UNFINISHED);
  return jobOf(word) === job ? countOf(word) : 0;
}

/** Has whoever leads look at the words again. A counter, not a flag: each call changes it, so no wake-up is lost. */
export function wakeLeader(control: TeamControl): void {
  Atomics.add(control.i32, FINISHED, 1);
  Atomics.notify(control.i32, FINISHED);
}
