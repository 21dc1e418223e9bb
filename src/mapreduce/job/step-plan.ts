import { ValueError } from "../../errors.js";
import type { LineFilter } from "../input/index.js";
import { type Protocol, protocolOf } from "../protocols/index.js";
import type { AnyJob } from "./job-class.js";
import type { Pairs, PairsNow } from "./pair.js";
import type { AnyStep } from "./step.js";

/** A step of a job as the runners have it, checked, with what it leaves out filled in from the job. */
export interface StepPlan {
  readonly index: number;
  /** How many steps the job has. */
  readonly steps: number;
  /** Missing: pairs go on as they are (unless there is a `mapperRaw`). */
  readonly mapper?: (key: unknown, value: unknown) => Pairs;
  /** Only of a first step: a record is a file. */
  readonly mapperRaw?: (path: string, uri: string) => Pairs;
  readonly mapperInit?: () => Pairs;
  readonly mapperFinal?: () => Pairs;
  /** Only of a first step. A predicate is bound to the job. */
  readonly mapperPreFilter?: RegExp | string | LineFilter;
  readonly combiner?: (key: unknown, values: Iterable<unknown>) => PairsNow;
  readonly combinerInit?: () => PairsNow;
  readonly combinerFinal?: () => PairsNow;
  /** Missing in a map-only step. */
  readonly reducer?: (key: unknown, values: Iterable<unknown>) => Pairs;
  readonly reducerInit?: () => Pairs;
  readonly reducerFinal?: () => Pairs;
  readonly sortValues: boolean;
  readonly totalOrder: boolean;
  /** Bound to the job. */
  readonly groupingKey?: (key: unknown) => unknown;
  /** Bound to the job; throws ValueError unless the user's gives a whole number from 0 to `reducers` − 1. */
  readonly partitioner?: (key: unknown, reducers: number) => number;
  /** What the step itself asks for; else the caller's or the runner's number. */
  readonly reducers?: number;
}

const FUNCTIONS = [
  "mapper",
  "mapperRaw",
  "mapperInit",
  "mapperFinal",
  "combiner",
  "combinerInit",
  "combinerFinal",
  "reducer",
  "reducerInit",
  "reducerFinal",
  "partitioner",
  "groupingKey",
] as const;

const SETTINGS = ["mapperPreFilter", "sortValues", "totalOrder", "reducers"] as const;

/** The step that a job's own methods are. */
export function ownStep(job: AnyJob): AnyStep {
  const { mapper, mapperRaw, mapperInit, mapperFinal, mapperPreFilter } = job;
  const { combiner, combinerInit, combinerFinal, reducer, reducerInit, reducerFinal } = job;
  return {
    mapper,
    mapperRaw,
    mapperInit,
    mapperFinal,
    mapperPreFilter,
    combiner,
    combinerInit,
    combinerFinal,
    reducer,
    reducerInit,
    reducerFinal,
  };
}

/**
 * A job's steps, for a runner. Every thread that runs a task makes its own, from its own job.
 *
 * @throws ValueError for steps that can't be run, with the way out
 */
export function planSteps(job: AnyJob): StepPlan[] {
  const name = job.constructor.name;
  const steps: readonly AnyStep[] = job.steps();
  if (!Array.isArray(steps) || steps.length === 0) {
    throw new ValueError(
      `${name}.steps() gives ${Array.isArray(steps) ? "no step" : typeof steps}; it has to give an array of one step({…}) or more.`,
    );
  }
  return steps.map((step, index) => planStep(name, job, step, index, steps.length));
}

function planStep(name: string, job: AnyJob, step: AnyStep, index: number, steps: number): StepPlan {
  const where = steps === 1 ? name : `Step ${index + 1} of ${name}`;
  check(where, step, index);
  const { partitioner, groupingKey } = job;
  const { sortValues = job.sortValues, totalOrder = job.totalOrder } = step;
  const parts = step as Omit<StepPlan, "index" | "steps" | "sortValues" | "totalOrder">;
  const partition = parts.partitioner ?? partitioner;
  const group = parts.groupingKey ?? groupingKey;
  if (totalOrder && partition !== undefined) {
    throw new ValueError(
      `${where} has both totalOrder and a partitioner; each of them says which reducer gets a key.`,
    );
  }
  const filter = step.mapperPreFilter;
  const hasReducer = [step.reducer, step.reducerInit, step.reducerFinal].some((part) => part !== undefined);
  return {
    ...parts,
    // With only its beginning or end given, a reducer hands on what it gets, as mrjob's.
    reducer: hasReducer ? (parts.reducer ?? identity) : undefined,
    mapperPreFilter: typeof filter === "function" ? (line) => filter.call(job, line as string) : filter,
    groupingKey: group && ((key) => group.call(job, key)),
    partitioner:
      partition && ((key, reducers) => partitionOf(where, partition.call(job, key, reducers), reducers)),
    sortValues,
    totalOrder,
    index,
    steps,
  };
}

