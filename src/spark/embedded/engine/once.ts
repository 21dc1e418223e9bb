import { stat } from "node:fs/promises";
import type { OperationSession } from "./session.js";

/** Of how many reads the session remembers what it found. */
const MOST_FOUND = 1000;

/**
 * What is found out of files once, until they are others. Reads that begin at the same time find it each for itself: one that is interrupted
 * takes nothing away from another.
 */
export async function once<T>(
  session: OperationSession,
  what: string,
  files: readonly string[],
  find: () => Promise<T>,
): Promise<T> {
  const states = await Promise.all(
    files.map(async (file) => {
      const { size, mtimeMs } = await stat(file);
      return `${file} ${size} ${mtimeMs}`;
    }),
  );
  const key = `${what}\n${states.join("\n")}`;
  const { found } = session.state;
  if (found.has(key)) return found.get(key) as T;
  const value = await find();
  if (found.size >= MOST_FOUND) found.delete(found.keys().next().value!);
  found.set(key, value);
  return value;
}
