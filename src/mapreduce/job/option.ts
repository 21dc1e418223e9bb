/**
 * The options that a job takes beside those of every job, on the command line and in `run({ options })`.
 * https://mrjob.readthedocs.io/en/latest/guides/writing-mrjobs.html#defining-command-line-options
 */

export type OptionKind = "integer" | "float" | "string" | "boolean" | "choice" | "file" | "list";

/** What the compiler remembers of an option. Nothing lies there when the program runs. */
declare const VALUE: unique symbol;

/** An option whose values are of the type `T`. */
export interface OptionSpec<T = unknown> {
  readonly kind: OptionKind;
  readonly help?: string;
  readonly default?: T;
  readonly required?: boolean;
  readonly short?: string;
  /** Of a choice. */
  readonly choices?: readonly string[];
  /** What the items of a list are. */
  readonly items?: OptionSpec;
  readonly [VALUE]?: { readonly type: T };
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** The types of the options' values, as `this.options` has them. */
export type OptionValues<O extends OptionSpecs> = {
  // Not by inference, so that in a class whose options are a type parameter those of its constraint are known.
  readonly [Name in keyof O]: NonNullable<O[Name][typeof VALUE]>["type"];
};

/** What is said of an option. */
export interface OptionSettings<T> {
  /** A line for `--help`. */
  readonly help?: string;
  /** What the option is if it isn't given: `undefined`, if this isn't either. */
  readonly default?: T;
  /** Without it the job doesn't start. */
  readonly required?: boolean;
  /** A letter that does for the name on the command line: `short: "k"` is `-k`. */
  readonly short?: string;
}

/** The type of an option's values: `undefined` is one of them unless there is a default or the option must be given. */
type Valued<T, S> = S extends { readonly default: infer D }
  ? D extends undefined
    ? T | undefined
    : T
  : S extends { readonly required: true }
    ? T
    : T | undefined;

/** Gives an option's declaration its type. The values themselves are checked when a job is made. */
function declare<T>(kind: OptionKind, settings: object | undefined, more?: object): OptionSpec<T> {
  return { kind, ...settings, ...more };
}

/**
 * Declares a job's options: `static override options = { clusters: option.integer({ default: 8, help: "how many" }) }`. On the command
 * line that is `--clusters 8`, in the job `this.options.clusters`; an option `stopWords` is `--stop-words`. All of them reach the tasks.
 */
export const option = {
  /** A whole number. */
  integer<const S extends OptionSettings<number>>(settings?: S): OptionSpec<Valued<number, S>> {
    return declare("integer", settings);
  },
  /** Any number but NaN. */
  float<const S extends OptionSettings<number>>(settings?: S): OptionSpec<Valued<number, S>> {
    return declare("float", settings);
  },
  string<const S extends OptionSettings<string>>(settings?: S): OptionSpec<Valued<string, S>> {
    return declare("string", settings);
  },
  /** `--name` and `--no-name`; false if neither is given and there is no default. */
  boolean(settings?: OptionSettings<boolean>): OptionSpec<boolean> {
    return declare("boolean", settings);
  },
  /** One of some words. */
  choice<const C extends string, const S extends OptionSettings<NoInfer<C>>>(
    choices: readonly C[],
    settings?: S,
  ): OptionSpec<Valued<C, S>> {
    return declare("choice", settings, { choices });
  },
  /** A file that the tasks read. Its path is made absolute, and it must be there when the job starts. mrjob's `add_file_arg`. */
  file<const S extends OptionSettings<string>>(settings?: S): OptionSpec<Valued<string, S>> {
    return declare("file", settings);
  },
  /** An option that may be given several times; an empty list if it isn't and there is no default. */
  list<T = string>(
    items?: OptionSpec<T>,
    settings?: OptionSettings<readonly NonNullable<T>[]>,
  ): OptionSpec<readonly NonNullable<T>[]> {
    return declare("list", settings, { items: items ?? option.string() });
  },
};
