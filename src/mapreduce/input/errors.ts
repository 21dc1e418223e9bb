import { ManycoreError, ValueError } from "../../errors.js";

/** An input that can't be read: missing, vanished, changed since the job began, a folder of nothing, cut short. Names it. */
export class InputError extends ManycoreError {
  override readonly name: string = "InputError";
  /** The file, folder or pattern, as it was given or found. */
  readonly path: string;

  /** @param what continues the sentence that begins with the path */
  constructor(path: string, what: string, options?: ErrorOptions) {
    super(`${path} ${what}`, options);
    this.path = path;
  }
}

/** A line that can't be made a record. A job ends with it, unless `--bad-records` lets it skip and count some. */
export class BadRecordError extends ValueError {
  override readonly name: string = "BadRecordError";
  readonly path: string;
  /** Byte at which the line begins in the file; in a compressed one, in its text; behind a shell command, in what it printed. */
  readonly offset: number;
  /** What is wrong with it, for where the place is told already. */
  readonly reason: string;

  /** @param what continues the sentence that begins with "the line at byte …" */
  constructor(path: string, offset: number, what: string, options?: ErrorOptions) {
    super(`${path}: the line at byte ${offset} ${what}`, options);
    this.path = path;
    this.offset = offset;
    this.reason = `the line ${what}`;
  }
}
