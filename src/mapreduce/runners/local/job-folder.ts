/** The one folder of a job's temporary data, and the output folder that finished parts move to. README.md, "Folders". */
import { randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { ManycoreError, ValueError } from "../../../errors.js";
import { atKillPoint } from "../../../events/index.js";
import { FolderLock } from "./folder-lock.js";
import { removeEmpty, removeTree } from "./remove.js";
import { isOutput, Replacement, SUCCESS } from "./replacement.js";
import { PRIVATE } from "./spill-folder.js";

const TEMPORARY = "_temporary";
const MANIFEST = "manifest.jsonl";
const LOCK = "lock";

/** What lies where the output shall be. */
export type Found = "nothing" | "unfinished" | "finished";

/** What the user allows. */
export interface Allowed {
  readonly overwrite: boolean;
  readonly resume: boolean;
}

export class JobFolder {
  /** Where temporary data lie. It is made when something must be written: by workers, too. */
  readonly root: string;
  readonly #output: string | undefined;
  /** Of the output folder: what is done there is done only while it is held. */
  readonly #lock: FolderLock | undefined;
  /** What becomes of an output that is there already. */
  readonly #replacement: Replacement | undefined;
  /** Whether the new output is gathered in the temporary folder, because an older one is in its place. */
  #replaces = false;
  #allowed: Allowed = { overwrite: false, resume: false };
  /** Whether there was an output folder when the job began. */
  #wasThere = false;

  /** @param temp where the folder of a job without an output folder lies */
  constructor(output: string | undefined, temp: string) {
    this.#output = output;
    this.root =
      output === undefined ? join(temp, `manycore-mapreduce-${randomUUID()}`) : join(output, TEMPORARY);
    this.#lock = output === undefined ? undefined : new FolderLock(join(this.root, LOCK), output);
    this.#replacement = output === undefined ? undefined : new Replacement(this.root, output);
  }

  get manifest(): string {
    return join(this.root, MANIFEST);
  }

  /** What a finished job said last; it may not be in its place yet. */
  get success(): string {
    const waiting = join(this.#replacement!.folder, SUCCESS);
    return existsSync(waiting) ? waiting : join(this.#output!, SUCCESS);
  }

  /**
   * Whether the output may be written, and what `resume` goes on with. Changes nothing.
   * @throws ValueError when there is something that `overwrite` or `resume` don't allow
   */
  look(allowed: Allowed): Found {
    const output = this.#output;
    this.#allowed = allowed;
    this.#wasThere = output !== undefined && existsSync(output);
    if (output === undefined || !this.#wasThere) return "nothing";
    if (!statSync(output).isDirectory()) {
      throw new ValueError(`The output ${output} is a file; give a folder that doesn't exist yet.`);
    }
    this.#lock!.check();
    return this.#find(output, allowed);
  }

  #find(output: string, { overwrite, resume }: Allowed): Found {
    const entries = readdirSync(output);
    if (resume) {
      const found = this.#unfinished(entries, overwrite);
      if (found !== undefined) return found;
    } else if (!overwrite) {
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

  /** What `resume` goes on with. @returns undefined when it is to be replaced */
  #unfinished(entries: readonly string[], overwrite: boolean): Found | undefined {
    const { isWhole, isThere } = this.#replacement!;
    if (isWhole) return "finished";
    const hasManifest = existsSync(this.manifest);
    // Of a job that replaces the output beside it. That was allowed when it was begun.
    if (isThere) return hasManifest ? "unfinished" : "nothing";
    const isFinished = entries.includes(SUCCESS);
    if (isFinished && !overwrite) return "finished";
    if (hasManifest && !isFinished) return "unfinished";
    // Killed before it had written a line: nothing to go on with, and nothing to lose.
    if (entries.every((name) => name === TEMPORARY)) return "nothing";
    if (overwrite) return undefined;
    throw new ValueError(
      `The output folder ${this.#output} has no ${join(TEMPORARY, MANIFEST)}, so there is no job to go on with; start anew with --overwrite, or elsewhere.`,
    );
  }

  /**
   * Makes the output folder, empty but for the temporary one; or takes over the one that `look` has found, where an older output stays as it is
   * until `succeed`. From then on the folder is this job's. Does nothing without an output.
   * @param inputs the files that are read
   * @throws ValueError when an input lies in what is to be overwritten, or another job was faster
   */
  begin(found: Found, inputs: readonly string[]): void {
    const output = this.#output;
    if (output === undefined) return;
    if (!this.#wasThere) this.#make(output);
    else if (found === "nothing") checkOutside(output, inputs);
    // It may have gone meanwhile, with the job that worked in it.
    mkdirSync(output, { recursive: true });
    // Finished as a whole: nothing is going to be written.
    if (found === "finished" && !existsSync(this.root)) return;
    try {
      this.#lock!.take();
      if (this.#wasThere) this.#checkUnchanged(output, found);
      if (found === "nothing") this.#clear(output);
      this.#replaces = this.#replacement!.isThere;
    } catch (error) {
      this.#lock!.letGo();
      removeEmpty(this.root);
      if (!this.#wasThere) removeEmpty(output);
      throw error;
    }
  }

  /** Where the parts go. */
  get #home(): string {
    return this.#replaces ? this.#replacement!.folder : this.#output!;
  }

  /** Makes the temporary folder, if it isn't there. In an output folder it is there from the beginning, or this job has nothing to do with it. */
  open(): string {
    if (this.#output === undefined) mkdirSync(this.root, { recursive: true, mode: PRIVATE });
    else this.#checkHeld();
    return this.root;
  }

  /** Whether workers may make the temporary folder when they have something to write. */
  get isMadeLate(): boolean {
    return this.#output === undefined;
  }

  /** A finished part moves to its place: there is the whole of it, or nothing. */
  commit(attempt: string, part: number): void {
    this.#checkHeld();
    atKillPoint?.("part.written");
    renameSync(join(this.root, attempt, "part"), join(this.#home, partName(part)));
    atKillPoint?.("part.committed");
  }

  hasPart(part: number): boolean {
    return existsSync(join(this.#home, partName(part)));
  }

  /** The output is complete: says so in `_SUCCESS`, and puts it into its place if it isn't there. */
  succeed(text: string): void {
    atKillPoint?.("job.done");
    const written = join(this.open(), SUCCESS);
    writeFileSync(written, text);
    renameSync(written, join(this.#home, SUCCESS));
    if (this.#replaces) atKillPoint?.("swap.whole");
    this.settle();
    atKillPoint?.("job.succeeded");
  }

  /** Puts a complete output into its place, if it isn't there yet: a job may have been killed that was about to. */
  settle(): void {
    if (this.#replacement?.isWhole === true) this.#replacement.swap();
  }

  /** What an attempt has left. */
  discard(attempt: string): void {
    removeTree(join(this.root, attempt));
  }

  /** Removes what attempts of a killed run have left, but for these. */
  keepOnly(attempts: ReadonlySet<string>): void {
    const kept = [MANIFEST, basename(this.#replacement?.folder ?? ""), ...attempts];
    this.#removeBut((name) => kept.includes(name) || isOfLock(name));
  }

  /** Removes the temporary folder, if it is this job's. */
  remove(): void {
    if (this.#lock === undefined) {
      removeTree(this.root);
      return;
    }
    if (!this.#lock.isHeld) return;
    // Parts of the only copy of an output may lie in it.
    if (this.#replacement?.isStuck === true) {
      this.#lock.letGo();
      return;
    }
    // The lock last: whoever takes one now finds an empty folder, and one that isn't empty any more stays.
    this.#removeBut((name) => name === LOCK);
    this.#lock.letGo();
    removeEmpty(this.root);
  }

  /** Leaves the folder as it is, for another run to go on with. */
  leave(): void {
    this.#lock?.letGo();
  }

  /** Removes all that a job has written that failed. What it was to replace stays. */
  removeAll(): void {
    const output = this.#output;
    const hasParts = this.#lock?.isHeld === true && !this.#replaces;
    if (output !== undefined && hasParts && this.#replacement?.isStuck !== true)
      for (const name of readdirSync(output)) if (isOutput(name)) removeTree(join(output, name));
    this.remove();
    if (output !== undefined && hasParts) removeEmpty(output);
  }

  #removeBut(isKept: (name: string) => boolean): void {
    for (const name of readdirSync(this.root)) if (!isKept(name)) removeTree(join(this.root, name));
  }

  #checkHeld(): void {
    if (this.#lock?.isHeld !== false) return;
    throw new ManycoreError(
      `The output folder ${this.#output} isn't this job's any more: its ${join(TEMPORARY, LOCK)} was removed, and another job may work in it`,
    );
  }

  /** Others may have come and gone since `look`. */
  #checkUnchanged(output: string, found: Found): void {
    if (this.#find(output, this.#allowed) === found) return;
    throw new ValueError(
      `The output folder ${output} has changed while this job began: another job works in it, or has just ended there. Start again.`,
    );
  }

  #make(output: string): void {
    mkdirSync(dirname(output), { recursive: true });
    try {
      // Not recursive: of two jobs that begin at once, one gets the folder.
      mkdirSync(output);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      throw new ValueError(
        `The output folder ${output} exists: another job works in it, which has just made it.`,
        {
          cause: error,
        },
      );
    }
  }

  /** Takes away what another job's attempt has left; its output, if it has one, stays until there is a new one. */
  #clear(output: string): void {
    if (this.#replacement!.hasBegun) this.#replacement!.swap();
    this.#removeBut(isOfLock);
    if (readdirSync(output).some(isOutput)) this.#replacement!.begin();
  }
}

/** @throws ValueError when one of the files lies in the folder */
function checkOutside(output: string, inputs: readonly string[]): void {
  const real = realpathSync(output) + sep;
  const inside = inputs.find((path) => realpathSync(path).startsWith(real));
  if (inside === undefined) return;
  throw new ValueError(`The output folder ${output} isn't overwritten: the input ${inside} lies in it.`);
}

function partName(part: number): string {
  return `part-${String(part).padStart(5, "0")}`;
}

function isOfJobs(name: string): boolean {
  return isOutput(name) || name === TEMPORARY;
}

/** The lock, what was put aside for it, and what others who want it make: theirs to remove, until the whole folder goes. */
function isOfLock(name: string): boolean {
  return name.startsWith(LOCK);
}
