/** Where one attempt puts its files: a folder of its own that is there when the first file is asked for. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { atKillPoint } from "../../../events/index.js";
import type { SpillFiles } from "../../shuffle/index.js";

/** Only the user may read what a job holds. */
export const PRIVATE = 0o700;

export class SpillFolder implements SpillFiles {
  readonly #path: string;
  readonly #makesRoot: boolean;
  #files = 0;
  #made = false;

  /**
   * @param root the job's temporary folder
   * @param makesRoot whether it is made by whoever writes first. Else a task that goes on when its job has ended finds it gone, and fails.
   */
  constructor(root: string, name: string, makesRoot: boolean) {
    this.#path = join(root, name);
    this.#makesRoot = makesRoot;
  }

  /** The path of a run that isn't there yet. */
  next(): string {
    return this.file(`run-${this.#files++}`);
  }

  file(name: string): string {
    if (!this.#made) {
      mkdirSync(this.#path, { recursive: this.#makesRoot, mode: PRIVATE });
      this.#made = true;
    }
    atKillPoint?.("task.file");
    return join(this.#path, name);
  }
}
