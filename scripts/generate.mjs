/**
 * Writes what follows from the op table: the elementwise functions and methods of np and cp with their types and
 * docstrings, and the coverage page; and from the table of compiled functions their page. `node scripts/generate.mjs` writes, `--check` only
 * compares (CI). Reads src/kernel/ops/table.ts, src/kernel/compile/semantics.ts and src/cupy/coverage.ts, which import nothing, through TypeScript's transpiler.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { compiledFunctionsPage } from "./compiled-functions-page.mjs";
import { cupyCoveragePage, numpyNames } from "./cupy-coverage-page.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

async function load(path) {
  const source = readFileSync(join(root, path), "utf8");
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: "es2022", module: "es2022" },
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputText).toString("base64")}`);
}

const { OPS, REDUCTIONS } = await load("src/kernel/ops/table.ts");
const { SEMANTICS, OUT_OF_BOUNDS } = await load("src/kernel/compile/semantics.ts");
const { REFUSED, DIFFERENT } = await load("src/cupy/coverage.ts");
const ops = Object.entries(OPS);

const RULES = {
  arith: "The result has the dtype the arguments promote to.",
  float: "Floats keep their dtype; bools and 8- and 16-bit integers give float32, wider ones float64.",
  divide: "float32 when the arguments promote to it, else float64.",
  compare: "The result is bool.",
  logic: "Any dtype is read as truth; the result is bool.",
  bits: "Bools and integers only; the result has the dtype they promote to.",
  test: "The result is bool.",
  round: "Integers and bools stay as they are.",
  select: "The result has the dtype that x and y promote to.",
};

const ON_BOOL = {
  error: "Two bools are refused.",
  int8: "Bools are computed in int8.",
  logical_or: "Of bools: logical or.",
  logical_and: "Of bools: logical and.",
};

const ROOMS = {
  numpy: { link: (name) => `https://numpy.org/doc/stable/reference/generated/numpy.${name}.html` },
  cupy: { link: (name) => `https://docs.cupy.dev/en/stable/reference/generated/cupy.${name}.html` },
};

const HEADER =
  "// Generated from src/kernel/ops/table.ts by `npm run generate`: change the table, not this file.\n";

function throwsOf(spec) {
  const out = [];
  if (spec.arity > 1) out.push("@throws ValueError when the shapes don't broadcast");
  if (spec.rule === "bits") out.push("@throws DTypeError for floats");
  else if (spec.onBool === "error") out.push("@throws DTypeError for bools");
  if (spec.arity === 2 && spec.rule === "arith")
    out.push(
      "@throws DTypeError for a fractional scalar with integers; OverflowError for one the dtype can't hold",
    );
  return out;
}

function docstring(indent, lines) {
  return ["/**", ...lines.map((l) => ` * ${l}`), " */"].map((l) => indent + l).join("\n");
}

function lines(name, spec, room) {
  const dtype = [RULES[spec.rule], spec.onBool && spec.onBool !== "same" ? ON_BOOL[spec.onBool] : ""]
    .filter(Boolean)
    .join(" ");
  return [spec.doc, dtype, ROOMS[room].link(name), ...throwsOf(spec)];
}

function functionsOf(room) {
  const out = [
    HEADER,
    'import { binary, ternary, unary } from "../elementwise.js";',
    'import type { ArrayLike, Binary, ElementwiseOptions, Unary } from "../types.js";',
    "",
  ];
  for (const [name, spec] of ops) {
    out.push(docstring("", lines(name, spec, room)));
    if (spec.arity === 1)
      out.push(
        `export function ${name}<X extends ArrayLike>(x: X, options?: ElementwiseOptions): Unary<"${name}", X> {`,
        `  return unary("${name}", x, options) as Unary<"${name}", X>;`,
        "}",
        "",
      );
    else if (spec.arity === 2)
      out.push(
        `export function ${name}<X extends ArrayLike, Y extends ArrayLike>(x1: X, x2: Y, options?: ElementwiseOptions): Binary<"${name}", X, Y> {`,
        `  return binary("${name}", x1, x2, options) as Binary<"${name}", X, Y>;`,
        "}",
        "",
      );
    else
      out.push(
        `export function ${name}<X extends ArrayLike, Y extends ArrayLike>(condition: ArrayLike, x: X, y: Y, options?: ElementwiseOptions): Binary<"${name}", X, Y> {`,
        `  return ternary("${name}", condition, x, y, options) as Binary<"${name}", X, Y>;`,
        "}",
        "",
      );
  }
  return `${out.join("\n").trimEnd()}\n`;
}

