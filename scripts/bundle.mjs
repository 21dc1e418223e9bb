// @ts-check
/**
 * Makes the JavaScript of `dist/` from `src/`: a chunk a room in `dist/chunks/`, and for every source a small file in its own place
 * that exports what the source does from there. A worker loads some fifteen files instead of 350, and however a module
 * is entered (a room, a worker's program, a test that imports an inner file), it is the same one. docs/decisions/chunks.md says why.
 *
 * `scripts/build.mjs` runs this in a process of its own, with the folder of package.json as the working directory.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { rolldown } from "rolldown";

const root = process.cwd();
const src = join(root, "src");
const dist = join(root, "dist");

/** Chunks, and with them whatever they name by `new URL("./….js", import.meta.url)`, lie in one folder, as they do in a user's bundle. */
const FOLDER = "chunks";
/** Modules that do something when they are loaded: in a chunk with others they would do it to whoever needs those. */
const PROGRAMS = [
  "mapreduce/runners/local/local-tasks.ts",
  "multiprocessing/host/watchdog.ts",
  "multiprocessing/host/worker-main.ts",
  "multiprocessing/host/worker-main-browser.ts",
  "multiprocessing/host/worker-main-process.ts",
  "spark/embedded/own/own-tasks.ts",
  "spark/own-functions/executor/numpy-module.ts",
  "spark/own-functions/executor/serve.ts",
  "spark/rdd/embedded/rdd-tasks.ts",
  "threads/helper.ts",
];
/** Named by URL too, though its work is done by who imports it. */
const NAMED_BY_URL = [...PROGRAMS, "portable/bundle-runtime.ts"];

/** @type {readonly { chunk: string, room: string, reachedFrom: readonly string[] }[]} What is needed without the rest of its room. */
const PARTS = [
  // blas writes WebAssembly and knows no operations on arrays.
  {
    chunk: "kernel-assembler",
    room: "kernel",
    reachedFrom: ["kernel/wasm/assembler.ts", "kernel/wasm/features.ts"],
  },
  // A helper of `np` needs none of the heap.
  { chunk: "helper-core", room: "threads", reachedFrom: ["threads/helper.ts"] },
  // A worker tells its parent how it fares, also when the rest of the room doesn't load.
  {
    chunk: "multiprocessing-host",
    room: "multiprocessing",
    reachedFrom: PROGRAMS.filter((program) => program.includes("worker-main")),
  },
  // A worker that runs functions on rows needs no engine.
  {
    chunk: "spark-functions",
    room: "spark",
    reachedFrom: ["spark/embedded/own/run-task.ts", "spark/own-functions/executor/serve.ts"],
  },
];

/** @type {readonly { chunk: string, folder: string }[]} Parts of a room that it loads when they are asked for: the GPU, an engine, the reader of SQL. */
const LATE_PARTS = [
  { chunk: "blas-gpu", folder: "blas/gpu/" },
  { chunk: "spark-connect", folder: "spark/connect/" },
  { chunk: "spark-embedded", folder: "spark/embedded/" },
  { chunk: "spark-sql-text", folder: "spark/sql-text/" },
];

/** @typedef {Map<string, readonly string[]>} Graph a source's path in src/ → those that it imports statically */

const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .map((path) => path.split(sep).join("/"))
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))
  .sort();

/** @param {string} id */
function sourceOf(id) {
  return relative(src, id).split(sep).join("/");
}

/** @param {Graph} graph */
function open(graph) {
  return rolldown({
    cwd: root,
    input: Object.fromEntries(files.map((file) => [file.replace(/\.ts$/, ""), join(src, file)])),
    platform: "neutral",
    // Packages are our users'; but what Rolldown writes for syntax that Node 20 lacks (`using`) is its own, and belongs in.
    external: (id) => !/^(\.|@oxc-project\/runtime\/|\0)/.test(id) && !isAbsolute(id),
    // Every source is an entry, so that its file exports what it does, no less and no more.
    preserveEntrySignatures: "strict",
    tsconfig: join(root, "tsconfig.json"),
    resolve: { extensionAlias: { ".js": [".ts", ".js"] } },
    transform: { target: "es2022" },
    plugins: [
      {
        name: "manycore",
        moduleParsed: ({ id, importedIds }) => {
          if (id.startsWith(src)) graph.set(sourceOf(id), importedIds.map(sourceOf));
        },
      },
    ],
    onLog(level, log, handle) {
      // A room that is imported late here may be imported at once by a room above it.
      if (log.code === "INEFFECTIVE_DYNAMIC_IMPORT") return;
      if (level === "warn") handle("error", log);
    },
  });
}

/**
 * @param {Graph} graph
 * @param {readonly string[]} from
 * @returns {Set<string>} with `from` itself
 */
function reachable(graph, from) {
  const seen = new Set(from);
  for (const file of seen) for (const next of graph.get(file) ?? []) seen.add(next);
  return seen;
}

/**
 * @param {Graph} graph
 * @returns {Map<string, string>} source → name of its chunk
 */
