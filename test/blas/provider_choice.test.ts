import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ProviderInfo } from "manycore/blas";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { partPath, skipWithout } from "../support/parts.js";

const here = dirname(fileURLToPath(import.meta.url));
const script = join(here, "tell_provider.mjs");
/** 24² + 23² + 22² + 21² + 20² */
const LAST = 2430;

interface Told {
  provider?: ProviderInfo;
  last?: number;
  error?: string;
  message?: string;
}

/** What a process with these variables (and none else that decides) computes with. */
function tell(env: Record<string, string>, options: { module?: string; cwd?: string } = {}): Told {
  const inherited = { ...process.env, VIRTUAL_ENV: "", LD_LIBRARY_PATH: "", MANYCORE_BLAS: "" };
  const args = options.module === undefined ? [script] : [script, options.module];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: options.cwd ?? here,
    encoding: "utf8",
    env: { ...inherited, ...env },
    timeout: 30_000,
  });
  if (stdout.trim() === "") throw new Error(`the child said nothing: ${stderr}`);
  return JSON.parse(stdout) as Told;
}

describe("MANYCORE_BLAS", () => {
  it("embedded: no library is loaded", () => {
    const told = tell({ MANYCORE_BLAS: "embedded" });
    expect(told.provider).toMatchObject({ kind: "embedded", path: null, integerBits: null, rejected: [] });
    expect(told.last).toBe(LAST);
  });

  it.each([
    ["a file that isn't there", "/nowhere/libopenblas.so", "it can't be loaded"],
    ["a file that is no library", script, "it can't be loaded"],
    ["a relative path", "./libopenblas.so", "which is no absolute path"],
    ["a word", "mkl please", ""],
  ])("%s is a BlasError at the first routine, with what was given and what is allowed", (_, library, why) => {
    const { error, message } = tell({ MANYCORE_BLAS: library });
    expect(error).toBe("BlasError");
    expect(message).toContain(`MANYCORE_BLAS is "${library}"`);
    expect(message).toContain(why);
    expect(message).toContain('"embedded"');
  });

  it.runIf(process.platform === "linux")("a library that is no BLAS says so", () => {
    const { error, message } = tell({ MANYCORE_BLAS: "libm.so.6" });
    expect(error).toBe("BlasError");
    expect(message).toContain("it is no BLAS");
  });
});

describe("MANYCORE_BLAS on the system's OpenBLAS", () => {
  skipWithout("openblas");

  it("takes that file", () => {
    const told = tell({ MANYCORE_BLAS: partPath("openblas") });
    expect(told.provider).toMatchObject({ kind: "openblas", integerBits: 32, symbol: "cblas_dgemm" });
    expect(told.provider?.version).toMatch(/^\d+\.\d+/);
    expect(told.last).toBe(LAST);
  });

  it("goes before the virtual environment", () => {
    const told = tell({ MANYCORE_BLAS: partPath("openblas"), VIRTUAL_ENV: "/nowhere" });
    expect(told.provider?.kind).toBe("openblas");
  });
});

describe("the search", () => {
  skipWithout("openblas");

  it("finds the system's library without any variable", () => {
    const told = tell({});
    expect(told.provider).toMatchObject({ kind: "openblas", rejected: [] });
    expect(told.last).toBe(LAST);
  });

  it("goes on to the system's after an environment without NumPy, or one that isn't a whole path", () => {
    expect(tell({ VIRTUAL_ENV: "/nowhere" }).provider).toMatchObject({ kind: "openblas", rejected: [] });
    const told = tell({ VIRTUAL_ENV: "venv" });
    expect(told.provider?.kind).toBe("openblas");
    expect(told.provider?.rejected[0]).toMatchObject({ library: "venv" });
  });
});

describe("the virtual environment's NumPy", () => {
  skipWithout("numpy");

  it("goes before the system's library, and takes 64-bit integers", () => {
    const told = tell({ VIRTUAL_ENV: dirname(dirname(partPath("numpy"))) });
    expect(told.provider).toMatchObject({ kind: "openblas", integerBits: 64, rejected: [] });
    expect(told.last).toBe(LAST);
  });
});

describe("in a folder of its own", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "manycore-blas-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.runIf(process.platform === "linux")("a library in the current folder isn't loaded", () => {
    for (const name of ["libopenblas.so", "libopenblas.so.0", "libopenblas64.so.0"])
      writeFileSync(join(folder, name), "not a library");
    const plain = tell({}, { cwd: folder });
    expect(JSON.stringify(plain.provider?.rejected)).not.toContain("file too short");
    // An empty entry means the current folder to the linker: then names aren't looked up at all.
    const told = tell({ LD_LIBRARY_PATH: "/usr/lib:" }, { cwd: folder });
    expect(told.provider?.kind).toBe("embedded");
    for (const { reason } of told.provider?.rejected ?? []) expect(reason).toContain("LD_LIBRARY_PATH");
    expect(told.last).toBe(LAST);
  });

  it("without koffi the embedded BLAS computes, and a library that was asked for is an error", () => {
    const module = join(folder, "node_modules", "manycore");
    mkdirSync(module, { recursive: true });
    const root = join(here, "..", "..");
    cpSync(join(root, "dist"), join(module, "dist"), { recursive: true });
    cpSync(join(root, "package.json"), join(module, "package.json"));
    const door = join(module, "dist", "blas", "index.js");
    const told = tell({}, { module: door, cwd: folder });
    expect(told.provider?.kind).toBe("embedded");
    expect(told.provider?.rejected[0]?.reason).toContain("npm install koffi");
    expect(told.last).toBe(LAST);
    const refused = tell({ MANYCORE_BLAS: "/usr/lib/libopenblas.so" }, { module: door, cwd: folder });
    expect(refused.error).toBe("BlasError");
    expect(refused.message).toContain("npm install koffi");
  });
});
