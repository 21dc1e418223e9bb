/** What of a job is done, written down as it gets done: what `--resume` reads. README.md, "Resume". */
import { appendFileSync, readFileSync, truncateSync } from "node:fs";
import { ManycoreError, ValueError } from "../../../errors.js";
import { atKillPoint } from "../../../events/index.js";

const VERSION = 1;

/** The first line: which job this is. A job that differs in any of it is another one. */
export interface JobLine {
  readonly kind: "job";
  readonly version: number;
  /** What is compared, each by its own name, so that a refusal can say what differs. */
  readonly identity: Readonly<Record<string, string>>;
  readonly reducers: number;
}

/** How the work of a step was divided: a resumed job divides it alike, whatever its number of workers. */
export interface StepLine {
  readonly kind: "step";
  readonly step: number;
  /** What the size of splits follows from: workers (of files), most bytes of a split (of pairs). */
  readonly workers: number;
  readonly splitBytes: number;
  /** Of a total order: first keys of all partitions but the first, base64. */
  readonly boundaries: readonly string[] | null;
}

/** A task that is done, with what its result was. */
export interface TaskLine {
  readonly kind: "task";
  readonly step: number;
  readonly phase: "map" | "reduce";
  readonly task: number;
  readonly result: unknown;
}

/** A phase of which all tasks are done. */
export interface PhaseLine {
  readonly kind: "phase";
  readonly step: number;
  readonly phase: "map" | "reduce";
  readonly tasks: number;
}

type Line = JobLine | StepLine | TaskLine | PhaseLine;

/** What a manifest says: of what was done again, the last. */
export interface Recorded {
  readonly job: JobLine;
  readonly steps: readonly RecordedLines[];
}

export interface RecordedLines {
  readonly line: StepLine | undefined;
  readonly maps: ReadonlyMap<number, unknown>;
  readonly reduces: ReadonlyMap<number, unknown>;
  /** How many tasks the phase has; undefined while it isn't done. */
  readonly mapped: number | undefined;
  readonly reduced: number | undefined;
}

/** One line of JSON for each thing that is done, each written by one call: after a kill there are whole lines and at most a part of one. */
export class Manifest {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  append(line: Line): void {
    atKillPoint?.("manifest.write");
    appendFileSync(this.#path, `${JSON.stringify(line)}\n`, { mode: 0o600 });
    atKillPoint?.("manifest.written");
  }

  begin(identity: Readonly<Record<string, string>>, reducers: number): void {
    this.append({ kind: "job", version: VERSION, identity, reducers });
  }

  /**
   * What was written before, without a last line that isn't whole, which is cut off.
   * @returns undefined when not even the first line is whole
   * @throws ManycoreError for a file that no job has written so
   */
  read(): Recorded | undefined {
    const bytes = readFileSync(this.#path);
    const end = bytes.lastIndexOf(0x0a) + 1;
    if (end < bytes.length) truncateSync(this.#path, end);
    const lines = bytes
      .subarray(0, end)
      .toString("utf8")
      .split("\n")
      .slice(0, -1)
      .map((text, at) => this.#parse(text, at));
    const job = lines[0];
    if (job === undefined) return undefined;
    if (job.kind !== "job" || job.version !== VERSION) {
      throw new ManycoreError(
        `${this.#path} was written by another version of manycore; start anew with --overwrite`,
      );
    }
    return { job, steps: stepsOf(lines) };
  }

  #parse(text: string, at: number): Line {
    try {
      return JSON.parse(text) as Line;
    } catch (error) {
      throw new ManycoreError(`${this.#path}, line ${at + 1}, isn't JSON; start anew with --overwrite`, {
        cause: error,
      });
    }
  }
}

function stepsOf(lines: readonly Line[]): RecordedLines[] {
  const steps: {
    line: StepLine | undefined;
    readonly maps: Map<number, unknown>;
    readonly reduces: Map<number, unknown>;
    mapped: number | undefined;
    reduced: number | undefined;
  }[] = [];
  for (const line of lines) {
    if (line.kind === "job") continue;
    while (steps.length <= line.step) {
      steps.push({
        line: undefined,
        maps: new Map(),
        reduces: new Map(),
        mapped: undefined,
        reduced: undefined,
      });
    }
    const step = steps[line.step]!;
    const isMap = line.kind !== "step" && line.phase === "map";
    if (line.kind === "step") step.line = line;
    else if (line.kind === "task") (isMap ? step.maps : step.reduces).set(line.task, line.result);
    else if (isMap) step.mapped = line.tasks;
    else step.reduced = line.tasks;
  }
  return steps;
}

/** @throws ValueError naming what differs between the job that is resumed and this one */
export function checkSameJob(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
  where: string,
): void {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const differs = names.filter((name) => before[name] !== now[name]);
  if (differs.length === 0) return;
  throw new ValueError(
    `${where} holds another job, which --resume can't go on with: ${differs.join(", ")} ${differs.length === 1 ? "differs" : "differ"}. ` +
      "Give the same command, or start anew: --overwrite without --resume",
  );
}
