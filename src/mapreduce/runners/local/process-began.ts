import { readFileSync } from "node:fs";

/**
 * When a process began, in the system's own count: a process id is used again some day. Empty where the system doesn't say (only Linux does).
 * @returns undefined for a process that isn't there
 */
export function processBegan(pid: number): string | undefined {
  try {
    // proc(5): the 22nd field; the second, in parentheses, may hold anything.
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie has ended; only its parent hasn't asked for it yet.
    return fields[0] === "Z" ? undefined : fields[19];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" && process.platform === "linux") return undefined;
  }
  try {
    process.kill(pid, 0);
    return "";
  } catch (error) {
    // EPERM: another user's, but there.
    return (error as NodeJS.ErrnoException).code === "EPERM" ? "" : undefined;
  }
}
