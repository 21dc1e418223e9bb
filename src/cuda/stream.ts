/**
 * The order of work. Launches and copies run one after the other in the order of the calls, whatever their streams: that keeps every promise
 * that streams make. https://numba.readthedocs.io/en/stable/cuda-reference/host.html#stream-management
 */
import { ValueError } from "../errors.js";

let last: Promise<unknown> = Promise.resolve();
/** Work that was asked for and hasn't begun. */
let waiting = 0;
/** Launches that have begun and aren't over. */
const begun = new Set<Promise<unknown>>();
const idleCallbacks: (() => void)[] = [];

/** Calls back whenever no more work waits to begin. */
export function whenIdle(callback: () => void): void {
  idleCallbacks.push(callback);
}

/**
 * Runs `begin` when all that was asked for before has begun, and what must be over is.
 * @param begin fulfilled when what comes later may begin; `over`, when the work is done
 */
export function enqueueBegun(
  stream: Stream | undefined,
  begin: () => Promise<{ readonly over: Promise<void> }>,
): Promise<void> {
  const started = inOrder(begin);
  const over = started.then((work) => work.over);
  const settled = over.then(
    () => undefined,
    () => undefined,
  );
  begun.add(settled);
  void settled.then(() => begun.delete(settled));
  stream?.after(settled);
  return over;
}

/** Runs `work` when all that was asked for before is over, or on its way before it. */
export function enqueue<T>(stream: Stream | undefined, work: () => Promise<T>): Promise<T> {
  const done = inOrder(work);
  stream?.after(last);
  return done;
}

function inOrder<T>(work: () => Promise<T>): Promise<T> {
  waiting++;
  const done = last.then(() => {
    waiting--;
    return work();
  });
  const idle = (): void => {
    if (waiting === 0) for (const callback of idleCallbacks) callback();
  };
  last = done.then(idle, idle);
  return done;
}

/** Fulfilled when all launches and copies so far are over, also those that failed. */
export async function synchronize(): Promise<void> {
  const far = [...begun];
  await last;
  await Promise.all(far);
}

/** A queue of work. https://numba.readthedocs.io/en/stable/cuda-reference/host.html#numba.cuda.cudadrv.driver.Stream */
export class Stream {
  #last: Promise<unknown> = Promise.resolve();

  /** @internal Work of this stream is over when `done` is. */
  after(done: Promise<unknown>): void {
    this.#last = done;
  }

  /** Fulfilled when the stream's work so far is over. */
  async synchronize(): Promise<void> {
    await this.#last;
  }
}

/** A moment in the order of work. https://numba.readthedocs.io/en/stable/cuda-reference/host.html#numba.cuda.cudadrv.driver.Event */
export class Event {
  #reached: Promise<number> | undefined;

  /** The moment when the work so far, of the stream or of all, is over. */
  record(stream?: Stream): void {
    this.#reached = (stream === undefined ? synchronize() : stream.synchronize()).then(() =>
      performance.now(),
    );
  }

  /** Fulfilled when the recorded moment is reached. */
  async synchronize(): Promise<void> {
    await this.milliseconds();
  }

  /** @internal */
  milliseconds(): Promise<number> {
    if (this.#reached === undefined)
      throw new ValueError("The event wasn't recorded: call event.record() or event.record(stream) first.");
    return this.#reached;
  }

  /** Milliseconds from this event to another. */
  async elapsedTime(end: Event): Promise<number> {
    const [from, to] = await Promise.all([this.milliseconds(), end.milliseconds()]);
    return to - from;
  }
}

/**
 * Milliseconds between two recorded events. https://numba.readthedocs.io/en/stable/cuda-reference/host.html#numba.cuda.event_elapsed_time
 * @throws ValueError when one wasn't recorded
 */
export function elapsedTime(start: Event, end: Event): Promise<number> {
  return start.elapsedTime(end);
}
