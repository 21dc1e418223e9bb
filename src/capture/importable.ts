/** Which modules another thread or process can import and get what this one has. */

import type { AnyFunction, ExportedAs, ImportedBinding } from "./closure.js";
import { entryModules } from "./main-module.js";
import { reachesEntry } from "./reaches-entry.js";

/** Loaders that are passed on by `execArgv` or NODE_OPTIONS and make TypeScript run. */
const LOADERS =
  /(^|[\\/@=\s-])(tsx|ts-node|swc-node|esbuild-register|esbuild-runner|jiti|sucrase|tsimp)([\\/\s@]|$)/;

const JAVASCRIPT = /\.[cm]?js$/;
const TYPESCRIPT = /\.[cm]?tsx?$/;

/** What `node -e`, a pipe, the REPL and a worker made of a string are called. They require from the current folder. */
const UNFILED = /^(\[(eval|eval\d+|stdin|worker eval)\]|REPL\d+)(-wrapper)?$/;

/** A URL of a script as V8 has it: CommonJS may give a path. Anything that isn't a file is "". */
export function fileUrl(scriptUrl: string): string {
  if (scriptUrl.startsWith("file:")) return scriptUrl;
  const { isAbsolute, join } = process.getBuiltinModule("node:path");
  const { pathToFileURL } = process.getBuiltinModule("node:url");
  if (UNFILED.test(scriptUrl)) return pathToFileURL(join(process.cwd(), scriptUrl)).href;
  return isAbsolute(scriptUrl) ? pathToFileURL(scriptUrl).href : "";
}

/** The path that a `file:` URL means, without query and fragment. */
export function filePath(url: string): string {
  const bare = new URL(url);
  bare.search = "";
  bare.hash = "";
  return process.getBuiltinModule("node:url").fileURLToPath(bare);
}

/** Whether a loader runs TypeScript here and, by the options that it was started with, in a new thread too. */
function runsTypeScript(path: string): boolean {
  if (LOADERS.test(process.execArgv.join(" ")) || LOADERS.test(process.env.NODE_OPTIONS ?? "")) return true;
  const { typescript } = process.features as { typescript?: string | false };
  return Boolean(typescript) && !/[\\/]node_modules[\\/]/.test(path);
}

/** What Vite's module runner (and so Vitest) writes in place of imports and exports. */
const VITE_MODULE = /\b__vite_ssr_\w+__|\b__vi_(import|export)/;

/** The file's URL for a specifier that Vite wrote as a path from its root; others stay as they are. */
export function viteFile(specifier: string): string {
  if (!specifier.startsWith("/")) return specifier;
  const { join } = process.getBuiltinModule("node:path");
  const { pathToFileURL } = process.getBuiltinModule("node:url");
  if (specifier.startsWith("/@fs/")) return pathToFileURL(specifier.slice("/@fs".length)).href;
  const runner = (globalThis as { __vitest_worker__?: { config?: { root?: string } } }).__vitest_worker__;
  const file = join(runner?.config?.root ?? process.cwd(), specifier);
  return process.getBuiltinModule("node:fs").existsSync(file) ? pathToFileURL(file).href : specifier;
}

/** By module URL: whether the file can be imported elsewhere. */
const answers = new Map<string, boolean>();

/**
 * Whether a worker can import the module and get the same code: it is a file, neither an entry module nor importing one, and JavaScript, or
 * TypeScript with a loader that the worker has as well. Modules that Vite rewrote aren't.
 *
 * @param text what V8 runs, if known
 */
export function isImportable(url: string, text: string | null): boolean {
  if (!url.startsWith("file:") || entryModules().has(url)) return false;
  if (text !== null && VITE_MODULE.test(text)) return false;
  let answer = answers.get(url);
  if (answer === undefined) {
    const path = filePath(url);
    answer =
      (JAVASCRIPT.test(path) || (TYPESCRIPT.test(path) && runsTypeScript(path))) &&
      !reachesEntry(url, importedFile, readModule);
    answers.set(url, answer);
  }
  return answer;
}

/**
 * What an import in the module `from` leads to.
 *
 * @returns null when the other side couldn't get the same by importing: the value has to travel
 */
export function resolveImport(
  specifier: string,
  name: string,
  by: "import" | "require",
  from: string,
): ImportedBinding | null {
  const { isBuiltin } = process.getBuiltinModule("node:module");
  if (isBuiltin(specifier)) {
    const url = specifier.startsWith("node:") ? specifier : `node:${specifier}`;
    return { specifier, from, url, name, by };
  }
  if (!from.startsWith("file:")) return null;
  const isPath = /^(\.{0,2}\/|file:)/.test(specifier) || specifier === "." || specifier === "..";
  if (!isPath) return { specifier, from, url: null, name, by };
  const url = by === "require" ? requiredFile(specifier, from) : importedFile(specifier, from);
  return url !== null && isImportable(url, null) ? { specifier, from, url, name, by } : null;
}

function readModule(url: string): string {
  try {
    return process.getBuiltinModule("node:fs").readFileSync(filePath(url), "utf8");
  } catch {
    return "";
  }
}

function requiredFile(specifier: string, from: string): string | null {
  try {
    const path = process.getBuiltinModule("node:module").createRequire(from).resolve(specifier);
    return process.getBuiltinModule("node:url").pathToFileURL(path).href;
  } catch {
    return null;
  }
}

/** TypeScript's loaders take `./x.js` for `./x.ts`, and some an `./x` without an ending. */
const ENDINGS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\.js$/, [".ts", ".tsx"]],
  [/\.mjs$/, [".mts"]],
  [/\.cjs$/, [".cts"]],
  [/$/, [".ts", ".js", ".tsx", "/index.ts", "/index.js"]],
];

function importedFile(specifier: string, from: string): string | null {
  const url = new URL(specifier, from);
  if (url.protocol !== "file:") return null;
  const { existsSync, statSync } = process.getBuiltinModule("node:fs");
  const path = filePath(url.href);
  if (existsSync(path) && statSync(path).isFile()) return url.href;
  for (const [ending, others] of ENDINGS) {
    if (!ending.test(path)) continue;
    for (const other of others) {
      const candidate = path.replace(ending, other);
      if (!existsSync(candidate)) continue;
      const file = process.getBuiltinModule("node:url").pathToFileURL(candidate);
      file.search = url.search;
      return file.href;
    }
  }
  return null;
}

/** The export of a loaded CommonJS module that the function is. */
export function commonJsExport(fn: AnyFunction, url: string, text: string | null): ExportedAs | null {
  if (!isImportable(url, text)) return null;
  const { createRequire } = process.getBuiltinModule("node:module");
  const exported = createRequire(url).cache[filePath(url)]?.exports as unknown;
  if (exported === fn) return { url, name: "*", by: "require" };
  if ((typeof exported !== "object" && typeof exported !== "function") || exported === null) return null;
  // Compilers export by getters. One of another name may load half a library, so only likely ones are called.
  for (const name of [fn.name, "default"]) {
    if (name !== "" && Object.hasOwn(exported, name) && (exported as Record<string, unknown>)[name] === fn)
      return { url, name, by: "require" };
  }
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(exported)))
    if (value === fn) return { url, name, by: "require" };
  return null;
}
