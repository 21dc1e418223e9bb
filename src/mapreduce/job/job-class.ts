import type { MapReduce } from "./map-reduce.js";
import type { OptionSpecs } from "./option.js";
import type { Pair } from "./pair.js";
import type { AnyStep, LastOut } from "./step.js";

/** A job, whatever its types. */
export type AnyJob = MapReduce<unknown, unknown, OptionSpecs>;

/** A class of jobs that can be made: not {@link MapReduce} itself. */
export type JobClass<T extends AnyJob = AnyJob> = (new (
  options?: never,
) => T) & {
  readonly options: OptionSpecs;
  readonly inputEncoding: "utf-8" | "latin1" | "utf-8-or-latin1";
};

/**
 * What a mixin extends: `function Timed<B extends JobConstructor>(Base: B) { return class extends Base { … } }`.
 */
// biome-ignore lint/suspicious/noExplicitAny: TypeScript asks it of mixins (TS2545)
export type JobConstructor<T extends AnyJob = AnyJob> = abstract new (...args: any[]) => T;

/** The options that a job may be made with: those without a default and not required may be left out too. */
export type OptionsOf<T> = T extends { readonly options: infer V } ? Partial<V> : never;

/** The pairs in what a function of a job gives back. */
type PairIn<R> =
  R extends Promise<infer Later>
    ? PairIn<Later>
    : R extends Iterable<infer P>
      ? P extends Pair
        ? P
        : never
      : R extends AsyncIterable<infer P>
        ? P extends Pair
          ? P
          : never
        : never;

/**
 * The pairs that some methods of a job give. One that the job doesn't have is an optional one of the base class; through a mixin it may
 * be seen as giving any pair, which says nothing either.
 */
type Given<T, Names extends keyof T> = {
  [N in Names]: undefined extends T[N]
    ? never
    : T[N] extends (...args: never) => infer R
      ? Same<PairIn<R>, Pair> extends true
        ? never
        : PairIn<R>
      : never;
}[Names];

type MapOut<T extends AnyJob> = undefined extends T["mapper"]
  ? undefined extends T["mapperRaw"]
    ? InPair<T> | Given<T, "mapperInit" | "mapperFinal">
    : Given<T, "mapperRaw" | "mapperInit" | "mapperFinal">
  : Given<T, "mapper" | "mapperInit" | "mapperFinal">;

/** What a job without a mapper hands on. */
type InPair<T> = T extends MapReduce<infer K, infer V, OptionSpecs> ? Pair<K, V> : never;

/** Exactly the same type, not only one that fits. */
type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;

/** Whether a job is of one step, its own methods. */
type OneStep<T extends AnyJob> = Same<ReturnType<T["steps"]>, readonly AnyStep[]>;

/** The pairs that a job gives: those of its last step. */
export type OutputOf<T extends AnyJob> = Known<
  OneStep<T> extends true
    ? undefined extends T["reducer"]
      ? MapOut<T>
      : Given<T, "reducer" | "reducerInit" | "reducerFinal">
    : LastOut<ReturnType<T["steps"]>>
>;

/** Any pair, where nothing is known of it. */
type Known<P> = [P] extends [never] ? Pair : Extract<P, Pair>;

type Shuffled<T extends AnyJob> = Extract<
  MapOut<T> | Given<T, "combiner" | "combinerInit" | "combinerFinal">,
  Pair
>;

/** Whether a reducing method takes pairs of `P`. */
type Takes<F, P extends Pair> = undefined extends F
  ? true
  : F extends (key: infer K, values: Iterable<infer V>) => unknown
    ? [P] extends [Pair<K, V>]
      ? true
      : false
    : true;

/**
 * `unknown`, if the methods of a one-step job fit together: what the mapper yields is what combiner and reducer take. Else a type
 * that no class is of, with the reason as the name of its property. ({@link step} does the same for steps.)
 */
export type Fitting<T extends AnyJob> =
  OneStep<T> extends true
    ? Takes<T["reducer"], Shuffled<T>> extends true
      ? Takes<T["combiner"], Shuffled<T>> extends true
        ? unknown
        : { readonly "its combiner doesn't take what its mapper and itself yield": Shuffled<T> }
      : { readonly "its reducer doesn't take what its mapper or combiner yields": Shuffled<T> }
    : unknown;

/** For what doesn't ask for a job's types. */
export type AnyJobClass = JobClass<AnyJob>;
