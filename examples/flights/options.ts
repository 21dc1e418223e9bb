import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface Options {
  readonly json: boolean;
  readonly help: boolean;
  /** Read the first so many flights. */
  readonly rows: number;
  /** How often the question is asked after the first time. */
  readonly runs: number;
  /** Ask no real Spark, even where one is installed. */
  readonly embedded: boolean;
}

/** The command line can't be understood; the message says what is allowed. */
export class BadCommandLine extends Error {
  override readonly name = "BadCommandLine";
}

export const HELP = `How late are flights, and does distance or the hour matter?

Usage: npm start -- [options]

  --rows N   read the first N flights instead of all 3,000,000 (at least 100)
  --runs N   ask the question N more times once it is warm (5)
  --embedded ask Spark's embedded engine alone, though a Spark is installed: saves its start
  --json     print one JSON document and nothing else (npm start --silent -- --json)
  --help     print this
`;

/**
 * @param args what follows the program's name
 * @throws BadCommandLine
 */
export function readOptions(args: readonly string[]): Options {
  const values = parse(args);
  return {
    json: values.json ?? false,
    help: values.help ?? false,
    rows: wholeNumber("--rows", values.rows, 100, Infinity),
    runs: wholeNumber("--runs", values.runs, 1, 5),
    embedded: values.embedded ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        json: { type: "boolean" },
        embedded: { type: "boolean" },
        help: { type: "boolean", short: "h" },
        rows: { type: "string" },
        runs: { type: "string" },
      },
    }).values;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new BadCommandLine(`${message}\n\n${HELP}`, { cause });
  }
}

function wholeNumber(name: string, text: string | undefined, least: number, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least || text.trim() === "") {
    throw new BadCommandLine(`${name} is ${JSON.stringify(text)}; it takes a whole number from ${least} on.`);
  }
  return value;
}