function methodsOf(room) {
  const out = [
    HEADER,
    'import type { DTypeName } from "../../array/index.js";',
    // Where NumPy gives float64, the device gives float32: cupy has result types of its own.
    ...(room === "cupy"
      ? ['import type { OpName } from "../../kernel/index.js";']
      : ['import type { BinaryResult, OpName, UnaryResult } from "../../kernel/index.js";']),
    'import type { NDArray } from "../ndarray.js";',
    room === "cupy"
      ? 'import type { ArrayLike, BinaryResult, OperandOf, UnaryResult } from "../types.js";'
      : 'import type { ArrayLike, OperandOf } from "../types.js";',
    "",
    "/** The methods of an array that the op table names. */",
    "export abstract class NDArrayMethods<D extends DTypeName> {",
    "  protected abstract unary(name: OpName): NDArray;",
    "  protected abstract binary(name: OpName, other: ArrayLike): NDArray;",
    "  protected abstract inPlace(name: OpName, other: ArrayLike): this;",
    "",
  ];
  for (const [name, spec] of ops) {
    if (spec.method === undefined) continue;
    const stands = spec.operator
      ? `\`${spec.arity === 1 ? `${spec.operator}x` : `x ${spec.operator} other`}\`. `
      : "";
    out.push(docstring("  ", [`${stands}${spec.doc}`, ROOMS[room].link(name), ...throwsOf(spec)]));
    if (spec.arity === 1)
      out.push(
        `  ${spec.method}(): NDArray<UnaryResult<"${name}", D>> {`,
        `    return this.unary("${name}") as NDArray<UnaryResult<"${name}", D>>;`,
        "  }",
        "",
      );
    else
      out.push(
        `  ${spec.method}<Y extends ArrayLike>(other: Y): NDArray<BinaryResult<"${name}", D, OperandOf<Y>>> {`,
        `    return this.binary("${name}", other) as NDArray<BinaryResult<"${name}", D, OperandOf<Y>>>;`,
        "  }",
        "",
      );
    if (spec.arity === 2 && spec.operator && ["arith", "divide", "bits"].includes(spec.rule))
      out.push(
        docstring("  ", [
          `\`x ${spec.operator}= other\`: the result is written into this array, in its dtype. Gives the array.`,
          "@throws DTypeError when the result can't be cast to this dtype (\"same_kind\"); ValueError when it doesn't fit this shape",
        ]),
        `  i${spec.method}(other: ArrayLike): this {`,
        `    return this.inPlace("${name}", other);`,
        "  }",
        "",
      );
  }
  return `${out.join("\n").trimEnd()}\n}\n`;
}

function coverage() {
  const rows = ops.map(([name, spec]) => {
    const method = spec.method ? `\`x.${spec.method}\`` : "";
    return `| \`${name}\` | ${spec.arity} | ${method} | ${spec.rule} | ${spec.doc} |`;
  });
  const reductions = Object.entries(REDUCTIONS).map(([name, spec]) => `| \`${name}\` | ${spec.doc} |`);
  return `<!-- ${HEADER.slice(3).trim()} -->
# Operations

Every elementwise operation is one line of the op table and exists in \`manycore/numpy\` and \`manycore/cupy\` as a function, and as
the method named. On the CPU all run for bool, int8–int64, uint8–uint64, float32 and float64; on the GPU for float32,
int32, uint32 and bool, what a back end lacks is a \`NotSupportedError\`.

| operation | arguments | method | dtype rule | what it does |
| --- | --- | --- | --- | --- |
${rows.join("\n")}

dtype rules: ${Object.entries(RULES)
    .map(([name, text]) => `**${name}**: ${text}`)
    .join(" ")}

| reduction | what it does |
| --- | --- |
${reductions.join("\n")}
`;
}

/** Names of methods that the op table gives, those in place included. */
function tableMethods() {
  return ops.flatMap(([, spec]) => {
    if (spec.method === undefined) return [];
    const inPlace = spec.arity === 2 && spec.operator && ["arith", "divide", "bits"].includes(spec.rule);
    return inPlace ? [spec.method, `i${spec.method}`] : [spec.method];
  });
}

const names = numpyNames(
  root,
  ops.map(([name]) => name),
  tableMethods(),
);

const files = {
  "src/numpy/generated/functions.ts": functionsOf("numpy"),
  "src/numpy/generated/methods.ts": methodsOf("numpy"),
  "src/cupy/generated/functions.ts": functionsOf("cupy"),
  "src/cupy/generated/methods.ts": methodsOf("cupy"),
  "docs/operations.md": coverage(),
  "docs/cupy_coverage.md": cupyCoveragePage(names, REFUSED, DIFFERENT),
  "docs/compiled_functions.md": compiledFunctionsPage(SEMANTICS, OUT_OF_BOUNDS),
};

/** As the formatter would have it, so that formatting and freshness never disagree. */
function formatted(path, text) {
  if (!path.endsWith(".ts")) return text;
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  const run = spawnSync(process.execPath, [biome, "format", `--stdin-file-path=${path}`], {
    cwd: root,
    input: text,
    encoding: "utf8",
  });
  if (run.status !== 0) throw new Error(`biome format failed on ${path}: ${run.stderr}`);
  return run.stdout;
}

let stale = 0;
for (const [path, raw] of Object.entries(files)) {
  const text = formatted(path, raw);
  const full = join(root, path);
  if (process.argv.includes("--check")) {
    let now = "";
    try {
      now = readFileSync(full, "utf8");
    } catch {}
    if (now !== text) {
      console.error(`${path} is not what its table gives: run \`npm run generate\``);
      stale++;
    }
  } else {
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
}
if (stale > 0) process.exitCode = 1;
// The messages of Spark Connect, with the same argument.
await import("./generate-proto.mjs");
