/** Says which job works in an output folder, so that no second one begins, resumes or overwrites what the first is still writing. */
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import { ManycoreError, ValueError } from "../../../errors.js";
import { processBegan } from "./process-began.js";
import { PRIVATE } from "./spill-folder.js";

const OWNER = "owner";

/** Others may come and go while a lock is taken, but hardly so often. */
const TRIES = 20;

interface Owner {
  readonly pid: number;
  readonly thread: number;
  readonly host: string;
  /** When it began, in the system's own count: a process id is used again some day. */
  readonly began: string;
  /** The job's own. */
  readonly token: string;
}

/** Tokens of this thread's jobs that hold a lock. */
const ours = new Set<string>();

/**
 * A folder with the owner's name in it. It is made elsewhere and moved to its place, which rename(2) refuses where one lies that isn't empty: so of
 * several jobs one gets it, and no job ever sees half of one. After `kill -9` it stays, and says by the process's id that nobody is there any more; on
 * a network's file system another machine's can't be looked at, and counts as alive. So does another thread's.
 */
export class FolderLock {
  readonly #path: string;
  readonly #output: string;
  #token: string | undefined;

  /** @param output the folder that is locked, for messages */
  constructor(path: string, output: string) {
    this.#path = path;
    this.#output = output;
  }

  /** Whether the folder is this job's, still: somebody may have removed it, and another job have begun there. */
  get isHeld(): boolean {
    return this.#token !== undefined && this.#owner()?.token === this.#token;
  }

  /** @throws ValueError when a job works in the folder */
  check(): void {
    const owner = this.#owner();
    if (owner !== undefined && isAlive(owner)) throw this.#taken(owner);
  }

  #taken(owner: Owner): ValueError {
    return new ValueError(
      `The output folder ${this.#output} exists: another job works in it. ${this.#path} says that it is of process ${owner.pid} on ${owner.host}. ` +
        "Wait for it or end it; if it is known to be gone, remove that lock.",
    );
  }

  /**
   * From now on the folder is this job's.
   * @throws ValueError when it is another's
   */
  take(): void {
    const token = randomUUID();
    const mine = `${this.#path}-new-${token}`;
    const { pid } = process;
    const owner: Owner = { pid, thread: threadId, host: hostname(), began: processBegan(pid) ?? "", token };
    try {
      for (let tries = 0; tries < TRIES; tries++) {
        if (this.#moves(mine, owner)) {
          ours.add(token);
          this.#token = token;
          return;
        }
        const before = this.#owner();
        if (before === undefined) continue;
        if (isAlive(before)) throw this.#taken(before);
        this.#putAside(before);
      }
    } catch (error) {
      rmSync(mine, { recursive: true, force: true });
      throw error;
    }
    rmSync(mine, { recursive: true, force: true });
    throw new ManycoreError(
      `${this.#path} can't be taken over from a job that is gone: remove it, if no job works in that folder`,
    );
  }

  /** Idempotent. What isn't this job's any more stays. */
  letGo(): void {
    const token = this.#token;
    if (token === undefined) return;
    if (this.isHeld) {
      // At once: emptied where it is, another's could take its place before it goes.
      const away = `${this.#path}-was-${token}`;
      try {
        renameSync(this.#path, away);
      } catch (error) {
        if (!REFUSED.includes((error as NodeJS.ErrnoException).code)) throw error;
      }
      rmSync(away, { recursive: true, force: true });
    }
    this.#token = undefined;
    ours.delete(token);
  }

  /** @returns false when there is a lock, or there was one */
  #moves(mine: string, owner: Owner): boolean {
    try {
      // Again each time: a job that ends here takes all away that lies beside its lock.
      mkdirSync(mine, { recursive: true, mode: PRIVATE });
      writeFileSync(join(mine, OWNER), JSON.stringify(owner), { mode: 0o600 });
      renameSync(mine, this.#path);
      return true;
    } catch (error) {
      // Not every system has a code of its own for it.
      if (REFUSED.includes((error as NodeJS.ErrnoException).code) || this.#owner() !== undefined)
        return false;
      throw error;
    }
  }

  /**
   * Makes room where a dead job's lock lies. Two that do so at once both move it to the same name, where it stays: so the slower one can't move the
   * faster one's new lock away. What it moves in spite of it, when all of that is long gone, it puts back.
   */
  #putAside({ token }: Owner): void {
    const aside = `${this.#path}-was-${token}`;
    try {
      renameSync(this.#path, aside);
    } catch {
      return;
    }
    const moved = readOwner(aside);
    if (moved === undefined || !isAlive(moved)) return;
    try {
      renameSync(aside, this.#path);
    } catch {
      // Somebody has taken it meanwhile; the other job sees that it doesn't hold it any more.
    }
  }

  #owner(): Owner | undefined {
    return readOwner(this.#path);
  }
}

/** Of a power cut: a lock comes to its place as a whole. */
const UNREADABLE: Owner = { pid: 0, thread: 0, host: hostname(), began: "never", token: "unreadable" };

/** @returns undefined when there is none */
function readOwner(path: string): Owner | undefined {
  let text: string;
  try {
    text = readFileSync(join(path, OWNER), "utf8");
  } catch (error) {
    if (REFUSED.includes((error as NodeJS.ErrnoException).code)) return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as Owner;
  } catch {
    return UNREADABLE;
  }
}

/** Not empty, in the words of several systems; not there; not a folder. */
const REFUSED: readonly unknown[] = ["ENOTEMPTY", "EEXIST", "ENOENT", "ENOTDIR"];

function isAlive({ pid, thread, host, began, token }: Owner): boolean {
  if (host !== hostname()) return true;
  if (processBegan(pid) !== began) return false;
  return pid !== process.pid || thread !== threadId || ours.has(token);
}
