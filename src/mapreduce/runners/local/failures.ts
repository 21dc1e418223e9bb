/** What attempts failed with: the same or not, worth another attempt or not, and in whose words. */
import { errorText } from "../../job/index.js";

/** The errors as far as they differ, the last one last. Which worker it was makes no difference. */
export function distinct(failures: readonly unknown[]): unknown[] {
  const texts = failures.map((error) => errorText(error).replace(/\bPoolWorker-\d+/g, "PoolWorker"));
  return failures.filter((_, i) => !texts.includes(texts[i]!, i + 1));
}

/** What the pool says of a call whose worker died. */
const UNFINISHED = /^\w+\(\)(?= didn't finish: )/;

/** The error with the task's name, where the pool has that of a function of ours. @param task its name */
export function namedFor(task: string, error: unknown): unknown {
  if (!(error instanceof Error) || !UNFINISHED.test(error.message)) return error;
  const { message, stack } = error;
  error.message = message.replace(UNFINISHED, () => task);
  error.stack = stack?.replace(message, () => error.message);
  return error;
}

/** The words of such an error, where the task has been named before. */
export function withoutName(task: string, text: string): string {
  return text.replace(`${task} didn't finish: `, "");
}

/** Of a task that hasn't begun: what another attempt needn't meet. Anything else is a class or a module that can't be loaded there. */
export function isOfTheMachine(error: unknown): boolean {
  return error instanceof Error && MACHINE.includes(error.name);
}

const MACHINE: readonly string[] = ["WorkerDiedError", "TimeoutError", "CancelledError", "MemoryError"];

export function isUnreadable(error: unknown): boolean {
  return error instanceof Error && error.name === "BadRecordError";
}
