import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";
import { parentProcess } from "../../multiprocessing/index.js";

/** What is needed of `import.meta`. */
export interface MainModule {
  readonly url: string;
}

/** Whether a module is the one that the program was started with, be it by a link: never so in a worker, thread or process. */
export function isMain({ url }: MainModule): boolean {
  const path = process.argv[1];
  if (!isMainThread || parentProcess() !== null || path === undefined || !url.startsWith("file:"))
    return false;
  try {
    // Finds `folder` → folder/index.js and `program` → program.js as Node does.
    const started = createRequire(join(process.cwd(), "main.js")).resolve(path);
    return realpathSync(started) === realpathSync(fileURLToPath(url));
  } catch {
    // No such file: a bundle or a loader that made the module up.
    return false;
  }
}
