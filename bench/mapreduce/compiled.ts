import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

/** Within the package, so that `manycore/mapreduce` is found; git, npm and the linter leave it out. */
const FOLDER = new URL("../../dist/.bench/mapreduce/", import.meta.url);

/**
 * Compiles the peers in TypeScript. tsx would do it while they run, in each new thread again, which is most of what a
 * short job costs.
 *
 * @param files of this folder; what two of them import stays one module, so that threads find a job's class in it
 * @returns where a file's JavaScript is
 */
export function compile(files: readonly string[]): (file: string) => URL {
  buildSync({
    entryPoints: files.map((file) => fileURLToPath(new URL(file, import.meta.url))),
    outdir: fileURLToPath(FOLDER),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
  });
  return (file) => new URL(`${basename(file, extname(file))}.mjs`, FOLDER);
}
