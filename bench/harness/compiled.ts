import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

/** Within the package, so that `manycore/mapreduce` and the like are found; git, npm and the linter leave it out. */
const FOLDER = new URL("../../dist/.bench/", import.meta.url);

/**
 * Compiles the peers in TypeScript. tsx would do it while they run, in each new thread again, which is most of what a
 * short job costs.
 *
 * @param folder of the benchmark, as a URL that ends in a slash
 * @param files of this folder; what two of them import stays one module, so that threads find a job's class in it
 * @returns where a file's JavaScript is
 */
export function compile(folder: URL, files: readonly string[]): (file: string) => URL {
  const out = new URL(`${basename(fileURLToPath(folder))}/`, FOLDER);
  buildSync({
    entryPoints: files.map((file) => fileURLToPath(new URL(file, folder))),
    outdir: fileURLToPath(out),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
  });
  return (file) => new URL(`${basename(file, extname(file))}.mjs`, out);
}
