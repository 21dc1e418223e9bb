/**
 * The workers of a session, which run the user's functions. They are started for the first function and end with the session. A function is
 * never run in the program's own thread, however few rows there are: what it would change there, block or end must not depend on how many rows
 * a query has.
 */
import { cpuCount, Pool, Queue } from "../../../multiprocessing/index.js";
import type { Operation } from "../engine/operation.js";
import type { OwnTask, Program, SentProgram, WholeTask } from "./program.js";
import { Programs } from "./programs.js";
import { Watch } from "./watch.js";

export interface OwnRun {
  readonly program: Program;
  /** Of the program's functions, in its order: for messages. */
  readonly names: readonly string[];
  /** What each task is given, in streams of Arrow's. It is asked for as tasks are begun. */
  readonly tasks: AsyncIterable<readonly Uint8Array[]>;
  /** Whether all of them are for one call of the function. */
  readonly isWhole: boolean;
  /** Rows of an answer that are enough. */
  readonly most: number;
  /** Seconds without anything happening in a task; undefined for no end. */
  readonly timeout: number | undefined;
}

/** What a run needs of its surroundings. */
interface Running {
  readonly pool: Pool;
  readonly tasks: typeof import("./own-tasks.js").tasks;
  readonly program: SentProgram;
  readonly watch: Watch;
  /** Aborted when the run shall end before its time. */
  readonly stop: AbortController;
}

/** Streams of a single task that wait on either side of it. */
const WAITING = 8;

export class OwnWorkers {
  readonly workers: number;
  readonly #programs = new Programs();
  #pool: Pool | undefined;
  #runs = 0;

  /** Starts nothing yet. */
  constructor(workers: number = cpuCount()) {
    this.workers = workers;
  }

  /**
   * The answers of tasks, in their order, each some streams of Arrow's; what is on its way is bounded. Leaving the loop stops the rest.
   *
   * @throws FunctionException when a function throws, ends its worker, or takes too long; what the tasks' rows throw; the operation's end
   */
  async *run(operation: Operation, run: OwnRun): AsyncGenerator<readonly Uint8Array[]> {
    operation.check();
    // Late, because it does something when it is loaded: it names the tasks.
    const { tasks } = await import("./own-tasks.js");
    this.#pool ??= new Pool(this.workers);
    const program = this.#programs.send(run.program);
    this.#runs++;
    const stop = new AbortController();
    // The pool has at most two tasks for each worker on their way.
    const watch = new Watch(2 * this.workers + 1, run.names, run.timeout, (error) => stop.abort(error));
    const unhook = operation.onStop((reason) => stop.abort(reason));
    const running = { pool: this.#pool, tasks, program, watch, stop };
    try {
      yield* run.isWhole ? wholeAnswers(running, run) : answers(running, run);
    } catch (error) {
      operation.check();
      throw watch.explained(error);
    } finally {
      unhook();
      watch.stop();
      if (--this.#runs === 0) this.#programs.trim();
    }
  }

  /** Ends the workers, whatever they do. Idempotent. */
  async close(): Promise<void> {
    await this.#pool?.terminate();
    this.#programs.trim(0);
  }
}

async function* answers(
  { pool, tasks, program, watch, stop }: Running,
  { tasks: given, most }: OwnRun,
): AsyncGenerator<readonly Uint8Array[]> {
  const items = async function* (): AsyncGenerator<OwnTask> {
    for await (const batches of given) {
      yield { program, words: watch.words, slot: watch.next(), batches, most };
    }
  };
  for await (const answer of pool.imap(tasks.runOwnTask, items(), { chunkSize: 1, signal: stop.signal })) {
    watch.took();
    yield answer;
  }
}

/** One task, to which rows go and from which they come while it works: they needn't all be in memory. */
async function* wholeAnswers(
  { pool, tasks, program, watch, stop }: Running,
  { tasks: parts, most }: OwnRun,
): AsyncGenerator<readonly Uint8Array[]> {
  // Said at once: a worker that asks before the first rows are there, behind one that was to have the task and ended, would take this for a queue's end.
  const given = new Queue<Uint8Array>(WAITING).producer();
  const made = new Queue<Uint8Array>(WAITING).consumer();
  const task: WholeTask = { program, words: watch.words, slot: watch.next(), given, made, most };
  const { signal } = stop;
  const work = pool.apply(tasks.runWholeTask, [task], { signal });
  // Who waits on a queue is told what ended the work, and not that the queue's other side has gone.
  work.catch((error: unknown) => stop.abort(error));
  const feeding = (async () => {
    // When nobody takes any more, the work says why.
    const put = (stream: Uint8Array) =>
      given.put(stream, { signal }).then(
        () => true,
        () => false,
      );
    for await (const streams of parts) {
      for (const stream of streams) if (!(await put(stream))) return;
    }
    await put(new Uint8Array());
  })();
  feeding.catch((error: unknown) => stop.abort(error));
  try {
    for (;;) {
      const stream = await made.get({ signal });
      if (stream.length === 0) break;
      yield [stream];
    }
    await work;
  } catch (error) {
    // A queue says that its other side is gone before the pool says why.
    await work;
    throw error;
  } finally {
    stop.abort(new Error("nobody wants more of it"));
    await Promise.allSettled([work, feeding]);
    given[Symbol.dispose]();
    made[Symbol.dispose]();
  }
}
