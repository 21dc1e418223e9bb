import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** No run takes so long: an older folder belongs to one that was killed. */
const ABANDONED_MS = 6 * 60 * 60_000;

/**
 * A folder for outputs and temporary files, which goes when the benchmark ends. It is beside the inputs, because the
 * system's own folder for such files may be memory.
 *
 * @param data the folder of the inputs
 */
export function temporaryFolder(data: string): string {
  const prefix = `${data}-temporary-`;
  for (const name of readdirSync(dirname(data))) {
    const path = join(dirname(data), name);
    if (name.startsWith(basename(prefix)) && Date.now() - statSync(path).mtimeMs > ABANDONED_MS) {
      rmSync(path, { recursive: true, force: true });
    }
  }
  const folder = mkdtempSync(prefix);
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  process.once("SIGINT", () => process.exit(130));
  return folder;
}
