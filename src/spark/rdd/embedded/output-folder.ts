/** The folder that saveAsTextFile makes: whole or not there. */
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { atKillPoint } from "../../../events/index.js";
import { removeTree } from "../../../mapreduce/for-rdds.js";
import { SparkException } from "../../errors/index.js";

/**
 * ```
 * <path>/               refused if it exists
 *   part-00000 …        by rename, when their task is done
 *   _SUCCESS            last, empty
 *   _temporary/         parts of attempts, gone at the end
 * ```
 */
export class OutputFolder {
  readonly path: string;
  /** Where attempts write: on the same disk, so that a part is there at once. */
  readonly temporary: string;
  readonly #ending: string;

  constructor(path: string, compression: "none" | "gzip") {
    this.path = path.startsWith("file:") ? fileURLToPath(path.replace(/^file:\/(?!\/)/, "file:///")) : path;
    this.temporary = join(this.path, "_temporary");
    this.#ending = compression === "gzip" ? ".gz" : "";
  }

  /** @throws SparkException when something is there already */
  begin(): void {
    if (existsSync(this.path))
      throw new SparkException(
        `Output directory ${this.path} already exists: remove it, or give one that doesn't exist yet`,
      );
    mkdirSync(this.temporary, { recursive: true });
    atKillPoint?.("rdd.output");
  }

  /** The file that an attempt writes. */
  partOf(attempt: string): string {
    return join(this.temporary, attempt);
  }

  commit(attempt: string, partition: number): void {
    const name = `part-${String(partition).padStart(5, "0")}${this.#ending}`;
    renameSync(this.partOf(attempt), join(this.path, name));
  }

  succeed(): void {
    removeTree(this.temporary);
    writeFileSync(join(this.path, "_SUCCESS"), "");
  }

  fail(): void {
    removeTree(this.path);
  }
}
