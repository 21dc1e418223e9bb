/** The GPU's suite, the same files that Node runs, in a page of Chromium from one minified bundle. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { partPath, skipWithout } from "../support/parts.js";
import type { Outcome } from "./page/vitest.js";

const TESTS = dirname(dirname(fileURLToPath(import.meta.url)));

/** Files without Node's own: what they test is the device and what is compiled for it. */
const SUITE = [
  "cuda/examples.test.ts",
  "cuda/gpu.test.ts",
  "cupy/arrays.test.ts",
  "cupy/coverage.test.ts",
  "cupy/elementwise_sweep.test.ts",
  "cupy/elementwise_kernel.test.ts",
  "cupy/fuse.test.ts",
  "cupy/products.test.ts",
  "cupy/raw_kernel.test.ts",
  "cupy/reduction_kernel.test.ts",
  "cupy/reductions.test.ts",
  "cupy/view_sweep.test.ts",
  "kernel/wgsl_functions.test.ts",
  "simd/lanes.test.ts",
  "simd/vectorize_cupy.test.ts",
];

/** One script: each file's tests in a scope of their own, then all run. */
async function bundle(): Promise<string> {
  const page = join(TESTS, "browser", "page");
  const entry = [
    `import { file, run } from ${JSON.stringify(join(page, "vitest.ts"))};`,
    ...SUITE.map(
      (path) => `file(${JSON.stringify(path)}); await import(${JSON.stringify(join(TESTS, path))});`,
    ),
    "globalThis.outcomes = run();",
  ].join("\n");
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: TESTS, loader: "ts" },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "chrome120",
    logLevel: "silent",
    plugins: [
      {
        name: "vitest-in-a-page",
        setup({ onResolve }) {
          onResolve({ filter: /^vitest$/ }, () => ({ path: join(page, "vitest.ts") }));
          onResolve({ filter: /support\/parts\.js$/ }, () => ({ path: join(page, "parts.ts") }));
          onResolve({ filter: /^\.\/program\.js$/ }, () => ({ path: join(page, "program.ts") }));
          onResolve({ filter: /^webgpu$/ }, () => ({ path: join(page, "webgpu.ts") }));
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? "";
}

function serve(script: string): Promise<Server> {
  const server = createServer(({ url }, response) => {
    const [type, body] =
      url === "/suite.js"
        ? ["text/javascript", script]
        : ["text/html", "<!doctype html><title>manycore</title><script type=module src=/suite.js></script>"];
    response
      .writeHead(200, {
        "content-type": type,
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
      })
      .end(body);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

describe("the GPU's suite, minified, in Chromium", () => {
  skipWithout("chromium");
  let browser: Browser | undefined;
  let server: Server | undefined;

  beforeAll(async () => {
    server = await serve(await bundle());
    browser = await chromium.launch({
      executablePath: partPath("chromium"),
      args: ["--no-sandbox", "--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"],
    });
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  test("every test passes", async () => {
    const page = await (browser as Browser).newPage();
    // An error while the files are read keeps the outcomes from coming.
    const broken = new Promise<never>((_, reject) => page.on("pageerror", reject));
    broken.catch(() => {});
    const { port } = (server as Server).address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/`);
    const run = async (): Promise<Outcome[]> => {
      await page.waitForFunction("globalThis.outcomes !== undefined");
      return page.evaluate("globalThis.outcomes");
    };
    const outcomes = await Promise.race([run(), broken]);
    expect(outcomes.filter(({ error }) => error !== null)).toEqual([]);
    // Each file's tests are there.
    for (const path of SUITE) expect(outcomes.some(({ name }) => name.startsWith(path))).toBe(true);
  }, 240_000);
});
