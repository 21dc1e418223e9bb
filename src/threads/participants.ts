import { MemoryError } from "../errors.js";
import { host } from "./host.js";
import { PARTICIPANT_SLOTS, ParticipantTable } from "./participant-table.js";

/** The kernel is asked after a participant this often at most, unless it must be. */
const ASK_MILLISECONDS = 50;
/** So many answers are remembered before all are forgotten. */
const REMEMBERED = 4096;
/** The name under which a thread's children find its id (worker_threads' environment data). */
const INHERITED = "manycore.participant";

interface Membership {
  id: number;
}

const KEY = Symbol.for("manycore.threads.participant");

/** One a thread, however often the package is loaded. */
function membership(): Membership {
  const holder = globalThis as { [KEY]?: Membership };
  holder[KEY] ??= { id: 0 };
  return holder[KEY];
}

let table: ParticipantTable | undefined;

function participants(): ParticipantTable {
  table ??= new ParticipantTable();
  return table;
}

const askedAt = new Map<number, number>();

/**
 * This thread's id in the process's table of participants: who may own a lock, the end of a queue, a lease. Registers the thread on
 * first use, with the nearest ancestor that is registered as its parent.
 */
export function selfParticipant(): number {
  const own = membership();
  if (own.id === 0) {
    const threads = workerThreads();
    const parent = (threads?.getEnvironmentData(INHERITED) as number | undefined) ?? 0;
    const name = host().primary ? "main thread" : `thread ${threads?.threadId ?? "of the page"}`;
    const id = enrol(name, parent);
    join(own, id);
  }
  return own.id;
}

/**
 * Enrols a worker thread that is about to start, or a child process that this thread speaks for. It counts as there from now on, ends
 * with this thread at the latest, and is gone when `markParticipantGone` says so (a thread also when the kernel does).
 * @param name what errors call it, at most 48 bytes of UTF-8; the rest is cut off
 * @returns an id > 0 that isn't used again soon
 * @throws MemoryError when the table is full of participants that live
 */
export function enrolParticipant(name: string): number {
  return enrol(name, selfParticipant());
}

/** Says that this thread is the participant that its parent enrolled: the first thing that a started worker does. */
export function becomeParticipant(id: number): void {
  const own = membership();
  if (own.id === id) return;
  if (own.id !== 0) participants().markGone(own.id);
  join(own, id);
}

/**
 * Whether a participant has ended: it was marked gone (one atomic load tells), or its thread isn't among the kernel's any more
 * (Linux; a look into /proc, which then marks it).
 * @param ask `true` asks the kernel now, `false` doesn't; by default it is asked once in 50 ms
 */
export function participantGone(id: number, ask?: boolean): boolean {
  if (!(id > 0) || participants().gone(id)) return true;
  if (ask === false) return false;
  const now = performance.now();
  if (ask !== true && now - (askedAt.get(id) ?? Number.NEGATIVE_INFINITY) < ASK_MILLISECONDS) return false;
  if (askedAt.size >= REMEMBERED) askedAt.clear();
  askedAt.set(id, now);
  const thread = participants().threadOf(id);
  if (thread === undefined || host().isAlive(thread.thread, thread.born) !== false) return false;
  participants().markGone(id);
  return true;
}

/** Marks a participant gone, with everyone whom it had enrolled, and whom those had: by the parent, on `exit`. Idempotent. */
export function markParticipantGone(id: number): void {
  if (id > 0) participants().markGone(id);
}

/** What it was enrolled as; also after it has gone, until its slot is used again. */
export function participantName(id: number): string {
  return participants().name(id) ?? "a thread or process that ended long ago";
}

function enrol(name: string, parent: number): number {
  const all = participants();
  let id = all.enrol(name, parent);
  if (id === 0) {
    // Threads that nobody marked, as workers that the program starts itself: the kernel knows which have ended.
    for (const each of [...all.all()]) participantGone(each, true);
    id = all.enrol(name, parent);
  }
  if (id === 0) {
    throw new MemoryError(
      `${JSON.stringify(name)} can't be enrolled: ${PARTICIPANT_SLOTS - 1} threads and child processes are there already. ` +
        "End some first.",
    );
  }
  return id;
}

function join(own: Membership, id: number): void {
  const { self } = host();
  participants().present(id, self.born === 0 ? { thread: 0, born: 0 } : self);
  own.id = id;
  workerThreads()?.setEnvironmentData(INHERITED, id);
}

function workerThreads(): typeof import("node:worker_threads") | undefined {
  return typeof process === "undefined" ? undefined : process.getBuiltinModule?.("node:worker_threads");
}