function check(where: string, step: AnyStep, index: number): void {
  if (typeof step !== "object" || step === null) {
    throw new ValueError(
      `${where} is ${step === null ? "null" : typeof step}; a step is what step({…}) gives.`,
    );
  }
  for (const part of Object.keys(step)) {
    if (![...FUNCTIONS, ...SETTINGS].some((known) => known === part)) {
      throw new ValueError(
        `${where} has a part ${part}; the parts of a step are ${[...FUNCTIONS, ...SETTINGS].join(", ")}.`,
      );
    }
  }
  for (const part of FUNCTIONS) {
    const given: unknown = step[part];
    if (given !== undefined && typeof given !== "function") {
      throw new ValueError(
        `The ${part} of ${where} is ${given === null ? "null" : `a ${typeof given}`}; it has to be a function.`,
      );
    }
  }
  const { reducers, combiner, combinerInit, combinerFinal, reducer, reducerInit, reducerFinal } = step;
  const reduces = reducer ?? reducerInit ?? reducerFinal;
  if (reducers !== undefined && (!Number.isSafeInteger(reducers) || reducers < 1)) {
    throw new ValueError(`reducers of ${where} is ${String(reducers)}; it takes a whole number from 1 on.`);
  }
  if ((step.mapper ?? step.mapperRaw ?? step.mapperInit ?? step.mapperFinal ?? reduces) === undefined) {
    throw new ValueError(
      `${where} has neither a mapper nor a reducer, so there is nothing to do: override mapper, reducer or steps().`,
    );
  }
  if ((combiner ?? combinerInit ?? combinerFinal) !== undefined && reduces === undefined) {
    throw new ValueError(
      `${where} has a combiner but no reducer. A combiner runs any number of times, also never, so it needs a reducer behind it.`,
    );
  }
  if (combiner === undefined && (combinerInit ?? combinerFinal) !== undefined) {
    throw new ValueError(`${where} has a combinerInit or combinerFinal but no combiner.`);
  }
  const { mapperRaw, mapperPreFilter } = step;
  if (mapperRaw !== undefined && step.mapper !== undefined) {
    throw new ValueError(
      `${where} has both a mapper, which gets records, and a mapperRaw, which gets files; it takes one of them.`,
    );
  }
  if (mapperRaw !== undefined && mapperPreFilter !== undefined) {
    throw new ValueError(`${where} has a mapperPreFilter, which sees lines, but its mapperRaw gets files.`);
  }
  if (index > 0 && (mapperRaw !== undefined || mapperPreFilter !== undefined)) {
    throw new ValueError(
      `${where} has a ${mapperRaw === undefined ? "mapperPreFilter" : "mapperRaw"}, but only a first step reads files; this one gets pairs.`,
    );
  }
}

function* identity(key: unknown, values: Iterable<unknown>): Generator<[unknown, unknown]> {
  for (const value of values) yield [key, value];
}

function partitionOf(where: string, partition: unknown, reducers: number): number {
  if (
    typeof partition === "number" &&
    Number.isInteger(partition) &&
    partition >= 0 &&
    partition < reducers
  ) {
    return partition;
  }
  throw new ValueError(
    `The partitioner of ${where} gave ${String(partition)}; it has to give a whole number from 0 to ${reducers - 1}, ` +
      "one less than the number of reducers, which is its second argument.",
  );
}

/** A job's protocols, checked. */
export function protocolsOf(job: AnyJob): { readonly input: Protocol; readonly output: Protocol } {
  return { input: protocolOf(job.inputProtocol), output: protocolOf(job.outputProtocol) };
}
