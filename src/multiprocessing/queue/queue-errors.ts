import { Empty, Full, type ManycoreError, ShutDown, WorkerDiedError } from "../../errors.js";
import { participantName } from "../../threads/index.js";

const within = (timeoutMs: number): string =>
  timeoutMs > 0 ? ` within ${Number((timeoutMs / 1000).toFixed(3))} s` : "";

/** There is no item, now or within the time. */
export function emptyQueue(timeoutMs: number): ManycoreError {
  return new Empty(`the queue is empty: nothing to get${within(timeoutMs)}`);
}

/** There is no room, now or within the time. */
export function fullQueue(maxsize: number, timeoutMs: number): ManycoreError {
  return new Full(
    `the queue is full: it holds maxsize = ${maxsize} items, and none was taken${within(timeoutMs)}`,
  );
}

/** The queue is empty and will stay so. */
export function endOfItems(pipe: boolean, died: readonly number[]): ManycoreError {
  if (died.length > 0) {
    return new WorkerDiedError(
      `${names(died)} died before ${died.length === 1 ? "it" : "they"} closed the ${pipe ? "pipe" : "queue"}, and nobody is left ` +
        `who puts into it: what ${died.length === 1 ? "it" : "they"} had yet to put is missing`,
    );
  }
  return new ShutDown(
    pipe
      ? "the pipe's other end is closed, and everything that was sent has been received"
      : "the queue is empty and its last producer has closed or ended: nothing will come any more",
  );
}

/** The queue is full and will stay so. */
export function nobodyGets(maxsize: number, died: readonly number[]): ManycoreError {
  const full = `the queue is full (maxsize = ${maxsize})`;
  if (died.length > 0) {
    return new WorkerDiedError(`${names(died)} died, and nobody is left who gets from the queue: ${full}`);
  }
  return new ShutDown(
    `${full}, and its last consumer has ended: nobody will make room. Whoever is going to get from it, or to start others who do, says consumer() first`,
  );
}

/** Nobody is left at the other end of the pipe. Python's BrokenPipeError. */
export function brokenPipe(died: readonly number[]): ManycoreError {
  if (died.length > 0)
    return new WorkerDiedError(`${names(died)} died, and nobody else can receive from this pipe`);
  return new ShutDown("the pipe's other end is closed: nobody can receive what is sent");
}

/** Tasks were taken and never finished. */
export function lostTasks(died: readonly number[], lost: number): ManycoreError {
  return new WorkerDiedError(
    `${names(died)} died with ${lost} ${lost === 1 ? "task" : "tasks"} taken and not done: join() would wait forever`,
  );
}

/** "a, b and 3 more". */
export function names(participants: readonly number[]): string {
  const known = participants.filter((each) => each !== 0).map((each) => participantName(each));
  const unknown = participants.length - known.length;
  if (unknown > 0)
    known.push(`${unknown === 1 ? "a worker" : `${unknown} workers`} that had not yet received the queue`);
  const shown = known.length > 4 ? [...known.slice(0, 3), `${known.length - 3} more`] : known;
  return shown.length === 1 ? shown[0]! : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
