/** Files that executors need for stages: their `node`'s program, made once, and what each stage is to do. */
import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { NotSupportedError } from "../../../errors.js";
import { bundle, encode, needsModules } from "../../../portable/index.js";
import { NOT_FOR_EXECUTORS } from "../../own-functions/executor/artifacts.js";
import { type Captured, capturing } from "../captured.js";

export interface StageFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

const RUNTIME = "portable/bundle-runtime.ts";

/** A program of executors' `node`, with apache-arrow in it. */
export class ServerProgram {
  readonly #name: string;
  readonly #module: string;
  readonly #serve: string;
  #file: Promise<StageFile> | undefined;

  /**
   * @param module below src/: all that it exports is there for the files beside the program
   * @param serve its function that is given Arrow and the pipes
   */
  constructor(name: string, module: string, serve: string) {
    this.#name = name;
    this.#module = module;
    this.#serve = serve;
  }

  /** Made when it is asked for first. @throws NotSupportedError without esbuild or apache-arrow */
  file(): Promise<StageFile> {
    if (this.#file === undefined) {
      this.#file = this.#built();
      this.#file.catch(() => {
        // What is missing may be installed the next time.
        this.#file = undefined;
      });
    }
    return this.#file;
  }

  async #built(): Promise<StageFile> {
    const esbuild = await loadEsbuild();
    const module = JSON.stringify(sourceOf(this.#module));
    const { outputFiles } = await esbuild.build({
      stdin: {
        contents: `import * as acorn from "acorn";
          import * as arrow from "apache-arrow";
          import * as eslintScope from "eslint-scope";
          import { provideParser } from ${JSON.stringify(sourceOf("capture/parser.ts"))};
          import { ${this.#serve} as serve } from ${module};
          export * from ${module};
          export { provideModule, unpack } from ${JSON.stringify(sourceOf(RUNTIME))};
          export const serveFunctions = (input, output) => {
            provideParser({ acorn, eslintScope });
            return serve(arrow, input, output);
          };`,
        resolveDir: dirname(fileURLToPath(import.meta.url)),
        sourcefile: `manycore-${this.#name}.mjs`,
      },
      bundle: true,
      write: false,
      platform: "node",
      target: "node20",
      format: "esm",
      // Names aren't shortened: errors and classes are told apart by them (own-functions/executor/artifacts.ts).
      minifySyntax: true,
      minifyWhitespace: true,
      logLevel: "silent",
      plugins: [
        {
          name: "manycore",
          setup(build) {
            // Runners, engines: what is imported late isn't for executors.
            build.onResolve({ filter: /^\./ }, ({ path, kind }) =>
              kind === "dynamic-import" ? { path, external: true } : undefined,
            );
          },
        },
      ],
    });
    return fileOf(this.#name, "mjs", outputFiles![0]!.contents);
  }
}

export interface EncodedProgram {
  readonly captured: Captured;
  readonly file: Promise<StageFile>;
}

/**
 * Reads the functions of a program, as they are now.
 *
 * @param own modules that the server's program is as well, by their specifiers and paths
 * @throws NotPortableError for what can't travel; in `file`, NotSupportedError without esbuild and ValueError for imports that can't be bundled
 */
export function encodedProgram(
  program: unknown,
  { file: serverFile }: StageFile,
  own: readonly string[] = [],
): EncodedProgram {
  const { result, captured } = capturing(() => encode(program, "bundle", "program").bytes);
  if (!needsModules(result)) return { captured, file: Promise.resolve(fileOf("stage", "bin", result)) };
  // With its imports; but what tasks know, and how values travel, is the server's own.
  const shared = Object.fromEntries([bundledRuntime(), ...own].map((module) => [module, `./${serverFile}`]));
  const { result: bundling } = capturing(() =>
    bundle(() => program, { shared, sourceMap: true, external: NOT_FOR_EXECUTORS }),
  );
  const file = bundling.then(({ code }) => fileOf("stage", "mjs", Buffer.from(code)));
  // Who sends it hears of it.
  file.catch(() => {});
  return { captured, file };
}

export function fileOf(name: string, ending: string, bytes: Uint8Array): StageFile {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 32);
  return { file: `manycore-${name}-${hash}.${ending}`, bytes };
}

/**
 * Where our sources lie, from which esbuild makes executors' programs: in the package this module lies in a chunk of the whole room, which would be
 * more than they need.
 */
function sourceOf(path: string): string {
  return fileURLToPath(new URL(path, new URL(isSource() ? "../../../" : "../../src/", import.meta.url)));
}

/** The one that bundles are made with. */
function bundledRuntime(): string {
  return isSource() ? sourceOf(RUNTIME) : fileURLToPath(new URL("./bundle-runtime.js", import.meta.url));
}

/** Read in a function: at the top level it would stay in every bundle, and one in CommonJS has none. */
function isSource(): boolean {
  return import.meta.url.endsWith(".ts");
}

async function loadEsbuild(): Promise<typeof import("esbuild")> {
  const name = "esbuild";
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ name)) as typeof import("esbuild");
  } catch {
    throw new NotSupportedError(
      "an RDD on a cluster",
      "a machine without esbuild",
      "Install it next to manycore: `npm install esbuild`.",
    );
  }
}
