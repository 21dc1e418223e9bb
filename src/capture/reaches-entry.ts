/** Whether importing a module would run the program's main module again, because it imports it in turn. */

import { entryModules } from "./main-module.js";

/** Static imports, re-exports and `require` of a file. One in a comment or a string only makes a value travel instead. */
const LOCAL_IMPORT = /\b(?:from|import|require\s*\()\s*["'](\.{1,2}\/[^"'\n]+|\.{1,2}|file:[^"'\n]+)["']/g;

/** Modules from which no entry module is reached. */
const clear = new Set<string>();
const reaching = new Set<string>();

/**
 * Looks through the files that a module imports, and so on. Packages aren't entered: they don't import who uses them.
 *
 * @param resolve the file that a specifier in a module leads to
 * @param read the text of a module, "" when it can't be read
 */
export function reachesEntry(
  url: string,
  resolve: (specifier: string, from: string) => string | null,
  read: (url: string) => string,
): boolean {
  if (reaching.has(url)) return true;
  const seen = new Set<string>();
  const open = [url];
  for (let module = open.pop(); module !== undefined; module = open.pop()) {
    if (seen.has(module) || clear.has(module)) continue;
    if (entryModules().has(module)) {
      reaching.add(url);
      return true;
    }
    seen.add(module);
    if (module.includes("/node_modules/")) continue;
    for (const [, specifier] of read(module).matchAll(LOCAL_IMPORT)) {
      const next = resolve(specifier, module);
      if (next !== null) open.push(next);
    }
  }
  for (const module of seen) clear.add(module);
  return false;
}
