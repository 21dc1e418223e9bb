/**
 * tsx in worker threads of Node 20. A thread runs what `--import tsx` names again, but there tsx registers itself in the main
 * thread alone (from Node 22.15 on, which has `module.registerHooks`, it does in every thread). Without it a worker could load no
 * `.ts` file.
 */

/** `tsx`, `tsx/esm` or the URL of its loader.mjs, as an argument of `--import` (or of the older `--loader`). */
const TSX = /^(tsx(\/esm)?|file:.*[\\/]tsx[\\/]dist[\\/](loader|esm[\\/]index)\.mjs)$/;

/** Registers tsx in this worker thread if the program was started with it and tsx itself doesn't. */
export async function registerTypeScript(): Promise<void> {
  const { isMainThread } = process.getBuiltinModule("node:worker_threads");
  const module = process.getBuiltinModule("node:module");
  if (isMainThread || "registerHooks" in module) return;
  const named = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? "").split(/\s+/)]
    .map((argument) => argument.replace(/^--(import|loader|experimental-loader)=/, ""))
    .find((argument) => TSX.test(argument));
  if (named === undefined) return;
  const { register } = (await import(apiOf(named))) as { register: () => unknown };
  register();
}

/** https://tsx.hirok.io/dev-api/register-esm */
function apiOf(loader: string): string {
  const { createRequire } = process.getBuiltinModule("node:module");
  const { join } = process.getBuiltinModule("node:path");
  const { pathToFileURL } = process.getBuiltinModule("node:url");
  // A bare name as `--import` resolves it: from the current folder.
  const main = loader.startsWith("file:")
    ? loader
    : pathToFileURL(createRequire(join(process.cwd(), "[import]")).resolve("tsx")).href;
  return new URL(`${main.includes("/esm/") ? "" : "esm/"}api/index.mjs`, main).href;
}
