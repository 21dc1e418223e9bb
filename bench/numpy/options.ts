import { parseArgs } from "node:util";
import type { Pace } from "./race.js";

export interface Options {
  readonly help: boolean;
  /** Only the rows whose id contains this. */
  readonly only: string | undefined;
  readonly pace: Pace;
  /** Elements and steps of the synchronous loop. */
  readonly loop: { readonly n: number; readonly steps: number };
  /** Whether the results and the table in bench/README.md are replaced. */
  readonly write: boolean;
}

export class BadCommandLine extends Error {
  override readonly name = "BadCommandLine";
}

export const HELP = `npm run bench numpy -- [options]

Races manycore, NumPy, numpy-ts, a loop over typed arrays and a plain Array. A whole run takes about 15 minutes and
wants a calm machine; it replaces bench/results/numpy.json and .svg and the table in bench/README.md.

  --quick      short rounds, a short loop, nothing written: looks whether everything runs
  --only TEXT  only the rows whose name contains TEXT ("matmul", "float32 1000", "loop"); nothing written
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
    pace: { rounds, milliseconds: quick ? 20 : 250 },
    loop: { n: 1e7, steps: quick ? 200 : 10_000 },
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
