/** An output that takes the place of an older one: gathered beside it, and moved there when it is whole. README.md, "Overwriting". */
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { ManycoreError } from "../../../errors.js";
import { atKillPoint } from "../../../events/index.js";
import { PRIVATE } from "./spill-folder.js";

export const SUCCESS = "_SUCCESS";

/** What a job puts into its output folder for good. */
export function isOutput(name: string): boolean {
  return /^part-\d+$/.test(name) || name === SUCCESS;
}

/**
 * What is where says how far it is, so that another process can bring it to its end:
 *
 *     new/                   it is being written; with _SUCCESS it is whole
 *     new/ leaving/          what was there before moves to `leaving`, _SUCCESS first
 *     new/ old/              all of that is away; what is new moves in, _SUCCESS last
 */
export class Replacement {
  /** Where the new output is written. */
  readonly folder: string;
  readonly #output: string;
  readonly #leaving: string;
  readonly #old: string;
  #isStuck = false;

  /** @param root the job's temporary folder, in the output folder: what moves stays in one file system */
  constructor(root: string, output: string) {
    this.#output = output;
    this.folder = join(root, "new");
    this.#leaving = join(root, "leaving");
    this.#old = join(root, "old");
  }

  get isThere(): boolean {
    return existsSync(this.folder);
  }

  get isWhole(): boolean {
    return existsSync(join(this.folder, SUCCESS)) || this.hasBegun;
  }

  /** Whether the older output isn't all in its place any more, so that nothing may be thrown away. */
  get hasBegun(): boolean {
    return existsSync(this.#leaving) || existsSync(this.#old);
  }

  /** Whether it has failed where it could go neither on nor back. */
  get isStuck(): boolean {
    return this.#isStuck;
  }

  begin(): void {
    mkdirSync(this.folder, { mode: PRIVATE });
  }

  /**
   * Moves the new output to the place of the old one, from wherever an earlier process was stopped. In one turn of the event loop, so that no
   * signal's handler comes between.
   * @throws what the file system says; then all is as it was before
   */
  swap(): void {
    const moves: (readonly [from: string, to: string])[] = [];
    const move = (from: string, to: string): void => {
      renameSync(from, to);
      moves.push([from, to]);
    };
    try {
      if (!existsSync(this.#old)) {
        mkdirSync(this.#leaving, { recursive: true, mode: PRIVATE });
        for (const name of readdirSync(this.#output).filter(isOutput).sort()) {
          move(join(this.#output, name), join(this.#leaving, name));
          atKillPoint?.("swap.leaving");
        }
        move(this.#leaving, this.#old);
        atKillPoint?.("swap.left");
      }
      for (const name of readdirSync(this.folder).sort().reverse()) {
        move(join(this.folder, name), join(this.#output, name));
        atKillPoint?.("swap.entering");
      }
    } catch (error) {
      this.#back(moves, error);
      throw error;
    }
  }

  #back(moves: readonly (readonly [from: string, to: string])[], cause: unknown): void {
    try {
      for (const [from, to] of [...moves].reverse()) renameSync(to, from);
      // Empty, unless it was begun by a process that was killed.
      if (existsSync(this.#leaving) && readdirSync(this.#leaving).length === 0) rmdirSync(this.#leaving);
    } catch {
      this.#isStuck = true;
      throw new ManycoreError(
        `${this.#output} is neither the old output nor the new one: moving the one into the other's place failed, and moving back as well. ` +
          `What isn't there lies in ${this.folder} and beside it; with --resume or --overwrite it is tried again.`,
        { cause },
      );
    }
  }
}
