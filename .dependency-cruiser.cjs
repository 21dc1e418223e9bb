/**
 * The rooms of src/ and the doors between them. Arrows point down only; a room is entered through its index.ts.
 * Run with `npm run arrows`, which also refuses a run that cruised nothing.
 */

const base = ["events", "memory", "threads", "capture"];
const kernel = ["kernel", "array", ...base];
const data = ["cupy", "cuda", "simd", "numpy", "blas", ...kernel];

/** For each room the rooms below it. A room that isn't here doesn't exist: name it before its first file. */
const below = {
  events: [],
  memory: ["events"],
  threads: ["events", "memory"],
  capture: ["events"],
  array: base,
  kernel: ["array", ...base],
  blas: kernel,
  numpy: ["blas", ...kernel],
  // Their arrays are np's and cp's: docs/decisions/lanes_and_kernels.md.
  simd: ["numpy", "blas", ...kernel],
  // asnumpy gives np arrays: docs/decisions/cupy_imports_numpy.md.
  cupy: ["numpy", "blas", ...kernel],
  cuda: ["cupy", "simd", "numpy", "blas", ...kernel],
  portable: ["array", ...base],
  multiprocessing: ["portable", ...data],
  mapreduce: ["multiprocessing", "portable", ...data],
  spark: ["mapreduce", "multiprocessing", "portable", ...data],
  monitor: ["events"],
  cli: ["spark", "mapreduce", "multiprocessing", "portable", "monitor", ...data],
};

/** Rooms that a browser runs too: Node's modules come through `process.getBuiltinModule` there. */
const inBrowsers = [
  ...["events", "memory", "threads", "array", "kernel", "blas", "numpy", "cupy", "simd", "cuda"],
  ...["capture", "portable", "multiprocessing"],
];

const optionalPeers = [
  ...["@duckdb/node-api", "@grpc/grpc-js", "@polyglot-sql/sdk", "apache-arrow"],
  ...["esbuild", "koffi", "webgpu"],
];

/** `import type` and `typeof import("…")`: nothing of them is left when the program runs. */
const types = ["type-only", "type-import"];

/**
 * Doors beside index.ts: rooms that write WebAssembly of their own need the assembler without the whole kernel, and
 * kernel/wgsl and blas/gpu are only for rooms on the GPU, so that np never ships shaders; simd adds operations to np's graph; RDDs are run by parts of MapReduce's runner that jobs don't see.
 */
const sideDoors = [
  "^src/kernel/wasm/(assembler|features)\\.ts$",
  "^src/kernel/wgsl/index\\.ts$",
  "^src/blas/gpu/index\\.ts$",
  "^src/kernel/compile/(index|js/index|wasm/index|wgsl/index)\\.ts$",
  "^src/numpy/for_simd\\.ts$",
  "^src/cupy/for_cuda\\.ts$",
  "^src/mapreduce/for-(rdds|runners)\\.ts$",
];

const arrows = Object.entries(below).map(([room, rooms]) => ({
  name: `${room}-points-down`,
  comment: `src/${room} may import ${rooms.length > 0 ? rooms.join(", ") : "no other room"}.`,
  severity: "error",
  from: { path: `^src/${room}/` },
  to: { path: "^src/[^/]+/", pathNot: `^src/(${[room, ...rooms].join("|")})/` },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...arrows,
    {
      name: "through-the-door",
      comment: "Another room is imported through its index.ts only (or a door in sideDoors).",
      severity: "error",
      from: { path: "^src/([^/]+)/" },
      to: { path: "^src/[^/]+/", pathNot: ["^src/$1/", "^src/[^/]+/index\\.ts$", ...sideDoors] },
    },
    {
      name: "errors-import-nothing",
      comment: "Every room imports src/errors.ts, so it can import none.",
      severity: "error",
      from: { path: "^src/errors\\.ts$" },
      to: { path: "." },
    },
    {
      name: "src-stands-alone",
      comment: "What is shipped can't import what isn't.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(test|scripts|bench|examples|dist)/" },
    },
    {
      name: "browser-rooms",
      comment: "Ask process.getBuiltinModule, behind a look whether there is a process.",
      severity: "error",
      from: { path: `^src/(${inBrowsers.join("|")})/` },
      to: { dependencyTypes: ["core"], dependencyTypesNot: types },
    },
    {
      name: "optional-peers-on-first-use",
      comment:
        "An import of ours must work without the optional peers: `import()` or `require` them on first use.",
      severity: "error",
      from: { path: "^src/" },
      to: {
        path: `(^|/)(${optionalPeers.join("|")})(/|$)`,
        dynamic: false,
        dependencyTypesNot: [...types, "require"],
      },
    },
    {
      name: "only-declared-packages",
      comment: "A package that isn't in dependencies or peerDependencies is absent at our users'.",
      severity: "error",
      from: { path: "^src/" },
      to: {
        dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"],
        dependencyTypesNot: ["npm-peer", ...types],
      },
    },
    {
      name: "resolvable",
      comment: "An import that leads nowhere would escape every other rule.",
      severity: "error",
      from: { path: "^src/" },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
