import type { Pair, Pairs, PairsNow } from "./pair.js";

/** Which lines reach the mapper: those that match, those it says yes to, or what a shell command lets through. */
export type PreFilter = RegExp | string | ((line: string) => boolean);

/** How the pairs of a step go from its mappers to its reducers. What a step leaves out is the job's. */
export interface ShuffleSettings<K> {
  /** The values of a key come in their order, which is that of keys. mrjob's `SORT_VALUES`. */
  readonly sortValues?: boolean;
  /** Keys with equal grouping keys go to one call of the reducer, which gets the first of them. Hadoop's grouping comparator. */
  readonly groupingKey?: (key: K) => unknown;
  /** The number of the reducer that gets a key, from 0 to `reducers` − 1. Hadoop's `Partitioner`. */
  readonly partitioner?: (key: K, reducers: number) => number;
  /** All keys of a reducer come before those of the next: the parts of the output are one sorted whole. */
  readonly totalOrder?: boolean;
  /** How many reducers this step has, whatever the command line says. */
  readonly reducers?: number;
}

/** A step of a job, whatever its types. */
export interface AnyStep extends ShuffleSettings<never> {
  readonly mapper?: (key: never, value: never) => Pairs;
  readonly mapperRaw?: (path: string, uri: string) => Pairs;
  readonly mapperInit?: () => Pairs;
  readonly mapperFinal?: () => Pairs;
  readonly mapperPreFilter?: PreFilter;
  readonly combiner?: (key: never, values: Iterable<never>) => PairsNow;
  readonly combinerInit?: () => PairsNow;
  readonly combinerFinal?: () => PairsNow;
  readonly reducer?: (key: never, values: Iterable<never>) => Pairs;
  readonly reducerInit?: () => Pairs;
  readonly reducerFinal?: () => Pairs;
}

/** What the compiler remembers of a step. Nothing lies there when the program runs. */
declare const TYPES: unique symbol;

/** The key of a file that is read as a whole. No step gives it, so only a first one can take it. */
export interface WholeFile {
  readonly [TYPES]: "a whole file";
}

/** A step that takes pairs of the type `In` and gives pairs of the type `Out`. */
export interface Step<In extends Pair, Out extends Pair> extends AnyStep {
  // Both a parameter and a result, so that no step's type is part of another's: an array of steps remembers all of them.
  readonly [TYPES]?: (types: [In, Out]) => [In, Out];
}

interface Mapping<In extends Pair, M extends Pair, MX extends Pair> {
  readonly mapper: (key: In[0], value: In[1]) => Pairs<M>;
  readonly mapperRaw?: undefined;
  readonly mapperInit?: () => Pairs<MX>;
  readonly mapperFinal?: () => Pairs<MX>;
  readonly mapperPreFilter?: PreFilter;
}

interface RawMapping<M extends Pair, MX extends Pair> {
  /** Gets each file as a whole: a path that can be opened, and the name that was asked for. */
  readonly mapperRaw: (path: string, uri: string) => Pairs<M>;
  readonly mapper?: undefined;
  readonly mapperInit?: () => Pairs<MX>;
  readonly mapperFinal?: () => Pairs<MX>;
}

interface NoMapping {
  readonly mapper?: undefined;
  readonly mapperRaw?: undefined;
  readonly mapperInit?: undefined;
  readonly mapperFinal?: undefined;
  readonly mapperPreFilter?: PreFilter;
}

interface Reducing<K, V, C extends Pair, Out extends Pair, OutX extends Pair>
  extends ShuffleSettings<K | C[0]> {
  /** Runs any number of times on any part of a key's values, its own results among them. */
  readonly combiner?: (key: K, values: Iterable<V | C[1]>) => PairsNow<C>;
  readonly combinerInit?: () => PairsNow<C>;
  readonly combinerFinal?: () => PairsNow<C>;
  readonly reducer: (key: K | C[0], values: Iterable<V | C[1]>) => Pairs<Out>;
  readonly reducerInit?: () => Pairs<OutX>;
  readonly reducerFinal?: () => Pairs<OutX>;
}

interface NoReducing {
  readonly combiner?: undefined;
  readonly combinerInit?: undefined;
  readonly combinerFinal?: undefined;
  readonly reducer?: undefined;
  readonly reducerInit?: undefined;
  readonly reducerFinal?: undefined;
}

/** A step whose mappers get whole files. */
export function step<
  M extends Pair = never,
  Out extends Pair = never,
  C extends Pair = never,
  MX extends Pair = never,
  OutX extends Pair = never,
>(
  parts: RawMapping<M, MX> & Reducing<(M | MX)[0], (M | MX)[1], C, Out, OutX>,
): Step<Pair<WholeFile, string>, Out | OutX>;
/** A step that gives what its mappers make of whole files. */
export function step<M extends Pair, MX extends Pair = never>(
  parts: RawMapping<M, MX> & NoReducing,
): Step<Pair<WholeFile, string>, M | MX>;
/** A step that gives what its mapper yields, unsorted. */
export function step<InK, InV, M extends Pair, MX extends Pair = never>(
  parts: Mapping<Pair<InK, InV>, M, MX> & NoReducing,
): Step<Pair<InK, InV>, M | MX>;
/** A step that brings together what the step before gives. */
export function step<K, V, Out extends Pair, C extends Pair = never, OutX extends Pair = never>(
  parts: NoMapping & Reducing<K, V, C, Out, OutX>,
): Step<Pair<K, V>, Out | OutX>;
/**
 * A step of the functions given, mostly methods of the job: `step({ mapper: this.mapper, reducer: this.reducer })`. They are called
 * with the job as `this`. Without a mapper, what comes in goes on as it is; without a reducer, what the mapper yields is the result.
 *
 * The compiler refuses a combiner or a reducer that doesn't take what the mapper yields.
 *
 * https://mrjob.readthedocs.io/en/latest/step.html#mrjob.step.MRStep
 */
