/**
 * Random programs of DataFrames: schemas, rows and errors of the embedded engine are Spark's. `MANYCORE_SOAK_ROUNDS` says how many a time zone, and
 * `MANYCORE_SOAK_SEED` where the seeds begin: a difference names its seed.
 */
import { describe, expect, test } from "vitest";
import { NotSupportedError } from "../../../src/errors.js";
import { answerOf } from "./answers.js";
import { bothEngines, uncompiled } from "./both_engines.js";
import { type Frames, framesOf } from "./random-program-tables.js";
import { type Program, randomProgram } from "./random-programs.js";

/** How many programs. */
const ZONES: Readonly<Record<string, number>> = { UTC: 15, "America/New_York": 5 };
const ROUNDS = process.env.MANYCORE_SOAK_ROUNDS;
const FIRST_SEED = Number(process.env.MANYCORE_SOAK_SEED ?? 1);
const MILLISECONDS_EACH = 20_000;
/** Sums of doubles are in any order. */
const DIGITS = 12;

/** What the engines say otherwise of each other; nothing where the embedded one refuses the program. */
async function compared({ run, ordered }: Program, embedded: Frames, real: Frames) {
  const answer = (frames: Frames) => answerOf(() => run(frames), { ordered, digits: DIGITS });
  try {
    const ours = await answer(embedded);
    return { ours, theirs: await answer(real) };
  } catch (error) {
    if (error instanceof NotSupportedError) return undefined;
    throw error;
  }
}

describe.each(Object.entries(ZONES))("random programs in %s", (zone, few) => {
  const both = bothEngines(async (spark) => framesOf(await uncompiled(spark)), zone);
  const count = ROUNDS === undefined ? few : Number(ROUNDS);

  test(
    `${count} from seed ${FIRST_SEED}`,
    async () => {
      const differences: unknown[] = [];
      let refused = 0;
      for (let seed = FIRST_SEED; seed < FIRST_SEED + count; seed++) {
        const program = randomProgram(seed);
        const answers = await compared(program, both.embedded, both.real).catch((error: unknown) => {
          throw new Error(`seed ${seed}: ${program.text}`, { cause: error });
        });
        if (answers === undefined) refused++;
        else if (JSON.stringify(answers.ours) !== JSON.stringify(answers.theirs)) {
          differences.push({ seed, program: program.text, ...answers });
        }
      }
      expect(differences).toEqual([]);
      expect(refused).toBeLessThan(count / 4);
    },
    count * MILLISECONDS_EACH,
  );
});
