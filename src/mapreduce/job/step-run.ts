import { ValueError } from "../../errors.js";
import { shown } from "../protocols/index.js";
import type { Counters } from "./counters.js";
import type { AnyJob } from "./job-class.js";
import type { Emit, Pair, Pairs, PairsNow } from "./pair.js";
import type { StepPlan } from "./step-plan.js";
import { enterTask } from "./task-context.js";

export interface StepRunOptions {
  /** What the job's `increment` counts in. */
  readonly counters: Counters;
  /** Hears the job's `setStatus`. */
  readonly onStatus?: (text: string) => void;
}

/** Which of the user's functions runs. */
export type StepFunction = Exclude<
  {
    [N in keyof StepPlan]-?: NonNullable<StepPlan[N]> extends (...args: never) => unknown ? N : never;
  }[keyof StepPlan],
  undefined
>;

/**
 * A task's calls of a step's functions, in every runner: the only place where what users wrote is called, and where what they yield is
 * looked at. A method gives a promise only if the user's function is async, so that the usual case doesn't wait for each record.
 *
 * What the user's function throws is thrown as it is; {@link running} says which function it was.
 */
export class StepRun {
  readonly plan: StepPlan;
  /** The function that was called last. */
  running: StepFunction = "mapper";
  /**
   * The file that the records to come are of, for the job's `inputPath`: set for each batch of them, taken away behind it. Undefined for
   * pairs of a step before.
   */
  reading: string | undefined;
  readonly #job: AnyJob;

  /** @param plan one of `planSteps(job)`, of this very job */
  constructor(job: AnyJob, plan: StepPlan, options: StepRunOptions) {
    this.#job = job;
    this.plan = plan;
    // Asked for by the function that runs: a combiner may be called in the middle of a mapper.
    const inputPath = () =>
      this.running === "mapper" || this.running === "mapperRaw" ? this.reading : undefined;
    enterTask(job, { ...options, inputPath });
  }

  /** Before the first record of a map task. */
  mapStart(emit: Emit): void | Promise<void> {
    const { mapperInit } = this.plan;
    if (mapperInit === undefined) return;
    this.running = "mapperInit";
    return this.#give(mapperInit.call(this.#job), emit);
  }

