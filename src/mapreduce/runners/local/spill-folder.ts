/** Where one attempt puts its files: a folder of its own that is there when the first file is asked for. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { atKillPoint } from "../../../events/index.js";
import type { SpillFiles } from "../../shuffle/index.js";

/** Only the user may read what a job holds. */
export const PRIVATE = 0o700;

export class SpillFolder implements SpillFiles {
  readonly #root: string;
  readonly #path: string;
  #files = 0;
  #made = false;

  /** @param root the job's temporary folder, made by whoever writes first */
  constructor(root: string, name: string) {
    this.#root = root;
    this.#path = join(root, name);
  }

  /** The path of a run that isn't there yet. */
  next(): string {
    return this.file(`run-${this.#files++}`);
  }

  file(name: string): string {
    if (!this.#made) {
      mkdirSync(this.#root, { recursive: true, mode: PRIVATE });
      mkdirSync(this.#path, { mode: PRIVATE });
      this.#made = true;
    }
    atKillPoint?.("task.file");
    return join(this.#path, name);
  }
}
