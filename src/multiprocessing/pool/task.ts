/** `task`: what a function that runs in a pool can learn about its own run. */
import { CancelledError, TimeoutError } from "../../errors.js";
import { registerCarrier } from "../../portable/index.js";
import type { StopReason } from "./channel.js";

/** Of a function running in a pool worker. */
export interface Task {
  /**
   * Aborted when this task shall stop: its caller's signal was aborted, its time is over, the call that it is part of has failed
   * or isn't wanted any more. `aborted` tells the truth in the middle of a synchronous loop too; the event comes when the event loop turns,
   * or with the first look at `aborted`. A task that goes on for more than a quarter of a second ends with its worker.
   *
   * Outside of a pool's task, a signal that is never aborted.
   */
  readonly signal: AbortSignal;
}

/** One task's run, as far as `task` shows it. */
export class TaskScope {
  readonly #reason: () => StopReason | null;
  #controller: AbortController | undefined;
  #over = false;

  /** @param reason why the task shall stop, if it shall: asked often, also from inside of loops */
  constructor(reason: () => StopReason | null) {
    this.#reason = reason;
  }

  get signal(): AbortSignal {
    this.#controller ??= this.#open();
    return this.#controller.signal;
  }

  /** Fires `abort` if the task has been asked to stop. */
  look(): void {
    const controller = this.#controller;
    if (controller === undefined || this.#over || abortedOf.call(controller.signal)) return;
    const reason = this.#reason();
    if (reason !== null) controller.abort(stopError(reason));
  }

  /** The task is over: what still holds its signal sees no later task's. */
  close(): void {
    this.#over = true;
  }

  /** A real AbortSignal, whose `aborted` looks at shared memory first: in a synchronous loop no event could set it. */
  #open(): AbortController {
    const controller = new AbortController();
    const { signal } = controller;
    const aborted = (): boolean => {
      this.look();
      return abortedOf.call(signal);
    };
    Object.defineProperties(signal, {
      aborted: { configurable: true, get: aborted },
      reason: { configurable: true, get: () => (aborted() ? reasonOf.call(signal) : undefined) },
      throwIfAborted: {
        configurable: true,
        value: () => {
          if (aborted()) throw reasonOf.call(signal);
        },
      },
    });
    return controller;
  }
}

function getterOf(name: "aborted" | "reason"): () => unknown {
  return Object.getOwnPropertyDescriptor(AbortSignal.prototype, name)!.get!;
}

const abortedOf = getterOf("aborted") as () => boolean;
const reasonOf = getterOf("reason");

function stopError(reason: StopReason): Error {
  if (reason === "timeout") return new TimeoutError("this task's time is over");
  if (reason === "sibling") return new CancelledError("another task of the same call has failed");
  return new CancelledError("this task was cancelled");
}

const KEY = Symbol.for("manycore.multiprocessing.task");

/** On globalThis: the user's function may have loaded another copy of the package than the worker. */
const holder = globalThis as { [KEY]?: TaskScope | undefined };

/** Makes `scope` what `task` shows, or nothing. */
export function enterTask(scope: TaskScope | undefined): void {
  holder[KEY] = scope;
}

let never: AbortSignal | undefined;

class CurrentTask implements Task {
  get signal(): AbortSignal {
    const scope = holder[KEY];
    if (scope !== undefined) return scope.signal;
    never ??= new AbortController().signal;
    return never;
  }
}

/**
 * In a function that runs in a pool: its own task. Import it where the function is written; it travels with the function.
 *
 * ```ts
 * import { Pool, task } from "manycore/multiprocessing";
 * const search = (from: number) => {
 *   for (let n = from; !task.signal.aborted; n++) if (isPrize(n)) return n;
 * };
 * await pool.apply(search, [0], { timeout: 1 });
 * ```
 */
export const task: Task = Object.freeze(new CurrentTask());

// Wherever a function that has captured it arrives, it stands for the task there.
registerCarrier<CurrentTask, null>({
  tag: "multiprocessing.task",
  type: CurrentTask,
  pack: () => null,
  unpack: () => task as CurrentTask,
});
