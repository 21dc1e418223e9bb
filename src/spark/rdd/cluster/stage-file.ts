/** What the driver tells an executor's `node` of a stage, and what it hears of one that failed. */

/** The value of a broadcast variable, as an artifact. */
export interface BroadcastFile {
  readonly id: number;
  readonly version: number;
  readonly file: string;
}

/** What opens a run. */
export interface OpenStage {
  /** For messages. */
  readonly name: string;
  /** An artifact with the program: its parcel (`.bin`), or JavaScript (`.mjs`) whose default export gives it. */
  readonly file: string;
  readonly broadcasts: readonly BroadcastFile[];
}

/** What begins the `code` of a failure's cause: the error itself follows, as a parcel in base64. */
export const ERROR_PARCEL = "manycore-error:";
