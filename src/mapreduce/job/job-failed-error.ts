import { ManycoreError } from "../../errors.js";

/**
 * A job ended because one of its tasks failed for good. The message names the job, the step, the function, the input and the record as
 * far as they are known; `cause` is what the user's function threw, and `errors` are those of all attempts, as far as they differ.
 */
export class JobFailedError extends ManycoreError {
  override readonly name: string = "JobFailedError";
  readonly errors: readonly unknown[];

  constructor(message: string, errors: readonly unknown[]) {
    super(message, { cause: errors.at(-1) });
    this.errors = errors;
    // `cause` is one of them: printed twice, a failed job fills the screen.
    Object.defineProperty(this, "errors", { enumerable: false });
  }
}

/** An error as it is told in another's message: its class and its words. */
export function errorText(error: unknown): string {
  return error instanceof Error
    ? `${error.name}: ${error.message}`
    : `${typeof error} ${String(error)} was thrown`;
}
