/** Files that executors need: the runner with apache-arrow in it, numpy, and each function. Their names have their hashes. */
import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { NotSupportedError } from "../../../errors.js";
import { bundle, encodeFunction } from "../../../portable/index.js";
import type { OwnFunction } from "../../plan/own-functions.js";

export interface Artifact {
  /** What it is called beside the others. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

/**
 * Packages that manycore/spark itself loads when it needs them, which is never on an executor. A function's module often imports manycore/spark beside
 * what the function uses, and an add-on can't be bundled.
 */
export const NOT_FOR_EXECUTORS: readonly string[] = [
  "@duckdb/node-api",
  "@grpc/grpc-js",
  "esbuild",
  "koffi",
  "webgpu",
];

/** The same functions with the same captured values have the same parcel, as long as they live. */
const functions = new WeakMap<object, Map<string, Promise<Artifact>>>();
let runner: Promise<Artifact> | undefined;
let numpy: Promise<Artifact> | undefined;

/** The program of executors' `node`, from which functions import apache-arrow. @throws NotSupportedError without esbuild or apache-arrow */
export function runnerArtifact(): Promise<Artifact> {
  const serve = source("serve");
  runner ??= built(
    "runner",
    `import * as arrow from "apache-arrow";
     import { serveFunctions as serve } from ${JSON.stringify(serve)};
     export * from "apache-arrow";
     export const serveFunctions = (input, output) => serve(arrow, input, output);`,
  );
  return runner;
}

/** manycore/numpy, for functions of ndarrays. */
export function numpyArtifact(): Promise<Artifact> {
  numpy ??= built("numpy", `export * from ${JSON.stringify(source("numpy-module"))};`);
  return numpy;
}

/**
 * A user's function, with what it captured and imports.
 *
 * @throws NotPortableError for what can't travel; NotSupportedError without esbuild
 */
export function functionArtifact(
  { body }: OwnFunction,
  shared: Readonly<Record<string, string>>,
): Promise<Artifact> {
  const fn = body as (...args: never[]) => unknown;
  const parcel = encodeFunction(fn, "bundle");
  const made = functions.get(parcel) ?? new Map<string, Promise<Artifact>>();
  functions.set(parcel, made);
  const key = JSON.stringify(shared);
  const known = made.get(key);
  if (known !== undefined) return known;
  const making = bundle(fn, { shared, external: NOT_FOR_EXECUTORS }).then(({ code }) =>
    artifact("function", Buffer.from(code)),
  );
  made.set(key, making);
  making.catch(() => made.delete(key));
  return making;
}

function artifact(name: string, bytes: Uint8Array): Artifact {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 32);
  return { file: `manycore-${name}-${hash}.mjs`, bytes };
}

/** A module that lies beside this one: as JavaScript in the package, as TypeScript where its sources themselves run. */
function source(name: "serve" | "numpy-module"): string {
  const isSource = import.meta.url.endsWith(".ts");
  const url =
    name === "serve"
      ? new URL(isSource ? "./serve.ts" : "./serve.js", import.meta.url)
      : new URL(isSource ? "./numpy-module.ts" : "./numpy-module.js", import.meta.url);
  return fileURLToPath(url);
}

async function built(name: string, contents: string): Promise<Artifact> {
  const esbuild = await loadEsbuild();
  const { outputFiles } = await esbuild.build({
    stdin: {
      contents,
      resolveDir: dirname(fileURLToPath(import.meta.url)),
      sourcefile: `manycore-${name}.mjs`,
    },
    bundle: true,
    write: false,
    platform: "node",
    target: "node20",
    format: "esm",
    // Errors and classes are told apart by name. Names are kept by not shortening them: esbuild's keepNames sets the name of each closure anew whenever one is
    // made, which took half of the time of small groups.
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: "silent",
  });
  return artifact(name, outputFiles![0]!.contents);
}

async function loadEsbuild(): Promise<typeof import("esbuild")> {
  const name = "esbuild";
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ name)) as typeof import("esbuild");
  } catch {
    throw new NotSupportedError(
      "a function of one's own on a cluster",
      "a machine without esbuild",
      "Install it next to manycore: `npm install esbuild`.",
    );
  }
}
