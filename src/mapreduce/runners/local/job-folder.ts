/** The one folder of a job's temporary data, and the output folder that finished parts move to. README.md, "Folders". */
import { randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, sep } from "node:path";
import { ValueError } from "../../../errors.js";
import { atKillPoint } from "../../../events/index.js";
import { FolderLock } from "./folder-lock.js";
import { PRIVATE } from "./spill-folder.js";

const TEMPORARY = "_temporary";
const SUCCESS = "_SUCCESS";
const MANIFEST = "manifest.jsonl";
const LOCK = "lock";

/** What lies where the output shall be. */
export type Found = "nothing" | "unfinished" | "finished";

export class JobFolder {
  /** Where temporary data lie. It is made when something must be written: by workers, too. */
  readonly root: string;
  readonly #output: string | undefined;
  readonly #lock: FolderLock;
  /** Whether the output folder is this job's, so that a failure may take it away again. */
  #owned = false;

  /** @param temp where the folder of a job without an output folder lies */
  constructor(output: string | undefined, temp: string) {
    this.#output = output;
    this.root =
      output === undefined ? join(temp, `manycore-mapreduce-${randomUUID()}`) : join(output, TEMPORARY);
    this.#lock = new FolderLock(join(this.root, LOCK));
  }

  get manifest(): string {
    return join(this.root, MANIFEST);
  }

  get success(): string {
    return join(this.#output!, SUCCESS);
  }

  /**
   * Whether the output may be written, and what `resume` goes on with. Changes nothing.
   * @throws ValueError when there is something that `overwrite` or `resume` don't allow
   */
  look({ overwrite, resume }: { readonly overwrite: boolean; readonly resume: boolean }): Found {
    const output = this.#output;
    if (output === undefined || !existsSync(output)) return "nothing";
    if (!statSync(output).isDirectory()) {
      throw new ValueError(`The output ${output} is a file; give a folder that doesn't exist yet.`);
    }
    const entries = readdirSync(output);
    if (resume || overwrite) this.#lock.check();
    if (resume) {
      if (entries.includes(SUCCESS)) return "finished";
      if (existsSync(this.manifest)) return "unfinished";
      // Killed before it had written a line: nothing to go on with, and nothing to lose.
      if (entries.every((name) => name === TEMPORARY)) return "nothing";
      throw new ValueError(
        `The output folder ${output} has no ${join(TEMPORARY, MANIFEST)}, so there is no job to go on with; start anew with --overwrite, or elsewhere.`,
      );
    }
    if (!overwrite) {
      const wayOut = existsSync(this.manifest)
        ? "An unfinished job lies in it: go on with --resume, or replace it with --overwrite."
        : "Give another one, or --overwrite to replace what is in it.";
      throw new ValueError(`The output folder ${output} exists. ${wayOut}`);
    }
    const foreign = entries.find((name) => !isOfJobs(name));
    if (foreign !== undefined) {
      throw new ValueError(
        `The output folder ${output} isn't overwritten, since it holds ${foreign}, which no job has written. Remove it yourself, or give another folder.`,
      );
    }
    return "nothing";
  }

  /**
   * Makes the output folder, empty but for the temporary one; or takes over the one that `look` has found. Does nothing without an output.
   * @param inputs the files that are read
   * @throws ValueError when an input lies in what is to be overwritten
   */
  begin(found: Found, inputs: readonly string[]): void {
    const output = this.#output;
    if (output === undefined) return;
    if (found === "nothing") {
      if (existsSync(output)) this.#clear(output, inputs);
      else this.#make(output);
      mkdirSync(this.root, { mode: PRIVATE });
    }
    if (found !== "finished") this.#lock.take();
    this.#owned = true;
  }

  /** Makes the temporary folder, if it isn't there. */
  open(): string {
    mkdirSync(this.root, { recursive: true, mode: PRIVATE });
    return this.root;
  }

  /** A finished part moves to its place: there is the whole of it, or nothing. */
  commit(attempt: string, part: number): void {
    atKillPoint?.("part.written");
    renameSync(join(this.root, attempt, "part"), join(this.#output!, partName(part)));
    atKillPoint?.("part.committed");
  }

  hasPart(part: number): boolean {
    return existsSync(join(this.#output!, partName(part)));
  }

  /** The output is complete: says so in `_SUCCESS`. */
  succeed(text: string): void {
    atKillPoint?.("job.done");
    const written = join(this.open(), SUCCESS);
    writeFileSync(written, text);
    renameSync(written, this.success);
    atKillPoint?.("job.succeeded");
  }

  /** What an attempt has left. */
  discard(attempt: string): void {
    removeTree(join(this.root, attempt));
  }

  /** Removes what attempts of a killed run have left, but for these. */
  keepOnly(attempts: ReadonlySet<string>): void {
    for (const entry of readdirSync(this.root)) {
      if (entry !== MANIFEST && entry !== LOCK && !attempts.has(entry)) removeTree(join(this.root, entry));
    }
  }

  /** Removes the temporary folder, if it is this job's. */
  remove(): void {
    this.#lock.letGo();
    if (this.#output === undefined || this.#owned) removeTree(this.root);
  }

  /** Leaves the folder as it is, for another run to go on with. */
  leave(): void {
    this.#lock.letGo();
  }

  /** Removes all that a job has written that failed. */
  removeAll(): void {
    this.remove();
    const output = this.#output;
    if (output === undefined || !this.#owned || !existsSync(output)) return;
    for (const name of readdirSync(output)) if (isOfJobs(name)) removeTree(join(output, name));
    if (readdirSync(output).length === 0) removeTree(output);
  }

  #make(output: string): void {
    mkdirSync(dirname(output), { recursive: true });
    try {
      // Not recursive: of two jobs that begin at once, one gets the folder.
      mkdirSync(output);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      throw new ValueError(`The output folder ${output} exists: another job has just made it.`, {
        cause: error,
      });
    }
  }

  #clear(output: string, inputs: readonly string[]): void {
    const real = realpathSync(output) + sep;
    const inside = inputs.find((path) => realpathSync(path).startsWith(real));
    if (inside !== undefined) {
      throw new ValueError(`The output folder ${output} isn't overwritten: the input ${inside} lies in it.`);
    }
    for (const name of readdirSync(output)) removeTree(join(output, name));
  }
}

export function partName(part: number): string {
  return `part-${String(part).padStart(5, "0")}`;
}

function isOfJobs(name: string): boolean {
  return /^part-\d+$/.test(name) || name === SUCCESS || name === TEMPORARY;
}

/** Workers may still be writing: a folder that fills again while it is emptied is tried again. */
function removeTree(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
}
