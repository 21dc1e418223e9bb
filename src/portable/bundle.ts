import { NotSupportedError, ValueError } from "../errors.js";
import { withEncoder } from "./encode.js";
import type { ModuleRequest } from "./functions/modules.js";

/** What the bundle is for. */
export interface BundleOptions {
  /** The form of the file: `import` it (default), or `require` it. */
  readonly format?: "esm" | "cjs";
  /** Packages that are installed on the other machine and stay imports. */
  readonly external?: readonly string[];
  /** Packages that the other machine has as files, by their specifiers: `{ "apache-arrow": "./arrow-5f3c.mjs" }`, relative to where this one will lie. */
  readonly shared?: Readonly<Record<string, string>>;
  readonly minify?: boolean;
  /** Has a map in it, by which a Node that was told so (`process.setSourceMapsEnabled(true)`) names the original files in stacks. */
  readonly sourceMap?: boolean;
  /** Modules that are imported first: those that register carriers of what was captured, as `manycore/multiprocessing`. */
  readonly imports?: readonly string[];
  /** Where `imports` are resolved from: a folder. Default: the working directory. */
  readonly resolveDir?: string;
}

/** One file that needs nothing but Node. */
export interface Bundle {
  /** The program; its default export (`module.exports.default` of CommonJS) is the function. */
  readonly code: string;
  /** Bytes of the code. */
  readonly bytes: number;
}

/**
 * Makes one self-contained file of a function, for a machine that has neither this checkout nor its node_modules: what it
 * captured is inlined, what it imports is bundled by esbuild. Copy Node's own modules' users freely; native add-ons
 * (`.node`) can't be inlined.
 *
 * ```ts
 * const { code } = await bundle((line: string) => line.split(" ").filter((word) => !stop.has(word)));
 * await writeFile("job.mjs", code);   // there: import job from "./job.mjs"
 * ```
 *
 * @throws NotPortableError for what can't travel; NotSupportedError when esbuild isn't installed (`npm install esbuild`);
 *   ValueError when esbuild can't bundle an import
 */
export async function bundle(
  fn: (...args: never[]) => unknown,
  options: BundleOptions = {},
): Promise<Bundle> {
  const name = fn.name === "" ? "function" : fn.name;
  let requests: ModuleRequest[] = [];
  const { bytes } = withEncoder("bundle", name, (encoder) => {
    encoder.root(fn);
    requests = [...encoder.modules].map((key) => {
      const [specifier = "", from = ""] = key.split("\n");
      return { specifier, from };
    });
  });
  const esbuild = await loadEsbuild();
  const { format = "esm", external = [], shared = {}, minify = false, imports = [] } = options;
  const { resolveDir = process.cwd(), sourceMap = false } = options;
  const { fileURLToPath, pathToFileURL } = process.getBuiltinModule("node:url");
  const places = new Map<string, { specifier: string; resolveDir: string }>();
  const entry = entryText(bytes, requests, imports, (request) => {
    const key = `manycore:${places.size}`;
    const { dirname } = process.getBuiltinModule("node:path");
    const specifier = request.specifier.startsWith("file:")
      ? fileURLToPath(request.specifier)
      : request.specifier;
    places.set(key, {
      specifier,
      resolveDir: request.from === "" ? resolveDir : dirname(fileURLToPath(request.from)),
    });
    return key;
  });
  try {
    const { outputFiles } = await esbuild.build({
      stdin: { contents: entry, resolveDir, sourcefile: "manycore-bundle.mjs" },
      bundle: true,
      write: false,
      platform: "node",
      target: "node20",
      format,
      minify,
      // Errors and classes are told apart by name, here as in the parcel.
      keepNames: true,
      external: [...external],
      // Sources are named as seen from the working directory, since the output is no file.
      ...(sourceMap && {
        sourcemap: "inline",
        sourcesContent: false,
        sourceRoot: `${pathToFileURL(process.cwd()).href}/`,
      }),
      logLevel: "silent",
      plugins: [
        {
          name: "manycore",
          setup(build) {
            const names = Object.keys(shared).map((name) => name.replace(/[^\w]/g, "\\$&"));
            if (names.length > 0) {
              build.onResolve({ filter: new RegExp(`^(${names.join("|")})$`) }, ({ path }) => {
                return { path: shared[path]!, external: true };
              });
            }
            build.onResolve({ filter: /^manycore:/ }, ({ path, kind }) => {
              const place = places.get(path)!;
              const file = shared[place.specifier];
              if (file !== undefined) return { path: file, external: true };
              return build.resolve(place.specifier, { resolveDir: place.resolveDir, kind });
            });
          },
        },
      ],
      // CommonJS packages in an ESM file call `require` for Node's modules.
      banner:
        format === "esm"
          ? {
              js: 'import { createRequire as __manycoreRequire } from "node:module"; const require = __manycoreRequire(import.meta.url);',
            }
          : {},
    });
    const file = outputFiles![0]!;
    return { code: file.text, bytes: file.contents.length };
  } catch (cause) {
    throw new ValueError(
      `${name} can't be bundled: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

async function loadEsbuild(): Promise<typeof import("esbuild")> {
  try {
    return (await imported("esbuild")) as typeof import("esbuild");
  } catch {
    throw new NotSupportedError(
      "portable.bundle",
      "a machine without esbuild",
      "Install it next to manycore: `npm install esbuild`.",
    );
  }
}

/** A bundler that sees what is imported would bundle esbuild into a page. */
function imported(specifier: string): Promise<unknown> {
  return import(/* @vite-ignore */ /* webpackIgnore: true */ specifier);
}

/** The program that esbuild starts from. */
function entryText(
  bytes: Uint8Array,
  requests: readonly ModuleRequest[],
  imports: readonly string[],
  place: (request: ModuleRequest) => string,
): string {
  // Where the sources themselves run, as in tests, they aren't JavaScript yet.
  const runtimeFile = import.meta.url.endsWith(".ts") ? "./bundle-runtime.ts" : "./bundle-runtime.js";
  const runtime = place({ specifier: new URL(runtimeFile, import.meta.url).href, from: "" });
  const lines = [`import { provideModule, unpack } from ${JSON.stringify(runtime)};`];
  for (const specifier of imports) lines.push(`import ${JSON.stringify(place({ specifier, from: "" }))};`);
  requests.forEach((request, i) => {
    lines.push(`import * as m${i} from ${JSON.stringify(place(request))};`);
    lines.push(`provideModule(${JSON.stringify(request)}, m${i});`);
  });
  lines.push(`export default unpack(${JSON.stringify(Buffer.from(bytes).toString("base64"))});`);
  return lines.join("\n");
}
