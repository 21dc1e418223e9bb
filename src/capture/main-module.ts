/**
 * The modules that started something: the program's own, and those that worker threads were started with. Importing
 * one in a worker would run it again, so a function in one travels as source.
 */

/** Under this key of the environment data, threads inherit the list from the one that starts them. */
const ENVIRONMENT_KEY = "manycore.capture.entries";

let entries: Set<string> | undefined;

/** `file:` URLs. */
export function entryModules(): ReadonlySet<string> {
  if (entries !== undefined) return entries;
  if (typeof process === "undefined" || process.getBuiltinModule === undefined) return new Set();
  entries = new Set();
  const { getEnvironmentData } = process.getBuiltinModule("node:worker_threads");
  const inherited = getEnvironmentData(ENVIRONMENT_KEY) as unknown;
  if (Array.isArray(inherited)) for (const url of inherited) entries.add(String(url));
  const own = ownEntry();
  if (own !== null) entries.add(own);
  share(entries);
  return entries;
}

/** Adds modules that mustn't be imported: a child process is told its parent's, which it can't inherit. */
export function addEntryModules(urls: Iterable<string>): void {
  entryModules();
  if (entries === undefined) return;
  for (const url of urls) entries.add(url);
  share(entries);
}

function share(urls: Set<string>): void {
  const { setEnvironmentData } = process.getBuiltinModule("node:worker_threads");
  setEnvironmentData(ENVIRONMENT_KEY, [...urls]);
}

/** What this thread was started with. Node runs the file that a link leads to. */
function ownEntry(): string | null {
  const path = process.argv[1];
  if (path === undefined) return null;
  const { pathToFileURL } = process.getBuiltinModule("node:url");
  const { realpathSync } = process.getBuiltinModule("node:fs");
  const { createRequire } = process.getBuiltinModule("node:module");
  const { join } = process.getBuiltinModule("node:path");
  try {
    // Finds `dir` → dir/index.js and `program` → program.js as Node does.
    return pathToFileURL(realpathSync(createRequire(join(process.cwd(), "main.js")).resolve(path))).href;
  } catch {
    return pathToFileURL(path).href;
  }
}
