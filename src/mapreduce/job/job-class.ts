import type { ProtocolName } from "../protocols/index.js";
import type { INPUT, MapReduce } from "./map-reduce.js";
import type { OptionSpecs, OptionValues } from "./option.js";
import type { Pair } from "./pair.js";
import type { AnyStep, LastOut, StepsMisfit } from "./step.js";

/** A job, whatever its types. */
export type AnyJob = MapReduce<unknown, unknown, OptionSpecs>;

/** What a class of jobs has beside its jobs. */
interface JobStatics<S extends OptionSpecs = OptionSpecs> {
  readonly options: S;
  readonly inputEncoding: "utf-8" | "latin1" | "utf-8-or-latin1";
}

/** A class of jobs that can be made: not {@link MapReduce} itself. */
export type JobClass<T extends AnyJob = AnyJob, S extends OptionSpecs = OptionSpecs> = (new (
  options?: never,
) => T) &
  JobStatics<S>;

/** For what doesn't ask for a job's types. */
export type AnyJobClass = JobClass<AnyJob>;

// biome-ignore lint/suspicious/noExplicitAny: TypeScript asks it of mixins (TS2545)
type MixinArguments = any[];

/**
 * What a mixin extends: `function Timed<B extends JobConstructor>(Base: B) { abstract class T extends Base { … } return T; }`. Its type
 * argument is what the mixin needs of the job: `B extends JobConstructor<MapReduce & { separator: string }>`.
 */
export type JobConstructor<T extends AnyJob = MapReduce<unknown, unknown>> = (abstract new (
  ...args: MixinArguments
) => T) &
  JobStatics<Readonly<Record<never, never>>>;

/** The options that a job may be given: `OptionsOf<typeof Job.options>`. What is missing has its default. */
export type OptionsOf<S extends OptionSpecs> = Partial<OptionValues<S>>;

/** Exactly the same type, not only one that fits. */
type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;

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
 * The signatures of a method. Through mixins it has several: those of the mixins, the outermost first, and between them the base class's.
 * (Where there are fewer, the compiler repeats the first.)
 */
type Signatures<F> = F extends {
  (...args: infer A1): infer R1;
  (...args: infer A2): infer R2;
  (...args: infer A3): infer R3;
  (...args: infer A4): infer R4;
}
  ? [[A1, R1], [A2, R2], [A3, R3], [A4, R4]]
  : [];

/** The pairs of the first signature that says which; the base class's says any, which is nothing. */
type FirstPairs<S> = S extends [[unknown, infer R], ...infer Rest]
  ? Same<PairIn<R>, Pair> extends true
    ? FirstPairs<Rest>
    : PairIn<R>
  : never;

/** The arguments of the first signature that says something of them. */
type FirstArguments<S, Base> = S extends [[infer A, unknown], ...infer Rest]
  ? Same<A, Base> extends true
    ? FirstArguments<Rest, Base>
    : A
  : Base;

/** The steps of the first signature that isn't the base class's. */
type FirstSteps<S> = S extends [[unknown, infer R], ...infer Rest]
  ? Same<R, readonly AnyStep[]> extends true
    ? FirstSteps<Rest>
    : R
  : readonly AnyStep[];

/** The pairs that some methods of a job give. One that the job doesn't have is an optional one of the base class. */
type Given<T, Names extends keyof T> = {
  [N in Names]: undefined extends T[N] ? never : FirstPairs<Signatures<T[N]>>;
}[Names];

type MapOut<T extends AnyJob> = undefined extends T["mapper"]
  ? undefined extends T["mapperRaw"]
    ? InPair<T> | Given<T, "mapperInit" | "mapperFinal">
    : Given<T, "mapperRaw" | "mapperInit" | "mapperFinal">
  : Given<T, "mapper" | "mapperInit" | "mapperFinal">;

/** The pairs that a job reads. */
type InPair<T extends AnyJob> = NonNullable<T[typeof INPUT]> extends [infer K, infer V] ? Pair<K, V> : never;

type StepsOf<T extends AnyJob> = FirstSteps<Signatures<T["steps"]>>;

/** Whether a job is of one step, its own methods. */
type OneStep<T extends AnyJob> = Same<StepsOf<T>, readonly AnyStep[]>;

