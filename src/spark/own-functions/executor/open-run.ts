import type { OwnFunction } from "../../plan/own-functions.js";
import type { TypeJson } from "../../types/data-type.js";
import type { GroupSpec } from "../runner/spec.js";

/** One function of a run, as the driver describes it to an executor. */
export interface StageText {
  readonly kind: OwnFunction["kind"];
  readonly name: string;
  /** The file whose default export is the function: an artifact, beside the runner's own. */
  readonly file: string;
  readonly bigint: boolean;
  readonly output: TypeJson;
  readonly groups?: GroupSpec;
  /** Names of the input's columns, where they aren't what the plan calls them. */
  readonly names?: readonly string[];
  /** How many columns the input has, where there is one more so that rows can be counted. */
  readonly arity?: number;
  /** The artifact with numpy, of functions that work with it. */
  readonly numpy?: string;
}

/** What a run is to do: functions one after the other, the batches of each being the next one's. */
export interface OpenRun {
  readonly stages: readonly StageText[];
  readonly timeZone: string;
}

/** What went wrong in `node`. */
export interface FailureText {
  /** What our error says. */
  readonly message: string;
  /** The function's own error. */
  readonly cause?: {
    readonly name: string;
    readonly message: string;
    readonly stack?: string;
    readonly code?: string;
  };
}
