/** Random programs of DataFrames over two small tables of all types; a seed gives the same program each time. */
import { Seeded } from "../../support/seeded.js";
import type { Step } from "./random-program-step.js";
import { RandomSteps } from "./random-program-steps.js";
import { type Frame, type Frames, LEFT, type Named } from "./random-program-tables.js";

export interface Program {
  /** A line a step. */
  readonly text: string;
  /** Whether the order of its rows is said. */
  readonly ordered: boolean;
  readonly run: (frames: Frames) => Frame;
}

const MOST_STEPS = 4;

export function randomProgram(seed: number): Program {
  const random = new Seeded(seed);
  const writer = new RandomSteps(random);
  const steps: Step[] = [];
  let columns: readonly Named[] = LEFT;
  const add = (step: Step | undefined) => {
    if (step === undefined) return;
    steps.push(step);
    columns = step.columns;
  };
  if (random.chance(0.6)) add(writer.narrowed(columns));
  for (let left = random.integer(1, MOST_STEPS); left > 0; left--) add(writer.step(columns, left === 1));
  return {
    text: steps.map(({ text }) => text).join("\n  "),
    ordered: steps.at(-1)?.ordered ?? false,
    run: ({ left, right }) => steps.reduce((df, step) => step.run(df, right), left),
  };
}
