// @ts-check
/**
 * Writes what follows from the table of Spark's functions (src/spark/functions/table/): src/spark/functions/generated/, a file a family, the index
 * of all, and docs/spark_functions.md. `--check` only compares (CI). `npm run generate` runs this.
 */
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const TABLE = "src/spark/functions/table/index.ts";
const REGISTRY = "src/spark/embedded/functions/registry.ts";
const GENERATED = "src/spark/functions/generated";
const PAGES =
  "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.";
const HEADER =
  "// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.";

/** Names of functions or parameters that JavaScript keeps for itself. */
const RESERVED = new Set(["typeof"]);

/** @typedef {import("../src/spark/functions/table/index.ts").FunctionLine} FunctionLine */
/** @typedef {import("../src/spark/functions/table/index.ts").Parameter} Parameter */
/** @typedef {import("../src/spark/functions/table/index.ts").Family} Family */

/**
 * A module of ours with all that it imports.
 *
 * @param {string} path
 * @returns {Promise<any>}
 */
async function load(path) {
  const folder = mkdtempSync(join(tmpdir(), "manycore-functions-"));
  try {
    const outfile = join(folder, "module.mjs");
    await build({
      absWorkingDir: root,
      entryPoints: [path],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      external: ["@duckdb/node-api", "apache-arrow", "@grpc/grpc-js", "@polyglot-sql/sdk", "esbuild"],
      logLevel: "warning",
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @type {typeof import("../src/spark/functions/table/index.ts")} */
const { FAMILIES, NOT_OFFERED, parametersOf } = await load(TABLE);

/** What a parameter is in TypeScript, and how what was given becomes a column. */
const KINDS = {
  column: { type: "ColumnOrName", make: "toColumn" },
  "column | number": { type: "ColumnOrName | number", make: "columnOrNumber" },
  int: { type: "number | Column", make: "lit" },
  double: { type: "number | Column", make: "double" },
  doubles: { type: "number | readonly number[] | Column", make: "doubles" },
  string: { type: "string | Column", make: "lit" },
  boolean: { type: "boolean | Column", make: "lit" },
  value: { type: "ColumnOrValue", make: "lit" },
  seed: { type: "Seed", make: "seedOf" },
  options: { type: "Options", make: "optionsMap" },
  schema: { type: "DataType | string | Column", make: "schemaArgument" },
};

/** Where what the generated files use comes from. */
const IMPORTS = [
  {
    from: "../../api/column.js",
    names: ["type Column", "type ColumnOrName", "type ColumnOrValue", "lit", "toColumn"],
  },
  { from: "../../types/index.js", names: ["type DataType"] },
  {
    from: "../arguments.js",
    names: [
      ...[
        "areNamed",
        "atLeast",
        "columnOrNumber",
        "columns",
        "decimalZero",
        "double",
        "doubles",
        "given",
        "inList",
      ],
      ...[
        "invoke",
        "invokeDistinct",
        "literals",
        "type Options",
        "optionsMap",
        "schemaArgument",
        "type Seed",
        "seedOf",
      ],
    ],
  },
  { from: "../lambda.js", names: ["lambda"] },
];

/** @param {Parameter} parameter */
function typeOf({ kind, lambda, rest }) {
  if (kind === "lambda" && lambda) {
    const variables = lambda.variables.map((variable) => `${variable}: Column`);
    return `(${variables.join(", ")}) => Column`;
  }
  const { type } = KINDS[/** @type {keyof typeof KINDS} */ (kind)];
  if (rest === undefined) return type;
  if (rest.inList) return `(${type} | readonly ${type}[])[]`;
  return type.includes("|") ? `(${type})[]` : `${type}[]`;
}

/**
 * As the function's signature has it.
 *
 * @param {Parameter} parameter
 */
function declared(parameter) {
  const { name, rest, optional } = parameter;
  if (rest) return `...${name}: readonly ${typeOf(parameter)}`;
  return `${name}${optional ? "?" : ""}: ${typeOf(parameter)}`;
}

/**
 * The literal that is sent when an argument is left out.
 *
 * @param {string} value
 */
function literal(value) {
  return value === "decimal(0)" ? "decimalZero()" : `lit(${value})`;
}

/**
 * What is sent of a parameter.
 *
 * @param {string} owner
 * @param {Parameter} parameter
 * @param {readonly Parameter[]} behind
 */
function sent(owner, parameter, behind) {
  const { name, kind, rest, lambda, ifLeftOut, optional } = parameter;
  if (kind === "lambda" && lambda) {
    const made = `lambda("${owner}", ${name}, ${[lambda.least, ...(lambda.least < lambda.variables.length ? [lambda.variables.length] : [])].join(", ")})`;
    return optional ? `${name} && ${made}` : made;
  }
  if (rest?.inList) return `...inList(${name})`;
  const { make } = KINDS[/** @type {keyof typeof KINDS} */ (kind)];
  if (rest) return `...${make === "lit" ? "literals" : "columns"}(${name})`;
  if (kind === "seed" || kind === "options") return `${make}(${name})`;
  if (ifLeftOut?.sent === "always")
    return `${name} === undefined ? ${literal(ifLeftOut.value)} : ${make}(${name})`;
  if (ifLeftOut) {
    const none = behind.map((other) => `${other.name} === undefined`).join(" && ");
    return `given(${name} ?? (${none} ? undefined : ${ifLeftOut.value}), ${make})`;
  }
  return optional ? `given(${name}, ${make})` : `${make}(${name})`;
}

/** @param {FunctionLine} line */
function valuesOf({ gives }) {
  if (gives === undefined) return "";
  return gives.endsWith("!") ? `<${gives.slice(0, -1)}>` : `<${gives} | null>`;
}

/**
 * @param {string} name
 * @param {FunctionLine} line
 * @param {readonly Parameter[]} parameters
 */
function docstring(name, line, parameters) {
  const thrown = [
    parameters.some(({ kind }) => kind.startsWith("column"))
      ? "for an argument that is neither a column nor its name"
      : "",
    parameters.some(({ rest }) => rest && rest.least > 0) ? "for fewer than it takes" : "",
    parameters.some(({ kind }) => kind === "lambda") ? "for a function that gives no column" : "",
    parameters.some(({ kind }) => kind === "seed") ? "for a seed that isn't whole" : "",
    parameters.some(({ kind }) => kind === "value") ? "for a value that has no literal" : "",
  ].filter(Boolean);
  const text = [
    line.doc,
    "",
    `${PAGES}${line.page ?? line.deprecated ?? name}.html`,
    ...(line.deprecated ? [`@deprecated use {@link ${line.deprecated}}`] : []),
    ...(thrown.length > 0 ? [`@throws ValueError ${thrown.join(", ")}`] : []),
  ];
  return ["/**", ...text.map((l) => ` * ${l}`.trimEnd()), " */"].join("\n");
}

/**
 * @param {string} name
 * @param {FunctionLine} line
 */
function functionOf(name, line) {
  const parameters = parametersOf(line.takes);
  check(name, line, parameters);
  const values = valuesOf(line);
  const result = `Column${values}`;
  const called = RESERVED.has(name) ? `${name}_` : name;
  const argumentOf = new Map(
    parameters.map((parameter, i) => [parameter.name, sent(name, parameter, parameters.slice(i + 1))]),
  );
  const args = (line.order ?? [...argumentOf.keys()]).map((parameter) => argumentOf.get(parameter));
  const invoke = line.distinct ? "invokeDistinct" : "invoke";
  const body = [
    ...parameters.flatMap(({ name: values, rest }) =>
      rest && rest.least > 0 ? [`atLeast(${rest.least}, "${name}", ${values});`] : [],
    ),
    `return ${invoke}(${[`"${line.sends ?? name}"`, ...args].join(", ")});`,
  ];
  const doc = docstring(name, line, parameters);
  const out = line.keywords
    ? named(called, parameters, result, doc, body)
    : [doc, `export function ${called}(${parameters.map(declared).join(", ")}): ${result} {`, ...body, "}"];
  if (called !== name) {
    out[1] = out[1].replace("export ", "");
    out.push("", `export { ${called} as ${name} };`);
  }
  return `${out.join("\n")}\n`;
}

/**
 * A function whose arguments can be given by name.
 *
 * @param {string} called
 * @param {readonly Parameter[]} parameters
 * @param {string} result
 * @param {string} doc
 * @param {readonly string[]} body
 */
function named(called, parameters, result, doc, body) {
  const [first, ...others] = parameters.map(({ name }) => name);
  const members = parameters.map((parameter) => `readonly ${declared(parameter)}`).join("; ");
  const list = parameters.map(declared).join(", ");
  const [, ...behind] = parameters.map(declared);
  const names = parameters.map(({ name }) => `${first}.${name}`).join(", ");
  return [
    doc,
    `export function ${called}(parts: { ${members} }): ${result};`,
    `export function ${called}(${list}): ${result};`,
    `export function ${called}(${first}?: ColumnOrName | { ${members} }, ${behind.join(", ")}): ${result} {`,
    `if (areNamed(${first})) return ${called}(${names});`,
    ...body,
    "}",
  ].filter((text) => text !== "" && others.length > 0);
}

/**
 * @param {string} name
 * @param {FunctionLine} line
 * @param {readonly Parameter[]} parameters
 */
function check(name, line, parameters) {
  for (const [i, { optional, ifLeftOut, rest, kind }] of parameters.entries()) {
    const last = i === parameters.length - 1;
    if (rest && !last) throw new Error(`${name}: ...${parameters[i].name} isn't the last`);
    if (optional && !ifLeftOut && !last)
      throw new Error(`${name}: ${parameters[i].name}? leaves a gap behind it`);
    if (line.keywords && (kind !== "column" || !optional)) throw new Error(`${name}: has no keywords`);
  }
  const names = parameters.map((parameter) => parameter.name);
  if (line.order && [...line.order].sort().join() !== [...names].sort().join()) {
    throw new Error(`${name}: ${line.order.join(", ")} is no order of ${names.join(", ")}`);
  }
}

/** @param {Family} family */
function familyFile({ title, lines }) {
  const functions = Object.entries(lines)
    .filter(([, line]) => line.written === undefined)
    .map(([name, line]) => functionOf(name, line));
  if (functions.length === 0) return undefined;
  const text = functions.join("\n");
  const code = text.replace(/\/\*\*[\s\S]*?\*\//g, "").replace(/"[^"]*"/g, "");
  const imports = IMPORTS.flatMap(({ from, names }) => {
    const used = names.filter((name) => new RegExp(`\\b${name.replace("type ", "")}\\b`).test(code));
    if (used.length === 0) return [];
    const list = used.every((name) => name.startsWith("type "))
      ? `type { ${used.map((name) => name.slice(5)).join(", ")} }`
      : `{ ${used.join(", ")} }`;
    return [`import ${list} from "${from}";`];
  });
  return [HEADER, `/** ${title}. */`, ...imports, "", text].join("\n");
}

function index() {
  const written = new Map();
  for (const { lines } of FAMILIES)
    for (const [name, line] of Object.entries(lines))
      if (line.written) written.set(line.written, [...(written.get(line.written) ?? []), name]);
  const generated = FAMILIES.filter(({ lines }) => Object.values(lines).some((line) => !line.written));
  const byHand = [...written].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    HEADER,
    '/** PySpark\'s functions by their names: `import { functions as F } from "manycore/spark"`. */',
    'export type { Options, Seed } from "./arguments.js";',
    ...byHand.map(
      ([file, names]) => `export { ${names.sort().join(", ")} } from "./${file.replace(/ts$/, "js")}";`,
    ),
    ...generated.map(({ file }) => `export * from "./generated/${file}.js";`).sort(),
    'export * as partitioning from "./partitioning.js";',
    "",
  ].join("\n");
}

/** @param {Set<string>} embedded */
function coverage(embedded) {
  const all = FAMILIES.flatMap(({ lines }) => Object.entries(lines));
  /** @type {(name: string, line: FunctionLine) => string} */
  const runs = (name, line) => line.embedded ?? (embedded.has(line.sends ?? name) ? "yes" : "");
  const out = [
    `<!-- ${HEADER.slice(3)} -->`,
    "# Spark's functions",
    "",
    `\`import { functions as F } from "manycore/spark"\`: ${all.length} functions by PySpark's names. All run on Spark; ${all.filter((entry) => runs(...entry) === "yes").length} run on the embedded engine,`,
    "where an answer equals real Spark's or is a `NotSupportedError`. A parameter with a `?` may be left out.",
    "",
  ];
  for (const { title, lines } of FAMILIES) {
    out.push(
      `## ${title}`,
      "",
      "| function | Spark | embedded | what it does |",
      "| --- | --- | --- | --- |",
    );
    for (const [name, line] of Object.entries(lines)) {
      const doc = line.doc.replace(/\{@link (\w+)\}/g, "`$1`").replaceAll("|", "\\|");
      out.push(`| \`${name}(${plain(line)})\` | yes | ${runs(name, line)} | ${doc} |`);
    }
    out.push("");
  }
  out.push("## Not offered", "", "| name | why |", "| --- | --- |");
  for (const [name, why] of Object.entries(NOT_OFFERED)) out.push(`| \`${name}\` | ${why} |`);
  return `${out.join("\n")}\n`;
}

/** @param {FunctionLine} line */
function plain({ takes }) {
  return parametersOf(takes)
    .map(({ name, optional, rest }) => `${rest ? "..." : ""}${name}${optional ? "?" : ""}`)
    .join(", ");
}

/**
 * As the formatter would have it, so that formatting and freshness never disagree.
 *
 * @param {string} path
 * @param {string} text
 */
function formatted(path, text) {
  if (!path.endsWith(".ts")) return text;
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  const run = spawnSync(process.execPath, [biome, "check", "--write", `--stdin-file-path=${path}`], {
    cwd: root,
    input: text,
    encoding: "utf8",
  });
  if (run.status !== 0) throw new Error(`biome failed on ${path}: ${run.stderr}\n${run.stdout}`);
  return run.stdout;
}

/** @type {Set<string>} */
const embedded = new Set(
  existsSync(join(root, REGISTRY)) ? Object.keys((await load(REGISTRY)).EMBEDDED) : [],
);
/** @type {Map<string, string | undefined>} undefined for a family that is written by hand */
const files = new Map();
for (const family of FAMILIES) files.set(`${GENERATED}/${family.file}.ts`, familyFile(family));
files.set("src/spark/functions/index.ts", index());
files.set("docs/spark_functions.md", coverage(embedded));

const stale = [];
for (const [path, raw] of files) {
  if (raw === undefined) continue;
  const text = formatted(path, raw);
  const full = join(root, path);
  if (process.argv.includes("--check")) {
    if (!existsSync(full) || readFileSync(full, "utf8") !== text) stale.push(path);
  } else {
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
}
for (const name of readdirSync(join(root, GENERATED))) {
  if (files.get(`${GENERATED}/${name}`) !== undefined) continue;
  if (process.argv.includes("--check")) stale.push(`${GENERATED}/${name}`);
  else rmSync(join(root, GENERATED, name));
}
for (const path of stale) console.error(`${path} is not what ${TABLE} gives: run \`npm run generate\``);
if (stale.length > 0) process.exitCode = 1;
// The page of the methods, with the same argument.
await import("./generate-spark-methods.mjs");
