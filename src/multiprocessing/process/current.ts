/** Which process this is, and which one started it. */
import { parentLink, selfInfo } from "../host/parent-link.js";

/** How this worker was made known to itself by `Process.start`. */
export interface ProcessData {
  /** The numbers in `Process-1:2`: each generation appends its own. */
  readonly identity: readonly number[];
  readonly daemon: boolean;
}

/** A process as `currentProcess()` and `parentProcess()` show it. */
export interface ProcessInfo {
  /** `MainProcess` for the one that nobody started. */
  readonly name: string;
  /** The operating system's id. Threads share that of the process they run in. */
  readonly pid: number;
  /** `Process`es of this kind don't keep their parent alive. */
  readonly daemon: boolean;
  /** True: a child's life ends with its parent's. */
  isAlive(): boolean;
}

/**
 * The process (or thread of `context: "thread"`) that this code runs in.
 * @see https://docs.python.org/3/library/multiprocessing.html#multiprocessing.current_process
 */
export function currentProcess(): ProcessInfo {
  return { ...selfInfo(), isAlive: () => true };
}

/**
 * The process that started this one, or null in the main process.
 * @see https://docs.python.org/3/library/multiprocessing.html#multiprocessing.parent_process
 */
export function parentProcess(): ProcessInfo | null {
  const link = parentLink();
  if (link === null) return null;
  return { ...link.parent, isAlive: () => true };
}

let children = 0;

/** The identity of the next Process that is made here. */
export function nextIdentity(): readonly number[] {
  children += 1;
  return [...(ownData()?.identity ?? []), children];
}

function ownData(): ProcessData | undefined {
  const boot = parentLink()?.boot;
  return boot?.role === "process" ? (boot.data as ProcessData) : undefined;
}
