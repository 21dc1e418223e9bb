import { parseArgs } from "node:util";
import { ManycoreError, ValueError } from "../../errors.js";
import { ENCODINGS } from "../input/index.js";
import type { AnyJobClass } from "./job-class.js";
import type { Encoding } from "./job-plan.js";
import { DEFAULT_RUNNER } from "./job-runner.js";
import type { OptionSpec } from "./option.js";
import type { RunOptions } from "./run-options.js";
import { runnerNames } from "./runner-registry.js";
import { parseSize } from "./size.js";

/** The command line can't be understood; the message says what is allowed. */
export class UsageError extends ManycoreError {
  override readonly name: string = "UsageError";
}

/** What a command line asks for. */
export interface CommandLine {
  readonly help: boolean;
  readonly run: RunOptions;
  /** Lines of output to standard output; if it isn't said, where there is no output folder. */
  readonly catOutput: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Progress also where standard error is no terminal. */
  readonly progress: boolean;
}

interface Flag {
  readonly type: "string" | "boolean";
  readonly short?: string;
  /** What its value is called in the help. */
  readonly value?: string;
  readonly help: string | (() => string);
}

/** What is said of runners that are known; others may have been registered. */
const RUNNERS: Readonly<Record<string, string>> = {
  local: "all cores",
  inline: "one thread",
  spark: "a cluster",
};

function runnersHelp(): string {
  const known = runnerNames().map((name) => {
    const notes = [RUNNERS[name], name === DEFAULT_RUNNER ? "the default" : undefined];
    const text = notes.filter((note) => note !== undefined).join("; ");
    return text === "" ? name : `${name} (${text})`;
  });
  return `what runs the job: ${known.join(", ")}`;
}

/** The options of every job. */
export const FLAGS = {
  runner: {
    type: "string",
    short: "r",
    value: "NAME",
    help: runnersHelp,
  },
  output: {
    type: "string",
    short: "o",
    value: "DIR",
    help: "a folder for the output, a part-… file a reducer; else it is printed",
  },
  overwrite: { type: "boolean", help: "replace an output that is there, at the end of the job" },
  resume: { type: "boolean", help: "go on with a job that was killed, where its output folder is" },
  workers: { type: "string", value: "N", help: "how many threads (as many as processors)" },
  reducers: {
    type: "string",
    value: "N",
    help: "how many parts the output has (as many as workers; inline: 1)",
  },
  memory: {
    type: "string",
    value: "SIZE",
    help: "memory for the data of each worker, as 256MB or 1GiB (256MB)",
  },
  "bad-records": {
    type: "string",
    value: "N",
    help: "leave out up to N bad records, count and report them (0)",
  },
  "task-timeout": {
    type: "string",
    value: "S",
    help: "end a task that shows no progress for S seconds; 0: never (600)",
  },
  attempts: { type: "string", value: "N", help: "how often a task is tried before the job fails (4)" },
  temp: {
    type: "string",
    value: "DIR",
    help: "where temporary data go if there is no output folder (the system's folder)",
  },
  encoding: { type: "string", value: "NAME", help: `what the input's bytes mean: ${ENCODINGS.join(", ")}` },
  "split-size": { type: "string", value: "SIZE", help: "how much input a task gets (by the input's size)" },
  "max-record": { type: "string", value: "SIZE", help: "a longer line is a bad record (64MiB)" },
  "cat-output": { type: "boolean", help: "print the output also when it goes to a folder" },
  "no-output": { type: "boolean", help: "print no output" },
  quiet: { type: "boolean", short: "q", help: "no progress, no summary" },
  progress: { type: "boolean", help: "show progress also where there is no terminal" },
  verbose: { type: "boolean", short: "v", help: "the stack of the error, if the job fails" },
  help: { type: "boolean", short: "h", help: "print this" },
} as const satisfies Record<string, Flag>;

/** Other words for them, mrjob's. */
export const ALIASES: Readonly<Record<string, keyof typeof FLAGS>> = {
  "output-dir": "output",
  "no-cat-output": "no-output",
};

/** `stopWords` is `--stop-words`. */
export function flagOf(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/_/g, "-");
}

/** What an option of a run is called on the command line: `badRecords` is `--bad-records`. */
export function flagOfField(field: keyof RunOptions): string {
  return field === "maxRecordBytes" ? "--max-record" : `--${flagOf(field)}`;
}

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/**
 * @param args what follows the program's name
 * @throws UsageError for an argument that isn't known or a value that won't do; ValueError for a job whose options have the names of others
 */