function chunksOf(graph) {
  const parts = PARTS.map(({ chunk, room, reachedFrom }) => {
    const reached = reachable(graph, reachedFrom);
    return { chunk, has: (/** @type {string} */ file) => file.startsWith(`${room}/`) && reached.has(file) };
  });
  const lateParts = LATE_PARTS.map(({ chunk, folder }) => {
    // What the room needs from the start stays with it.
    const early = reachable(graph, [`${roomOf(folder)}/index.ts`]);
    return { chunk, has: (/** @type {string} */ file) => file.startsWith(folder) && !early.has(file) };
  });
  return new Map(
    files.map((file) => {
      if (PROGRAMS.includes(file)) return [file, basename(file, ".ts")];
      const part = [...parts, ...lateParts].find(({ has }) => has(file));
      if (part) return [file, part.chunk];
      // np ships no shaders.
      if (file.startsWith("kernel/wgsl/") || file.startsWith("kernel/compile/wgsl/"))
        return [file, "kernel-wgsl"];
      // Who compiles functions reads them with acorn, which a page without a bundler doesn't have; shaders need the tree alone.
      if (/^kernel\/compile\/(front\/|index\.ts$)/.test(file)) return [file, "kernel-compile-front"];
      if (file.startsWith("kernel/compile/")) return [file, "kernel-compile"];
      // Read by the generator alone.
      if (file.startsWith("spark/functions/table/")) return [file, "spark-functions-table"];
      return [file, file.includes("/") ? roomOf(file) : "base"];
    }),
  );
}

/**
 * @param {string} path in src/, below it
 * @returns {string}
 */
function roomOf(path) {
  return path.slice(0, path.indexOf("/"));
}

/**
 * Chunks, those before that another one imports: Rolldown puts what a chunk's modules import into it, unless an earlier one has it.
 *
 * @param {Graph} graph
 * @param {Map<string, string>} chunks
 */
function inOrder(graph, chunks) {
  /** @type {Map<string, Set<string>>} */
  const below = new Map();
  for (const [file, chunk] of chunks) {
    const imported = below.get(chunk) ?? new Set();
    for (const source of graph.get(file) ?? []) {
      const next = chunks.get(source);
      if (next !== undefined && next !== chunk) imported.add(next);
    }
    below.set(chunk, imported);
  }
  /** @type {string[]} */
  const order = [];
  const visit = (/** @type {string} */ chunk, /** @type {readonly string[]} */ path) => {
    if (path.includes(chunk)) throw new Error(`chunks import one another: ${[...path, chunk].join(" → ")}`);
    if (order.includes(chunk)) return;
    for (const next of below.get(chunk) ?? []) visit(next, [...path, chunk]);
    order.push(chunk);
  };
  for (const chunk of [...below.keys()].sort()) visit(chunk, []);
  return order;
}

/** @returns {Promise<Map<string, string>>} path in dist/ → content */
async function bundle() {
  /** @type {Graph} */
  const graph = new Map();
  const scan = await open(graph);
  await scan.generate({ format: "esm" });
  await scan.close();
  const chunks = chunksOf(graph);
  const order = inOrder(graph, chunks);
  const build = await open(graph);
  const { output } = await build.generate({
    format: "esm",
    entryFileNames: ({ name }) =>
      NAMED_BY_URL.includes(`${name}.ts`) ? `${FOLDER}/${basename(name)}.js` : "[name].js",
    chunkFileNames: `${FOLDER}/[name].js`,
    sourcemap: true,
    // src/ is in the package.
    sourcemapExcludeSources: true,
    // Errors and classes are told apart by name.
    keepNames: true,
    // Functions of ours travel as a file and a name in it, which a reader of a task's description should know again.
    minifyInternalExports: false,
    comments: { legal: true, annotation: true, jsdoc: false },
    codeSplitting: {
      groups: [
        { name: "syntax", priority: order.length + 1, test: /@oxc-project\+runtime/ },
        ...order.map((name, i) => ({
          name,
          priority: order.length - i,
          test: (/** @type {string} */ id) => chunks.get(sourceOf(id)) === name,
        })),
      ],
    },
  });
  await build.close();
  /** @type {Map<string, string>} */
  const written = new Map();
  for (const file of output) {
    if (file.type === "chunk") checkChunk(file, chunks);
    written.set(file.fileName, file.type === "chunk" ? lean(file) : String(file.source));
  }
  return written;
}

/**
 * @param {import("rolldown").OutputChunk} chunk
 * @param {Map<string, string>} chunks
 */
function checkChunk({ fileName, moduleIds }, chunks) {
  // A source that has its chunk to itself needs no second file.
  if (moduleIds.length === 1) return;
  for (const id of moduleIds.filter((id) => id.startsWith(src))) {
    const wanted = `${FOLDER}/${chunks.get(sourceOf(id))}.js`;
    if (fileName !== wanted) throw new Error(`src/${sourceOf(id)} is in ${fileName} and not in ${wanted}`);
  }
}

/**
 * Takes out what would load or keep code for nothing; the lines stay where they are, for the map's sake.
 *
 * Bare imports: no source is imported for what it does (package.json: sideEffects), so they lead to constants that have become
 * numbers, and to Rolldown's own functions where none is used. For one such number the watchdog, which is to be there soon, would
 * load half of the library.
 *
 * `__name(read$1, "read");` after a function that had to be renamed: without the mark, a bundler keeps the function and all that
 * it calls for this line's sake.
 *
 * @param {import("rolldown").OutputChunk} chunk
 */
function lean({ fileName, code }) {
  if (!fileName.startsWith(`${FOLDER}/`)) return code;
  return code.replace(/^import "[^"]+";$/gm, "").replace(/^__name\(/gm, "/* @__PURE__ */ __name(");
}

/**
 * Touches only what is new or different: a program that runs meanwhile mostly finds its files.
 *
 * @param {Map<string, string>} written
 */
function write(written) {
  mkdirSync(dist, { recursive: true });
  for (const path of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
    const old = /\.js(\.map)?$/.test(path) && !written.has(path.split(sep).join("/"));
    if (old) rmSync(join(dist, path));
  }
  for (const [path, content] of written) {
    const file = join(dist, path);
    if (contentOf(file) === content) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, content);
    renameSync(`${file}.new`, file);
  }
}

/** @param {string} file */
function contentOf(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

write(await bundle());
