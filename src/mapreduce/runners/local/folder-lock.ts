/** Says which process works in an output folder, so that no second one resumes or overwrites what the first is still writing. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { ValueError } from "../../../errors.js";

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** When it began, in the system's own count: a process id is used again some day. */
  readonly began: string;
}

/** Folders that jobs of this process work in. */
const ours = new Set<string>();

/**
 * A file with the process's id. After `kill -9` it stays, and says by that id that nobody is there any more; on a network's file system
 * another machine's can't be looked at, and counts as alive.
 */
export class FolderLock {
  readonly #path: string;
  #isTaken = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws ValueError when a job works in the folder */
  check(): void {
    const owner = this.#owner();
    if (owner === undefined) return;
    const isOurs = owner.pid === process.pid && owner.host === hostname();
    if (isOurs ? !ours.has(this.#path) : owner.host === hostname() && beganOf(owner.pid) !== owner.began)
      return;
    throw new ValueError(
      `${this.#path} says that process ${owner.pid} on ${owner.host} works in this folder. Wait for it or end it; ` +
        "if it is known to be gone, remove that file.",
    );
  }

  /** From now on the folder is this process's. */
  take(): void {
    const owner: Owner = { pid: process.pid, host: hostname(), began: beganOf(process.pid) ?? "" };
    writeFileSync(this.#path, JSON.stringify(owner), { mode: 0o600 });
    ours.add(this.#path);
    this.#isTaken = true;
  }

  letGo(): void {
    if (!this.#isTaken) return;
    this.#isTaken = false;
    ours.delete(this.#path);
    rmSync(this.#path, { force: true });
  }

  #owner(): Owner | undefined {
    try {
      return JSON.parse(readFileSync(this.#path, "utf8")) as Owner;
    } catch {
      // Not there, or its writer was killed in the middle of it.
      return undefined;
    }
  }
}

/** @returns undefined for a process that isn't there */
function beganOf(pid: number): string | undefined {
  try {
    // proc(5): the 22nd field; the second, in parentheses, may hold anything.
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
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
