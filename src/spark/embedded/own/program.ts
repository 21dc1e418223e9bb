/** What workers are told: functions and what they are called with, encoded once and read by all where it lies. */
import type { Queue } from "../../../multiprocessing/index.js";
import type * as np from "../../../numpy/index.js";
import type { FunctionSpec } from "../../own-functions/runner/spec.js";

type Bytes = np.NDArray<"uint8">;

/** A FunctionSpec on its way: its schemas are JSON, and a function that was registered is the parcel that it was then. */
export interface SentSpec extends Omit<FunctionSpec, "input" | "output" | "body"> {
  readonly input: string;
  readonly output: string;
  readonly body: FunctionSpec["body"] | Uint8Array;
}

/** A call of a pass over rows: what it is given are columns of the batch, or answers of calls before it, by their places. */
export interface SentCall {
  readonly spec: SentSpec;
  readonly args: readonly { readonly kind: "column" | "call"; readonly place: number }[];
}

export type Program =
  | {
      readonly kind: "calls";
      readonly calls: readonly SentCall[];
      /** The calls whose answers are columns of what comes back. */
      readonly asked: readonly number[];
    }
  /** Functions of batches, each given what the one before it gives. */
  | { readonly kind: "chain"; readonly specs: readonly SentSpec[] };

/** A program where workers can read it. */
export interface SentProgram {
  readonly id: number;
  readonly bytes: Bytes;
  readonly length: number;
}

interface Task {
  readonly program: SentProgram;
  /** Of the run: {@link WORDS} for each of its tasks that are on their way. */
  readonly words: np.NDArray<"int32">;
  /** Where this task's are. */
  readonly slot: number;
  /** Rows that are enough. */
  readonly most: number;
}

export interface OwnTask extends Task {
  /** Streams of Arrow's, one after the other. */
  readonly batches: readonly Uint8Array[];
}

/** A task of all rows, which come and go as it works: streams of Arrow's, and one of no bytes at the end. */
export interface WholeTask extends Task {
  readonly given: Queue<Uint8Array>;
  readonly made: Queue<Uint8Array>;
}

/** Of each task: how often something happened in it, and the place of the function that is called. */
export const WORDS = 2;

/** In the place of the function's: the task has its answer, or waits for rows or for somebody to take some. */
export const IDLE = -1;
