import { inspect } from "node:util";
import { ManycoreError } from "../../errors.js";
import { placeOf } from "./user-frames.js";

/**
 * A job ended because one of its tasks failed for good. The message names the job, the step, the function, the input and the record as
 * far as they are known; `cause` is what the user's function threw, or what the task failed with (an InputError, a BadRecordError, a WorkerDiedError), and
 * `errors` are those of all attempts, as far as they differ.
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
  // Without a stop at the end, since it is said within other sentences.
  if (error instanceof Error) return `${error.name}: ${error.message}`.replace(/\.$/, "");
  // An object without a prototype has no text of its own.
  return `${typeof error} ${typeof error === "string" ? error : inspect(error, { depth: 1 })} was thrown`;
}

/** The stop that {@link errorText} has left out, for an error that is told at the end of a message. */
export function stopOf(error: unknown): string {
  return error instanceof Error && error.message.endsWith(".") ? "." : "";
}

/** The text of {@link errorText}, and where in the user's code it was thrown, as far as that is known. */
export function thrownText(error: unknown): string {
  const place = placeOf(error);
  return place === undefined ? errorText(error) : `${errorText(error)} at ${place}`;
}
