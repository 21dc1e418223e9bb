// @ts-check
/**
 * Writes src/spark/proto/generated/ from the .proto files beside it, with protoc-gen-es and buf's compiler. `--check` only compares (CI).
 *
 * Two things are done to what protoc-gen-es writes: enums become constant objects, because Node's type stripping takes no enums
 * (`erasableSyntaxOnly`), and the comments that repeat the .proto files' lines are left out.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const protos = join(root, "src", "spark", "proto");
const target = join(protos, "generated");
const require = createRequire(import.meta.url);

/** @returns {Map<string, string>} the files by name */
function generated() {
  const folder = mkdtempSync(join(tmpdir(), "manycore-proto-"));
  try {
    const plugin = join(
      dirname(require.resolve("@bufbuild/protoc-gen-es/package.json")),
      "bin",
      "protoc-gen-es",
    );
    const template = {
      version: "v2",
      plugins: [
        { local: [process.execPath, plugin], out: folder, opt: ["target=ts", "import_extension=js"] },
      ],
    };
    const buf = join(dirname(require.resolve("@bufbuild/buf/package.json")), "bin", "buf");
    const { status, stderr } = spawnSync(
      process.execPath,
      [buf, "generate", protos, "--template", JSON.stringify(template)],
      { cwd: folder, encoding: "utf8" },
    );
    if (status !== 0) throw new Error(`buf could not compile the .proto files: ${stderr}`);
    return new Map(readdirSync(folder).map((name) => [name, ours(readFileSync(join(folder, name), "utf8"))]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {string} text as protoc-gen-es writes it */
function ours(text) {
  return text
    .replace(/ *\/\*\*\n(?: *\*[^\n]*\n)*? *\*\/\n/g, shorter)
    .replace(/\n{3,}/g, "\n\n")
    .replace(/export enum (\w+) \{\n([^}]*)\}/g, (_, name, members) => {
      const fields = members.replace(/^(\s*\w+) = (\d+),/gm, "$1: $2,").replace(/\n\n/g, "\n");
      return `export const ${name} = {\n${fields}} as const;\nexport type ${name} = (typeof ${name})[keyof typeof ${name}];\n`;
    });
}

/**
 * A comment without what the .proto file says by itself.
 *
 * @param {string} comment
 */
function shorter(comment) {
  const lines = comment
    .split("\n")
    .filter((line) => !/^ *\* (@generated|Use `create|Describes the )/.test(line));
  const told = lines.filter((line) => /^ *\* \S/.test(line));
  if (told.length === 0) return "";
  while (/^ *\*$/.test(lines[lines.length - 3] ?? "")) lines.splice(lines.length - 3, 1);
  return lines.join("\n");
}

const files = generated();
if (process.argv.includes("--check")) {
  const there = new Set(readdirSync(target));
  const stale = [...files].filter(
    ([name, text]) => !there.delete(name) || readFileSync(join(target, name), "utf8") !== text,
  );
  for (const [name] of stale)
    console.error(`src/spark/proto/generated/${name} is not what npm run generate writes`);
  for (const name of there) console.error(`src/spark/proto/generated/${name} is of no .proto file`);
  if (stale.length + there.size > 0) process.exitCode = 1;
} else {
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(target)) if (!files.has(basename(name))) rmSync(join(target, name));
  for (const [name, text] of files) writeFileSync(join(target, name), text);
}
