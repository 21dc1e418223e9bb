/** What can be done with the elements of a partition: a table from names to what they do, so that a lineage is data. */
import type { Transform } from "./context.js";
import { elementSteps } from "./element-steps.js";
import { foldSteps } from "./fold-steps.js";
import { pairSteps } from "./pair-steps.js";
import { partitionSteps } from "./partition-steps.js";
import { pipeSteps } from "./pipe-step.js";
import { samplingSteps } from "./sampling-steps.js";

export type { StepContext, Transform } from "./context.js";
export { pairOf } from "./element-steps.js";
export { added } from "./fold-steps.js";
export type { JoinKind } from "./pair-steps.js";
export { atOnce } from "./refuse-promise.js";
export type { KeySample } from "./sampling-steps.js";

const STEPS = {
  ...elementSteps,
  ...partitionSteps,
  ...pairSteps,
  ...foldSteps,
  ...samplingSteps,
  ...pipeSteps,
};

type Table = typeof STEPS;
export type StepName = keyof Table;

/** One entry of the table with its arguments, functions among them. */
export interface Step {
  readonly name: StepName;
  readonly args: readonly unknown[];
}

/** A step, checked against the table's signature. Functions of the user's are of their own types, so they come as `never` functions. */
export function step<N extends StepName>(name: N, ...args: Loose<Parameters<Table[N]>>): Step {
  return { name, args };
}

type Loose<A extends readonly unknown[]> = {
  [I in keyof A]: A[I] extends ((...args: infer _) => unknown) | undefined
    ? ((...args: never[]) => unknown) | Extract<A[I], undefined>
    : A[I];
};

/** What a step does. */
export function transformOf({ name, args }: Step): Transform {
  return (STEPS[name] as (...args: readonly unknown[]) => Transform)(...args);
}
