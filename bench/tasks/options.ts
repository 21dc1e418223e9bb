import { parseArgs } from "node:util";

export interface Options {
  readonly help: boolean;
  /** Only the rows whose name contains this. */
  readonly only: string | undefined;
  readonly rounds: number;
  /** How much of each row's work is done. */
  readonly scale: number;
  /** Whether the results and the table in bench/README.md are replaced. */
  readonly write: boolean;
}

export class BadCommandLine extends Error {
  override readonly name = "BadCommandLine";
}

export const HELP = `npm run bench tasks -- [options]

Races manycore's Pool and Queue, piscina, tinypool and Python's multiprocessing. A whole run takes about 10 minutes
and wants a calm machine; it replaces bench/results/tasks.json and the table in bench/README.md.

  --quick      a hundredth of the work, nothing written: looks whether everything runs
  --only TEXT  only the rows whose name contains TEXT ("apply", "queue", "words"); nothing written
  --rounds N   rounds a row (9)
  --help       print this
`;

/** @throws BadCommandLine */
export function readOptions(args: readonly string[]): Options {
  const values = parse(args);
  const quick = values.quick ?? false;
  const rounds = Number(values.rounds ?? (quick ? 2 : 9));
  if (!Number.isSafeInteger(rounds) || rounds < 1) {
    throw new BadCommandLine(
      `--rounds is ${JSON.stringify(values.rounds)}; it takes a whole number from 1 on.`,
    );
  }
  return {
    help: values.help ?? false,
    only: values.only,
    rounds,
    scale: quick ? 0.01 : 1,
    write: !quick && values.only === undefined,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: "boolean" },
        only: { type: "string" },
        rounds: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (cause) {
    throw new BadCommandLine(`${cause instanceof Error ? cause.message : cause}\n\n${HELP}`, { cause });
  }
}