export function step<
  InK,
  InV,
  M extends Pair = never,
  Out extends Pair = never,
  C extends Pair = never,
  MX extends Pair = never,
  OutX extends Pair = never,
>(
  parts: Mapping<Pair<InK, InV>, M, MX> & Reducing<(M | MX)[0], (M | MX)[1], C, Out, OutX>,
): Step<Pair<InK, InV>, Out | OutX>;
export function step(parts: AnyStep): AnyStep {
  return parts;
}

/** What a step takes. */
export type InOf<S extends AnyStep> = S extends Step<infer In, infer _Out> ? In : never;
/** What a step gives. */
export type OutOf<S extends AnyStep> = S extends Step<infer _In, infer Out> ? Out : never;

/** The step if it takes all that the one before gives, else an object that no step is, with the reason as its name. */
type Follows<Before extends AnyStep, S extends AnyStep> = [OutOf<Before>] extends [InOf<S>]
  ? S
  : { readonly "this step doesn't take what the step before it gives": [OutOf<Before>, InOf<S>] };

type Linked<S extends readonly AnyStep[], Before extends AnyStep> = S extends readonly [
  infer First extends AnyStep,
  ...infer Rest extends readonly AnyStep[],
]
  ? readonly [Follows<Before, First>, ...Linked<Rest, First>]
  : readonly [];

/**
 * Steps one after the other, for {@link MapReduce.steps}: the compiler refuses a step that doesn't take what the one before it gives. Of
 * steps in an array literal it doesn't know the order.
 */
export function chain<S extends readonly AnyStep[]>(...steps: S & Linked<S, Step<never, never>>): S {
  return steps;
}

/** The steps whose pairs none of the others takes. */
type Untaken<S extends AnyStep, All extends AnyStep = S> = S extends AnyStep
  ? true extends (All extends AnyStep ? Takes<All, OutOf<S>> : never)
    ? never
    : S
  : never;

/**
 * What the last of some steps gives. The compiler knows the order of a {@link chain} and of a tuple; of an array it knows the
 * kinds of steps, and the last one's pairs are those that none of the steps takes. If there are none, it may be any of them.
 */
export type LastOut<S extends readonly AnyStep[]> = S extends readonly [
  ...AnyStep[],
  infer Last extends AnyStep,
]
  ? OutOf<Last>
  : [Untaken<S[number]>] extends [never]
    ? OutOf<S[number]>
    : OutOf<Untaken<S[number]>>;

/** Whether a step can follow something that gives `Out`. Of what may be any pair nothing is known, so it is let through. */
type Takes<S extends AnyStep, Out> = [Pair] extends [Out] ? true : [Out] extends [InOf<S>] ? true : false;

/** Whether a step can be the first of a job that reads `In`. */
type Begins<S extends AnyStep, In> = [InOf<S>] extends [Pair<WholeFile, string>] ? true : Takes<S, In>;

/** Those kinds of steps that can follow one of some others. */
type NextOf<S extends AnyStep, Before extends AnyStep> = S extends AnyStep
  ? true extends (Before extends AnyStep ? Takes<S, OutOf<Before>> : never)
    ? S
    : never
  : never;

/** Those kinds of steps that can be the first. */
type FirstOf<S extends AnyStep, In> = S extends AnyStep ? (Begins<S, In> extends true ? S : never) : never;

/** Those kinds of steps that no way leads to from what the job reads. */
type Unreached<Rest extends AnyStep, Next extends AnyStep> = [Rest] extends [never]
  ? never
  : [Next] extends [never]
    ? Rest
    : Unreached<Exclude<Rest, Next>, NextOf<Exclude<Rest, Next>, Next>>;

type IsUnion<T, Whole = T> = T extends unknown ? ([Whole] extends [T] ? false : true) : never;

/** What is wrong in the order of steps that is known. */
type LinkMisfit<S, Before extends AnyStep> = S extends readonly [infer Next extends AnyStep, ...infer Rest]
  ? Takes<Next, OutOf<Before>> extends true
    ? LinkMisfit<Rest, Next>
    : { readonly "one of its steps doesn't take what the step before it gives": [OutOf<Before>, InOf<Next>] }
  : never;

/** What is wrong with the steps of a job that reads `In`: a type with the reason as its property's name, or `never`. */
export type StepsMisfit<S, In extends Pair> = S extends readonly [infer First extends AnyStep, ...infer Rest]
  ? Begins<First, In> extends true
    ? LinkMisfit<Rest, First>
    : { readonly "its first step doesn't take what the job reads": [In, InOf<First>] }
  : S extends readonly (infer Kind extends AnyStep)[]
    ? [Unreached<Kind, FirstOf<Kind, In>>] extends [never]
      ? true extends IsUnion<Untaken<Kind>>
        ? { readonly "what several of its steps give none of them takes": OutOf<Untaken<Kind>> }
        : never
      : {
          readonly "one of its steps takes what none of the others gives": InOf<
            Unreached<Kind, FirstOf<Kind, In>>
          >;
        }
    : never;
