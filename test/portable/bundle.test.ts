/** One file that runs where nothing of this checkout is. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parse } from "acorn";
import { bundle } from "manycore/portable";
import { afterAll, expect, test } from "vitest";
import { NotPortableError, ValueError } from "../../dist/errors.js";
import Point, { triple } from "./fixtures/lib.mjs";

const folder = mkdtempSync(join(tmpdir(), "manycore-bundle-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the file in an empty folder and calls its function there. */
async function runAway(name: string, code: string, argument: unknown): Promise<string> {
  writeFileSync(join(folder, name), code);
  const call = `import(${JSON.stringify(`./${name}`)}).then(async ({ default: m }) => {
    const run = m.default ?? m;
    console.log(JSON.stringify(await run(${JSON.stringify(argument)})));
  })`;
  const child = spawn(process.execPath, ["-e", call], {
    cwd: folder,
    timeout: 20_000,
    env: { PATH: process.env.PATH },
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  await new Promise((resolve) => child.on("close", resolve));
  return output.trim();
}

const weights = new Map([
  ["a", 2],
  ["b", 5],
]);
const column = Float64Array.from([0.5, 1.5]);
class Total {
  sum = 0;
  add(x: number): this {
    this.sum += x;
    return this;
  }
}
const helper = (text: string) => new Total().add(weights.get(text) ?? 0).add(column[1]!);

test.each(["esm", "cjs"] as const)("captured values, helpers, classes and imports, as %s", async (format) => {
  const job = (text: string) => [
    helper(text).sum,
    triple(2),
    new Point(3, 4).norm(),
    basename("/x/y"),
    parse("1 + 1", { ecmaVersion: 2020 }).body.length,
  ];
  const { code, bytes } = await bundle(job, { format });
  expect(bytes).toBe(Buffer.byteLength(code));
  expect(await runAway(`job.${format === "esm" ? "mjs" : "cjs"}`, code, "b")).toBe(JSON.stringify(job("b")));
});

test("minified, with an exported function of a CommonJS module", async () => {
  const { quadruple } = createRequire(import.meta.url)("./fixtures/helper.cjs") as {
    quadruple(x: number): number;
  };
  const plain = await bundle(quadruple);
  const small = await bundle(quadruple, { minify: true });
  expect(small.bytes).toBeLessThan(plain.bytes * 0.7);
  expect(await runAway("small.mjs", small.code, 5)).toBe("20");
});

test("what isn't known before it runs is refused", async () => {
  const late = async (name: string) => import(name);
  await expect(bundle(late)).rejects.toThrow(NotPortableError);
  const sized = () => new Worker("x");
  await expect(bundle(sized)).resolves.toBeDefined();
});

test("esbuild's complaint is passed on", async () => {
  await expect(bundle(() => 1, { imports: ["no-such-package"] })).rejects.toThrow(ValueError);
  await expect(bundle(() => 1, { imports: ["no-such-package"] })).rejects.toThrow(
    /can't be bundled[\s\S]*no-such-package/,
  );
});
