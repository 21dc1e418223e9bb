import type { Patience } from "./measure.js";
import type { Progress } from "./progress.js";
import type { Flights } from "./question.js";

/** What a stage is given beside the flights. */
export interface Circumstances {
  readonly progress: Progress;
  readonly patience: Patience;
  /** No real Spark is asked, even where one is installed. */
  readonly embedded?: boolean;
}

/** What a stage found, for a person and for a program. */
export interface Report {
  readonly text: readonly string[];
  /** Goes into the document of `--json` under the stage's name. */
  readonly json: object;
}

/** One form of parallelism put to work, most of them on the flights: the main job runs the stages one after another. */
export interface Stage {
  readonly name: string;
  readonly title: string;
  /** @throws AnswersDiffer when forms of computing that should agree don't */
  run(flights: Flights, circumstances: Circumstances): Promise<Report>;
}