/** The pairs that a job gives: those of its last step. */
export type OutputOf<T extends AnyJob> = Known<
  OneStep<T> extends true
    ? undefined extends T["reducer"]
      ? MapOut<T>
      : Given<T, "reducer" | "reducerInit" | "reducerFinal">
    : LastOut<Extract<StepsOf<T>, readonly AnyStep[]>>
>;

/** Any pair, where nothing is known of it. */
type Known<P> = [P] extends [never] ? Pair : Extract<P, Pair>;

/** What reaches the reducers of a job of one step. */
type Shuffled<T extends AnyJob> = Extract<
  MapOut<T> | Given<T, "combiner" | "combinerInit" | "combinerFinal">,
  Pair
>;

/** Whether a combiner or reducer takes pairs of `P`. */
type TakesPairs<F, P extends Pair> = undefined extends F
  ? true
  : FirstArguments<Signatures<F>, [key: unknown, values: Iterable<unknown>]> extends [
        infer K,
        Iterable<infer V>?,
      ]
    ? [P] extends [Pair<K, V>]
      ? true
      : false
    : true;

/** Whether a partitioner or a grouping takes keys of `K`. */
type TakesKeys<F, K, Base> = undefined extends F
  ? true
  : FirstArguments<Signatures<F>, Base> extends [infer Key, ...unknown[]]
    ? [K] extends [Key]
      ? true
      : false
    : true;

/** What is wrong with a job of one step: a type with the reason as its property's name. */
type OwnMisfit<T extends AnyJob> =
  TakesPairs<T["reducer"], Shuffled<T>> extends false
    ? { readonly "its reducer doesn't take what its mapper or combiner yields": Shuffled<T> }
    : TakesPairs<T["combiner"], Shuffled<T>> extends false
      ? { readonly "its combiner doesn't take what its mapper and itself yield": Shuffled<T> }
      : TakesKeys<T["partitioner"], Shuffled<T>[0], [key: unknown, reducers: number]> extends false
        ? { readonly "its partitioner doesn't take the keys that its mapper yields": Shuffled<T>[0] }
        : TakesKeys<T["groupingKey"], Shuffled<T>[0], [key: unknown]> extends false
          ? { readonly "its groupingKey doesn't take the keys that its mapper yields": Shuffled<T>[0] }
          : never;

/** What the protocols read, by their names. JSON may be anything. */
interface Reads {
  readonly rawValue: Pair<null, string>;
  readonly raw: Pair<null, string>;
  readonly text: Pair<string, string>;
  readonly rawKeyValue: Pair<string, string>;
  readonly bytes: Pair<null, Uint8Array>;
  readonly json: never;
  readonly jsonValue: never;
}

/** The name of the protocol that a job's lines are read by: the base class's, unless the job says something else. */
type InputProtocol<T extends AnyJob> =
  Same<T["inputProtocol"], MapReduce["inputProtocol"]> extends true ? "rawValue" : T["inputProtocol"];

type ReadsFiles<T extends AnyJob> = undefined extends T["mapperRaw"] ? false : true;

/** What is wrong with what a job reads. */
type InputMisfit<T extends AnyJob> =
  ReadsFiles<T> extends true
    ? never
    : Same<InputProtocol<T>, ProtocolName> extends true
      ? never
      : InputProtocol<T> extends keyof Reads
        ? [Reads[InputProtocol<T>]] extends [InPair<T>]
          ? never
          : {
              readonly "its inputProtocol reads other pairs than its MapReduce<…> says": Reads[InputProtocol<T>];
            }
        : never;

type Misfit<T extends AnyJob> =
  | InputMisfit<T>
  | (OneStep<T> extends true ? OwnMisfit<T> : StepsMisfit<StepsOf<T>, InPair<T>>);

/**
 * `unknown`, if a job fits together: what it reads and what its first step takes, and what each function yields and the next one takes.
 * Else a type that no job is of, with the reason as the name of its property. ({@link step} and {@link chain} do the same for theirs.)
 */
export type Fitting<T extends AnyJob> = [Misfit<T>] extends [never] ? unknown : Misfit<T>;
