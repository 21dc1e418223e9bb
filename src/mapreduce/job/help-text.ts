import { ALIASES, type CommandLine, FLAGS, flagOf } from "./command-line.js";
import type { AnyJobClass } from "./job-class.js";
import type { OptionSpec } from "./option.js";

/** Where the explanations begin. */
const COLUMN = 28;

/** One line that says how the program is called. */
export function usageLine(program: string): string {
  return `Usage: npx tsx ${program} [options] [input…]`;
}

/** What {@link CommandLine.help} shows. */
export function helpText(Job: AnyJobClass, program: string): string {
  const own = Object.entries(Job.options).map(([name, spec]) => line(ownFlag(name, spec), ownHelp(spec)));
  const every = Object.entries<{ short?: string; value?: string; help: string | (() => string) }>(FLAGS).map(
    ([name, { short, value, help }]) => {
      const names = [name, ...Object.keys(ALIASES).filter((alias) => ALIASES[alias] === name)];
      const flags = names.map((each) => `--${each}`).join(", ");
      return line(
        `${shortFlag(short)}${flags}${value ? ` ${value}` : ""}`,
        typeof help === "string" ? help : help(),
      );
    },
  );
  return [
    usageLine(program),
    "",
    "Inputs are files (also .gz), folders and patterns, each line a record; - or nothing is standard input.",
    ...(own.length > 0 ? ["", `Options of ${Job.name}:`, ...own] : []),
    "",
    "Options:",
    ...every,
    "",
  ].join("\n");
}

function ownFlag(name: string, spec: OptionSpec): string {
  const flag = flagOf(name);
  const short = shortFlag(spec.short);
  if (spec.kind === "boolean") return `${short}--${flag}, --no-${flag}`;
  const { kind, choices } = spec.items ?? spec;
  const value = { integer: "N", float: "X", string: "TEXT", choice: choices?.join("|") ?? "", file: "FILE" };
  return `${short}--${flag} ${kind in value ? value[kind as keyof typeof value] : "VALUE"}`;
}

function shortFlag(short: string | undefined): string {
  return short === undefined ? "    " : `-${short}, `;
}

function ownHelp(spec: OptionSpec): string {
  const notes = [
    ...(spec.kind === "list" ? ["may be given several times"] : []),
    ...(spec.required ? ["required"] : []),
    ...(spec.default === undefined || spec.default === false ? [] : [String(spec.default)]),
  ];
  return [spec.help ?? "", notes.length > 0 ? `(${notes.join("; ")})` : ""]
    .filter((part) => part !== "")
    .join(" ");
}

function line(flag: string, help: string): string {
  const begin = `  ${flag}`;
  if (help === "") return begin;
  return begin.length < COLUMN ? begin.padEnd(COLUMN) + help : `${begin}\n${" ".repeat(COLUMN)}${help}`;
}
