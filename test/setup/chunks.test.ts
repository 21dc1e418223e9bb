/** What `scripts/bundle.mjs` promises of dist/: docs/decisions/chunks.md. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";

const CHUNKS = join("dist", "chunks");

/** The files that an import of this one loads, itself included. */
function loaded(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, "utf8");
  for (const [, path] of text.matchAll(/^(?:import|export) [^;]*?from "(\.[^"]+)";|^import "(\.[^"]+)";/gm))
    if (path !== undefined) loaded(join(file, "..", path), seen);
  return seen;
}

function names(file: string): string[] {
  return [...loaded(file)].map((path) => path.replace(/^.*[\\/]|\.js$/g, "")).sort();
}

describe("the chunks of dist", () => {
  test("lie beside what they name by URL, and show bundlers only what pages can load or don't look at", () => {
    const named: string[] = [];
    for (const name of readdirSync(CHUNKS).filter((name) => name.endsWith(".js"))) {
      const text = readFileSync(join(CHUNKS, name), "utf8");
      for (const [, path = ""] of text.matchAll(/new URL\("(\.[^"]*)", import\.meta\.url\)/g))
        named.push(path);
    }
    expect([...new Set(named)].sort()).toEqual([
      "./bundle-runtime.js",
      "./helper.js",
      "./mapreduce.js",
      "./watchdog.js",
      "./worker-main-browser.js",
      "./worker-main-process.js",
    ]);
    for (const path of [...named, "./worker-main.js"])
      expect(existsSync(join(CHUNKS, path)), path).toBe(true);
    for (const path of readdirSync("dist", { recursive: true, encoding: "utf8" }))
      if (path.endsWith(".js") && !path.startsWith("chunks"))
        expect(readFileSync(join("dist", path), "utf8"), path).not.toContain("import.meta.url");
  });

  test("are few, and each entry loads those that it needs", () => {
    expect(names("dist/chunks/watchdog.js")).toEqual(["watchdog"]);
    expect(names("dist/chunks/helper.js")).toEqual(["helper", "helper-core"]);
    expect(names("dist/blas/index.js")).not.toContain("kernel");
    expect(names("dist/blas/index.js")).not.toContain("blas-gpu");
    expect(names("dist/numpy/index.js")).not.toContain("kernel-wgsl");
    expect(names("dist/numpy/index.js")).not.toContain("kernel-compile");
    expect(names("dist/cupy/index.js")).not.toContain("kernel-compile-front");
    expect(names("dist/multiprocessing/index.js")).not.toContain("kernel-wgsl");
    for (const late of ["spark-connect", "spark-embedded", "spark-sql-text"])
      expect(names("dist/spark/index.js")).not.toContain(late);
    expect(names("dist/spark/connect/index.js")).not.toContain("spark-embedded");
    expect(names("dist/spark/embedded/index.js")).not.toContain("spark-connect");
    expect(loaded("dist/multiprocessing/index.js").size).toBeLessThan(20);
  });

  test("load in a page without cross-origin isolation, though the code of child processes is among it", () => {
    const rooms = ["numpy", "cupy", "blas", "portable", "multiprocessing"].map(
      (room) => pathToFileURL(resolve("dist", room, "index.js")).href,
    );
    const program = `
      const say = console.log.bind(console);
      for (const name of ["process", "Buffer", "SharedArrayBuffer"]) delete globalThis[name];
      await Promise.all(${JSON.stringify(rooms)}.map((room) => import(room)));
      say("loaded");`;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      encoding: "utf8",
    });
    expect({ stdout, stderr }).toEqual({ stdout: "loaded\n", stderr: "" });
  });

  test("keep the names of functions and classes, and say where in src they come from", async () => {
    const np = await import("manycore/numpy");
    expect([np.power, np.round, np.dot, np.clip].map(({ name }) => name)).toEqual([
      "power",
      "round",
      "dot",
      "clip",
    ]);
    const map = JSON.parse(readFileSync(join(CHUNKS, "numpy.js.map"), "utf8"));
    expect(map.sources).toContain("../../src/numpy/ndarray.ts");
    for (const path of map.sources) expect(existsSync(join(CHUNKS, path)), path).toBe(true);
  });

  test("are one instance however a module is entered", async () => {
    const { NDArray } = await import("manycore/numpy");
    const inner = await import("../../dist/numpy/ndarray.js");
    const { ValueError } = await import("../../dist/errors.js");
    const multiprocessing = await import("manycore/multiprocessing");
    expect(inner.NDArray).toBe(NDArray);
    expect(multiprocessing.ValueError).toBe(ValueError);
  });
});