export function readCommandLine(Job: AnyJobClass, args: readonly string[]): CommandLine {
  const { values, positionals } = parse(Job, args);
  const text = (name: string) => values[name] as string | undefined;
  const flag = (name: string) => values[name] === true;
  const number = (name: keyof typeof FLAGS) => {
    const given = text(name);
    return given === undefined ? undefined : readNumber(`--${name}`, given, "float");
  };
  const size = (name: keyof typeof FLAGS) => {
    const given = text(name);
    if (given !== undefined) usage(() => parseSize(`--${name}`, given));
    // As it was given: whoever finds it too small says so in the same words.
    return given;
  };
  for (const [alias, name] of Object.entries(ALIASES)) {
    if (values[alias] !== undefined && values[name] !== undefined) {
      throw new UsageError(`--${alias} and --${name} are both given; they are the same.`);
    }
  }
  const runner = text("runner") ?? DEFAULT_RUNNER;
  if (!runnerNames().includes(runner)) {
    throw new UsageError(
      `--runner is ${JSON.stringify(runner)}; it takes one of ${runnerNames().join(", ")}.`,
    );
  }
  const output = text("output") ?? text("output-dir");
  const quietOutput = flag("no-output") || flag("no-cat-output");
  if (quietOutput && flag("cat-output")) throw new UsageError("--cat-output and --no-output are both given.");
  return {
    help: flag("help"),
    run: {
      input: positionals.length > 0 ? positionals : ["-"],
      output,
      runner,
      options: ownValues(Job, values),
      workers: number("workers"),
      reducers: number("reducers"),
      memory: size("memory"),
      overwrite: flag("overwrite"),
      resume: flag("resume"),
      badRecords: number("bad-records"),
      taskTimeout: number("task-timeout"),
      attempts: number("attempts"),
      temp: text("temp"),
      encoding: text("encoding") as Encoding | undefined,
      splitSize: size("split-size"),
      maxRecordBytes: size("max-record"),
    },
    catOutput: flag("cat-output") || (output === undefined && !quietOutput),
    quiet: flag("quiet"),
    verbose: flag("verbose"),
    progress: flag("progress"),
  };
}

function parse(Job: AnyJobClass, args: readonly string[]): { values: Values; positionals: string[] } {
  const known: Record<string, { type: "string" | "boolean"; short?: string; multiple?: boolean }> = {};
  for (const [name, { type, ...flag }] of Object.entries<Flag>(FLAGS))
    known[name] = { type, short: flag.short ?? undefined };
  for (const [alias, name] of Object.entries(ALIASES)) known[alias] = { type: FLAGS[name].type };
  for (const each of Object.values(known)) if (each.short === undefined) delete each.short;
  const shorts = new Set(Object.values(known).map(({ short }) => short));
  for (const [name, spec] of Object.entries(Job.options)) {
    const flag = flagOf(name);
    for (const taken of spec.kind === "boolean" ? [flag, `no-${flag}`] : [flag]) {
      if (Object.hasOwn(known, taken)) {
        throw new ValueError(
          `The option ${name} of ${Job.name} is --${taken} on the command line, which is taken; call it otherwise.`,
        );
      }
      known[taken] =
        spec.kind === "boolean" ? { type: "boolean" } : { type: "string", multiple: spec.kind === "list" };
    }
    const { short } = spec;
    if (short === undefined) continue;
    if (!/^[a-zA-Z]$/.test(short)) {
      throw new ValueError(
        `The short name of the option ${name} of ${Job.name} is ${JSON.stringify(short)}; it takes one letter.`,
      );
    }
    if (shorts.has(short)) {
      throw new ValueError(
        `The option ${name} of ${Job.name} is -${short} on the command line, which is taken; take another letter.`,
      );
    }
    shorts.add(short);
    known[flag] = { ...known[flag]!, short };
  }
  return usage(() => parseArgs({ args: [...args], options: known, allowPositionals: true }));
}

/** The values of the job's own options that are given. */
function ownValues(Job: AnyJobClass, values: Values): Readonly<Record<string, unknown>> {
  const given = Object.entries(Job.options).map(([name, spec]): [string, unknown] => {
    const flag = flagOf(name);
    if (spec.kind === "boolean") {
      if (values[flag] && values[`no-${flag}`])
        throw new UsageError(`--${flag} and --no-${flag} are both given.`);
      return [name, values[`no-${flag}`] ? false : values[flag]];
    }
    const value = values[flag];
    if (value === undefined) return [name, undefined];
    if (Array.isArray(value))
      return [name, value.map((each) => readValue(`--${flag}`, spec.items ?? spec, String(each)))];
    return [name, readValue(`--${flag}`, spec, String(value))];
  });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

function readValue(flag: string, spec: OptionSpec, text: string): unknown {
  if (spec.kind === "integer" || spec.kind === "float") return readNumber(flag, text, spec.kind);
  return text;
}

function readNumber(flag: string, text: string, kind: "integer" | "float"): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (kind === "integer" ? Number.isSafeInteger(value) : !Number.isNaN(value)) return value;
  throw new UsageError(
    `${flag} is ${JSON.stringify(text)}; it takes a ${kind === "integer" ? "whole number" : "number"}.`,
  );
}

/** What is wrong with a value given on the command line is wrong with the command line. */
export function usage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
