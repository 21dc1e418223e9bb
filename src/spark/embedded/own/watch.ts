/** Sees to it that tasks get on: each says in words of shared memory when something happens in it, and which function is called. */
import { MemoryError, WorkerDiedError } from "../../../errors.js";
import * as np from "../../../numpy/index.js";
import { FunctionException } from "../../errors/index.js";
import { IDLE, WORDS } from "./program.js";
import { release } from "./release.js";

/** How often it is looked whether something has happened, for each timeout. */
const LOOKS = 8;
const SHORTEST_LOOK_MS = 5;

export class Watch {
  readonly words: np.NDArray<"int32">;
  readonly #slots: number;
  readonly #names: readonly string[];
  readonly #timeout: number | undefined;
  readonly #seen: { count: number; since: number }[];
  #given = 0;
  #taken = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param slots tasks that may be on their way at once
   * @param names of the functions, in their order
   * @param timeout seconds without anything happening in a task
   * @param late is told of a function that takes too long
   */
  constructor(
    slots: number,
    names: readonly string[],
    timeout: number | undefined,
    late: (error: FunctionException) => void,
  ) {
    this.#slots = slots;
    this.words = np.zeros([slots * WORDS], { dtype: "int32" });
    this.#seen = Array.from({ length: slots }, () => ({ count: 0, since: 0 }));
    this.#names = names;
    this.#timeout = timeout;
    if (timeout === undefined) return;
    const most = timeout * 1000;
    this.#timer = setInterval(() => this.#look(most, late), Math.max(SHORTEST_LOOK_MS, most / LOOKS));
  }

  /** A task begins. @returns its slot */
  next(): number {
    const slot = this.#given++ % this.#slots;
    Atomics.store(this.words.data, slot * WORDS, 0);
    Atomics.store(this.words.data, slot * WORDS + 1, 0);
    this.#seen[slot] = { count: 0, since: performance.now() };
    return slot;
  }

  /** An answer was taken: the oldest task's. */
  took(): void {
    this.#taken++;
  }

  /** What the pool says of the oldest task, as the function's error. */
  explained(error: unknown): unknown {
    if (!(error instanceof MemoryError || error instanceof WorkerDiedError)) return error;
    const [, code] = /exit code (\d+)/.exec(error.message) ?? [];
    const how =
      error instanceof MemoryError
        ? "needs more memory than its worker has"
        : `ended its process${code === undefined ? "" : ` with code ${code}`}`;
    const name = this.#nameAt(this.#taken % this.#slots);
    return new FunctionException(`the function ${name} ${how}`, { cause: error });
  }

  stop(): void {
    clearInterval(this.#timer);
    release(this.words);
  }

  #look(most: number, late: (error: FunctionException) => void): void {
    const now = performance.now();
    for (let task = this.#taken; task < this.#given; task++) {
      const slot = task % this.#slots;
      const count = Atomics.load(this.words.data, slot * WORDS);
      const isIdle = Atomics.load(this.words.data, slot * WORDS + 1) === IDLE;
      const seen = this.#seen[slot]!;
      // One that has not begun waits for its worker.
      if (count === 0 || isIdle || count !== seen.count) {
        seen.count = count;
        seen.since = now;
      } else if (now - seen.since > most) {
        late(new FunctionException(`the function ${this.#nameAt(slot)} took more than ${this.#timeout} s`));
      }
    }
  }

  #nameAt(slot: number): string {
    return this.#names[Math.max(0, Atomics.load(this.words.data, slot * WORDS + 1))] ?? this.#names[0]!;
  }
}
