import type { Pool } from "../../multiprocessing/index.js";
import type { Progress } from "../report/index.js";
import type { Encoding, StandardInput } from "./job-plan.js";

/** How a job is run. */
export interface RunOptions<O = Readonly<Record<string, unknown>>> {
  /** Files, folders, patterns, `-` for standard input. */
  readonly input?: string | readonly string[];
  /** What `-` reads in place of `process.stdin`. */
  readonly stdin?: StandardInput;
  /** A folder that gets a `part-…` file a reducer, and `_SUCCESS`. Without it the output is given back. */
  readonly output?: string;
  /** What runs it: `local` (the default), `inline`, or the name of one that was registered. */
  readonly runner?: string;
  /** Values of the job's own options. */
  readonly options?: O;
  /** How many threads; as many as this program may use processors, or as many as `pool` has. */
  readonly workers?: number;
  /**
   * An open pool of threads, for programs that run several jobs: its workers start once, and their code is compiled once. It stays open, and is
   * the caller's to close. Without it each run of `local` starts workers and ends them.
   */
  readonly pool?: Pool;
  /** How many parts the output has; as many as workers (one, `inline`). */
  readonly reducers?: number;
  /** Memory for the data of each worker: bytes, or `"256MB"`, `"1GiB"`. 256 MB if it isn't given. */
  readonly memory?: number | string;
  /** Replace the output of a folder that exists: at the job's end, so that one that fails changes nothing. */
  readonly overwrite?: boolean;
  /**
   * Go on with a job that was killed: what is finished in its output folder isn't done again. With `overwrite` what is finished as a whole
   * is replaced.
   */
  readonly resume?: boolean;
  /** How many bad records may be left out; 0 if it isn't given. */
  readonly badRecords?: number;
  /** A task without progress for so many seconds is ended and tried again; 600 if it isn't given, 0 for never. */
  readonly taskTimeout?: number;
  /** How often a task is tried; 4 if it isn't given. */
  readonly attempts?: number;
  /** The folder for temporary data, if there is no output folder: the system's, if it isn't given. */
  readonly temp?: string;
  /** What the bytes of the input mean, in place of the job's `inputEncoding`. */
  readonly encoding?: Encoding;
  /** How much input a map task gets: bytes, or `"16MB"`. */
  readonly splitSize?: number | string;
  /** A longer record is a bad one: bytes, or `"10MB"`. */
  readonly maxRecordBytes?: number | string;
  /** Hears how far the job is. */
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the job early. */
  readonly signal?: AbortSignal;
}

/** What a run may be given: all of {@link RunOptions}. */
export const RUN_FIELDS = Object.keys({
  input: true,
  stdin: true,
  output: true,
  runner: true,
  options: true,
  workers: true,
  pool: true,
  reducers: true,
  memory: true,
  overwrite: true,
  resume: true,
  badRecords: true,
  taskTimeout: true,
  attempts: true,
  temp: true,
  encoding: true,
  splitSize: true,
  maxRecordBytes: true,
  onProgress: true,
  signal: true,
} satisfies Record<keyof RunOptions, true>);
