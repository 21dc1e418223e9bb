import { parseArgs } from "node:util";

/** What every race is told on its command line. */
export interface Options {
  readonly help: boolean;
  /** A look whether everything runs: less work, nothing written. */
  readonly quick: boolean;
  /** Only the rows whose id contains this. */
  readonly only: string | undefined;
  readonly rounds: number;
  /** Whether the results and the table in bench/README.md are replaced. */
  readonly write: boolean;
}

export class BadCommandLine extends Error {
  override readonly name = "BadCommandLine";
}

/** Rounds a row, unless the command line says so. */
export const ROUNDS = 9;
const QUICK_ROUNDS = 2;

/**
 * @param args what follows `npm run bench NAME --`
 * @param help told with a mistake in them
 * @throws BadCommandLine
 */
export function readOptions(args: readonly string[], help: string): Options {
  const { quick = false, only, rounds: text, help: asked = false } = parse(args, help);
  const rounds = Number(text ?? (quick ? QUICK_ROUNDS : ROUNDS));
  if (!Number.isSafeInteger(rounds) || rounds < 1) {
    throw new BadCommandLine(`--rounds is ${JSON.stringify(text)}; it takes a whole number from 1 on.`);
  }
  return { help: asked, quick, only, rounds, write: !quick && only === undefined };
}

/** @throws BadCommandLine when no row is meant */
export function wantedRows<W extends { readonly id: string }>(
  rows: readonly W[],
  only: string | undefined,
): W[] {
  const wanted = rows.filter(({ id }) => only === undefined || id.includes(only));
  if (wanted.length > 0) return wanted;
  throw new BadCommandLine(
    `no row's name contains ${JSON.stringify(only)}. They are:\n${rows.map(({ id }) => id).join("\n")}`,
  );
}

function parse(args: readonly string[], help: string) {
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
    throw new BadCommandLine(`${cause instanceof Error ? cause.message : cause}\n\n${help}`, { cause });
  }
}