  /** For each record. */
  map(key: unknown, value: unknown, emit: Emit): void | Promise<void> {
    const { mapper } = this.plan;
    if (mapper === undefined) return emit(key, value);
    this.running = "mapper";
    const pairs = mapper.call(this.#job, key, value);
    if (!isIterable(pairs)) return this.#give(pairs, emit);
    // Not `#giveEach`: a loop that only mappers' pairs go through always calls the same `emit`, which is then compiled into it.
    for (const given of pairs) {
      if (!Array.isArray(given) || given.length !== 2) throw this.#notPair(given);
      emit(given[0], given[1]);
    }
  }

  /** In place of `map`, for each file. */
  mapRaw(path: string, uri: string, emit: Emit): void | Promise<void> {
    const { mapperRaw } = this.plan;
    if (mapperRaw === undefined) throw new ValueError("This step has no mapperRaw.");
    this.running = "mapperRaw";
    return this.#give(mapperRaw.call(this.#job, path, uri), emit);
  }

  /** After the last record of a map task. */
  mapEnd(emit: Emit): void | Promise<void> {
    const { mapperFinal } = this.plan;
    if (mapperFinal === undefined) return;
    this.running = "mapperFinal";
    return this.#give(mapperFinal.call(this.#job), emit);
  }

  /** Before a task's first `combine`, once, also if there is none. */
  combineStart(emit: Emit): void {
    const { combinerInit } = this.plan;
    if (combinerInit === undefined) return;
    this.running = "combinerInit";
    this.#giveNow(combinerInit.call(this.#job), emit);
  }

  /** For some values of a key. */
  combine(key: unknown, values: Iterable<unknown>, emit: Emit): void {
    const { combiner } = this.plan;
    if (combiner === undefined) throw new ValueError("This step has no combiner.");
    // Combiners run in the middle of mappers: after them it is the mapper's turn again.
    const before = this.running;
    this.running = "combiner";
    const pairs = combiner.call(this.#job, key, values);
    if (isIterable(pairs)) {
      for (const given of pairs) {
        if (!Array.isArray(given) || given.length !== 2) throw this.#notPair(given);
        emit(given[0], given[1]);
      }
    } else this.#giveNow(pairs, emit);
    this.running = before;
  }

  /** After a task's last `combine`, once. What it yields isn't combined. */
  combineEnd(emit: Emit): void {
    const { combinerFinal } = this.plan;
    if (combinerFinal === undefined) return;
    this.running = "combinerFinal";
    this.#giveNow(combinerFinal.call(this.#job), emit);
  }

  /** Before the first key of a reduce task. */
  reduceStart(emit: Emit): void | Promise<void> {
    const { reducerInit } = this.plan;
    if (reducerInit === undefined) return;
    this.running = "reducerInit";
    return this.#give(reducerInit.call(this.#job), emit);
  }

  /** For each key, or group of keys. */
  reduce(key: unknown, values: Iterable<unknown>, emit: Emit): void | Promise<void> {
    const { reducer } = this.plan;
    if (reducer === undefined) throw new ValueError("This step has no reducer.");
    this.running = "reducer";
    return this.#give(reducer.call(this.#job, key, values), emit);
  }

  /** After the last key of a reduce task. */
  reduceEnd(emit: Emit): void | Promise<void> {
    const { reducerFinal } = this.plan;
    if (reducerFinal === undefined) return;
    this.running = "reducerFinal";
    return this.#give(reducerFinal.call(this.#job), emit);
  }

  #give(pairs: Pairs, emit: Emit): void | Promise<void> {
    if (pairs === undefined || pairs === null) return;
    if (typeof pairs === "object") {
      if (isIterable(pairs)) return this.#giveEach(pairs, emit);
      if (Symbol.asyncIterator in pairs) return this.#giveLater(pairs, emit);
      if ("then" in pairs) return pairs.then((now) => this.#giveNow(now, emit));
    }
    throw this.#notPairs(pairs);
  }

  /** Of a combiner, or what a promise gave. */
  #giveNow(pairs: PairsNow, emit: Emit): void {
    if (pairs === undefined || pairs === null) return;
    if (isIterable(pairs)) this.#giveEach(pairs, emit);
    else throw this.#notPairs(pairs);
  }

  #giveEach(pairs: Iterable<Pair>, emit: Emit): void {
    for (const given of pairs) {
      if (!Array.isArray(given) || given.length !== 2) throw this.#notPair(given);
      emit(given[0], given[1]);
    }
  }

  async #giveLater(pairs: AsyncIterable<Pair>, emit: Emit): Promise<void> {
    for await (const given of pairs) {
      if (!Array.isArray(given) || given.length !== 2) throw this.#notPair(given);
      emit(given[0], given[1]);
    }
  }

  #notPair(given: unknown): ValueError {
    return new ValueError(
      `${this.#function()} yields ${kindOf(given)}; it has to yield pairs: yield pair(key, value).`,
    );
  }

  #notPairs(given: unknown): ValueError {
    const later = this.running.startsWith("combiner") && typeof given === "object" && given !== null;
    return new ValueError(
      later && (Symbol.asyncIterator in given || "then" in given)
        ? `${this.#function()} is async; combiners run in the middle of other work and can't wait. Do that in the reducer.`
        : `${this.#function()} gives ${kindOf(given)}; it has to yield pairs, or to give an array of them or nothing.`,
    );
  }

  #function(): string {
    const { index, steps } = this.plan;
    return `${this.#job.constructor.name}, ${steps === 1 ? "" : `step ${index + 1} of ${steps}, `}${this.running}`;
  }
}

function isIterable(pairs: unknown): pairs is Iterable<Pair> {
  return typeof pairs === "object" && pairs !== null && Symbol.iterator in pairs;
}

function kindOf(given: unknown): string {
  if (given === undefined || given === null) return String(given);
  if (Array.isArray(given)) return `an array of ${given.length} (${shown(given)})`;
  if (typeof given === "object") return `a ${given.constructor?.name ?? "value"} (${shown(given)})`;
  return `the ${typeof given} ${shown(given)}`;
}
