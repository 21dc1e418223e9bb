/** A job's steps as stages of one plan: the reduces of a step and the maps of the next run in the same tasks, and Spark shuffles in between. */
import { fileURLToPath } from "node:url";
import { NotPortableError } from "../../errors.js";
import type { JobPlan, Split } from "../../mapreduce/for-runners.js";
import type { Relation } from "../proto/index.js";
import { ByteSink } from "../rdd/cluster/byte-sink.js";
import { exchanged, localRows, throughStage } from "../rdd/cluster/relations.js";
import { ROW } from "../rdd/cluster/rows.js";
import { encodedProgram, ServerProgram, type StageFile } from "../rdd/cluster/stage-artifacts.js";
import type { Stage } from "../rdd/cluster/stage-sender.js";
import type { ArrowModule } from "../types/index.js";
import type { JobInput, JobOutput, JobProgram, Phase } from "./job-program.js";

export const JOB_SERVER = new ServerProgram("jobs", "spark/mapreduce-runner/serve-jobs.ts", "serveJobs");

export interface StagedJob {
  readonly relation: Relation;
  /** Still to be sent. */
  readonly stages: readonly Stage[];
}

export class JobStages {
  readonly #plan: JobPlan;
  readonly #arrow: ArrowModule;
  readonly #server: StageFile;
  readonly #splits: readonly Split[];
  readonly #reducers: readonly number[];
  readonly #boundaries = new Map<number, readonly Uint8Array[]>();

  /**
   * @param splits of the input
   * @param reducers of each step
   */
  constructor(
    plan: JobPlan,
    arrow: ArrowModule,
    server: StageFile,
    splits: readonly Split[],
    reducers: readonly number[],
  ) {
    this.#plan = plan;
    this.#arrow = arrow;
    this.#server = server;
    this.#splits = splits;
    this.#reducers = reducers;
  }

  /** Says where a step's total order is cut. */
  setBoundaries(step: number, boundaries: readonly Uint8Array[]): void {
    this.#boundaries.set(step, boundaries);
  }

  /** All of the job. @throws NotPortableError for a job that can't travel */
  whole(): StagedJob {
    return this.#upTo(this.#plan.steps.length, {
      kind: this.#plan.output === undefined ? "pairs" : "lines",
    });
  }

  /** A look at so many of the keys that each map task of a step yields. */
  keysOf(step: number, most: number): StagedJob {
    return this.#upTo(step, { kind: "keys", most });
  }

  /** @param end the first step that isn't wanted; of a look at keys, the one whose maps are still wanted */
  #upTo(end: number, output: JobOutput): StagedJob {
    const { steps, encoding, maxRecordBytes } = this.#plan;
    const stages: Stage[] = [];
    let relation = this.#leaves();
    let input: JobInput = { kind: "files", encoding, maxRecordBytes };
    let phases: Phase[] = [];
    for (const step of steps.slice(0, end)) {
      phases.push({ kind: "map", step: step.index });
      if (step.reducer === undefined) continue;
      const reducers = this.#reducers[step.index]!;
      const boundaries = this.#boundaries.get(step.index);
      const rows = this.#stage(stages, relation, {
        input,
        phases,
        output: { kind: "shuffle", reducers, boundaries },
      });
      relation = exchanged(this.#arrow, rows, reducers, undefined);
      input = { kind: "pairs", routed: reducers };
      phases = [{ kind: "reduce", step: step.index }];
    }
    if (output.kind === "keys") phases.push({ kind: "map", step: end });
    return { relation: this.#stage(stages, relation, { input, phases, output }), stages };
  }

  #stage(stages: Stage[], input: Relation, part: Pick<JobProgram, "input" | "phases" | "output">): Relation {
    const { Job, name, options, badRecords } = this.#plan;
    const program: JobProgram = { Job, options, badRecords, ...part };
    const { relation, udf } = throughStage(input, name);
    stages.push({ name, udf, program: encoded(program, this.#server) });
    return relation;
  }

  #leaves(): Relation {
    const sink = new ByteSink();
    return localRows(
      this.#arrow,
      this.#splits.map((split, h) => {
        sink.value(split);
        return { h, o: Uint8Array.of(ROW), v: sink.take() };
      }),
    );
  }
}

/** The server's program is manycore/mapreduce, too: by its name, its file, and the chunk with its classes, which lies beside this one. */
function encoded(program: JobProgram, server: StageFile): Stage["program"] {
  const room = fileURLToPath(import.meta.resolve("manycore/mapreduce"));
  const chunk = fileURLToPath(new URL("./mapreduce.js", import.meta.url));
  try {
    return encodedProgram(program, server, ["manycore/mapreduce", room, chunk]);
  } catch (error) {
    if (error instanceof NotPortableError)
      error.message = error.message.replace(/program › \.Job\b/, program.Job.name);
    throw error;
  }
}
