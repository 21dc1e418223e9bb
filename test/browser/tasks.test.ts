/** Pool and Process in a page of Chromium, on web workers: with cross-origin isolation (shared memory) and without. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildApp } from "../multiprocessing/fixtures/bundled/build.js";
import { partPath, skipWithout } from "../support/parts.js";

const DIST = new URL("../../dist/", import.meta.url);
const TASKS = new URL("./fixtures/tasks.js", import.meta.url);
const ISOLATION = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};
/** Some 250 modules for each worker. */
const CACHED = { "cache-control": "max-age=600" };
const PAGES = [
  ["with cross-origin isolation", true],
  ["without cross-origin isolation", false],
] as const;

/** Serves an empty page at `/`, the tasks at `/tasks.js`, and the modules of a folder. `missing` isn't there. */
function serve(isolated: boolean, folder: URL, missing?: string): Promise<Server> {
  const server = createServer(({ url = "/" }, response) => {
    const headers = isolated ? ISOLATION : {};
    try {
      if (missing !== undefined && url.endsWith(missing)) throw new Error("not here");
      const script = () =>
        readFileSync(url === "/tasks.js" && folder === DIST ? TASKS : new URL(`.${url}`, folder));
      const body = url === "/" ? "<!doctype html><title>manycore</title>" : script();
      response
        .writeHead(200, {
          "content-type": url === "/" ? "text/html" : "text/javascript",
          ...CACHED,
          ...headers,
        })
        .end(body);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

describe("in a browser", { timeout: 60_000 }, () => {
  skipWithout("chromium");
  let browser: Browser | undefined;
  const bundles = mkdtempSync(join(tmpdir(), "manycore-page-"));

  beforeAll(async () => {
    try {
      browser = await chromium.launch({ executablePath: partPath("chromium"), args: ["--no-sandbox"] });
    } catch (error) {
      // Without the part the tests are skipped; with it a failure to start shows in them.
      console.log(`Chromium didn't start: ${(error as Error).message.split("\n")[0]}`);
    }
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(bundles, { recursive: true });
  });

  /** Runs the body of an async function in a fresh page; text, since Vitest rewrites the imports of functions. */
  async function inPage(isolated: boolean, code: string, folder = DIST, missing?: string): Promise<unknown> {
    const server = await serve(isolated, folder, missing);
    let page: Page | undefined;
    try {
      page = await (browser as Browser).newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const value = await page.evaluate(`(async () => { ${code} })()`);
      await noWorkers(page);
      return value;
    } finally {
      await page?.close();
      server.close();
    }
  }

  const START = `
    const { Pool, Process, Queue } = await import("/multiprocessing/index.js");
    const np = await import("/numpy/index.js");
    const { tasks } = await import("/tasks.js");
    const told = (error) => error.name + ": " + error.message;`;

  test.each(PAGES)("a pool computes, %s", async (_name, isolated) => {
    const got = await inPage(
      isolated,
      `${START}
      const output = [];
      const pool = new Pool(2, { onOutput: ({ stream, text }) => output.push(stream, text) });
      const array = np.arange(1000).astype("float64");
      const doubled = (await pool.apply(tasks.double, [array])).sum().item();
      const got = [
        await pool.map(tasks.square, Array(100).keys()),
        await pool.apply(tasks.where, []),
        doubled,
        array.sum().item(),
        (await pool.apply(tasks.fresh, [])).tolist(),
        (await pool.apply(tasks.threads, [])) === Math.max(1, Math.floor((crossOriginIsolated ? navigator.hardwareConcurrency : 1) / 2)),
        await pool.map(tasks.fail, [7]).catch((error) => [told(error), error instanceof RangeError]),
        await pool.apply((x) => x, [1]).catch(told),
        output,
      ];
      pool.close();
      await pool.join();
      return got;`,
    );
    expect(got).toEqual([
      Array.from({ length: 100 }, (_, i) => i * i),
      ["undefined", isolated],
      999_000,
      isolated ? 999_000 : 499_500,
      [0, 1, 2, 3, 4],
      true,
      ["RangeError: no 7", true],
      expect.stringMatching(/^NotPortableError: .*defineTasks/),
      ["stdout", "before 7\n"],
    ]);
  });

  test.each(PAGES)("what is over ends, and nothing is left, %s", async (_name, isolated) => {
    const got = await inPage(
      isolated,
      `${START}
      const pool = new Pool(1);
      const reason = new Error("enough");
      const abort = new AbortController();
      setTimeout(() => abort.abort(reason), 50);
      const got = [
        await pool.apply(tasks.loop, [], { timeout: 0.2 }).catch(told),
        await pool.apply(tasks.polite, [], { timeout: 0.2 }).catch(told),
        await pool.apply(tasks.sleep, [600000], { signal: abort.signal }).catch((error) => error === reason),
        await pool.apply(tasks.later, []).catch((error) => [told(error), error.cause?.message]),
        await pool.apply(tasks.square, [3]),
      ];
      const pending = pool.apply(tasks.loop, []).catch(told);
      await pool.terminate();
      const { held } = await navigator.locks.query();
      return [...got, await pending, held.length];`,
    );
    expect(got).toEqual([
      expect.stringMatching(/^TimeoutError: loop\(\)/),
      expect.stringMatching(/^TimeoutError: polite\(\)/),
      true,
      [
        expect.stringMatching(
          /^WorkerDiedError: later\(\).*\(a web worker\) ended by an uncaught error: Error: later/,
        ),
        expect.any(String),
      ],
      9,
      expect.stringMatching(/^CancelledError/),
      0,
    ]);
  });

  test.each(PAGES)("a Process runs, fails, closes itself and is stopped, %s", async (_name, isolated) => {
    const got = await inPage(
      isolated,
      `${START}
      const made = [[tasks.square, 2], [tasks.fail, 1], [tasks.close], [tasks.loop]].map(
        ([target, ...args]) => new Process({ target, args }));
      for (const each of made) each.start();
      await Promise.all(made.slice(0, 2).map((each) => each.join()));
      made[3].terminate();
      await Promise.all(made.map((each) => each.join()));
      return made.map(({ exitCode, error }) => [exitCode, error === null ? null : told(error)]);`,
    );
    expect(got).toEqual([
      [0, null],
      [1, "RangeError: no 1"],
      [0, null],
      [-15, expect.stringMatching(/^WorkerDiedError: Process-4 \(a web worker\) was stopped by terminate/)],
    ]);
  });

  test("memory of workers that were stopped is used again", async () => {
    const got = await inPage(
      true,
      `${START}
      const { memoryStats } = await import("/memory/index.js");
      const counts = [];
      for (let round = 0; round < 3; round++) {
        const pool = new Pool(1);
        const array = np.ones([100000]);
        await pool.apply(tasks.total, [array]);
        const pending = pool.apply(tasks.loop, [array]).catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 100));
        await pool.terminate();
        await pending;
        counts.push(memoryStats().arenas);
      }
      return counts;`,
    );
    expect(got).toEqual([1, 1, 1]);
  });

  test("queues go between threads of an isolated page", async () => {
    const got = await inPage(
      true,
      `${START}
      const queue = new Queue();
      const process = new Process({ target: tasks.produce, args: [queue, 5] });
      process.start();
      const got = [];
      while (got.length < 5) got.push(await queue.get({ timeout: 20 }));
      await process.join();
      return [got, process.exitCode];`,
    );
    expect(got).toEqual([[0, 1, 2, 3, 4], 0]);
  });

  test("shared objects of a page that isn't isolated are refused with the way out", async () => {
    const made = await inPage(
      false,
      `const { Array, Barrier, Event, Lock, Pipe, Queue, Semaphore, SharedMemory, Value } =
        await import("/multiprocessing/index.js");
      const makers = [
        () => new Queue(), () => Pipe(), () => new Lock(), () => new Event(), () => new Semaphore(), () => new Barrier(2),
        () => new Value("i", 0), () => new Array("i", 3), () => new SharedMemory({ create: true, size: 8 }),
      ];
      return makers.map((make) => { try { make(); return "made"; } catch (error) { return error.name; } });`,
    );
    expect(made).toEqual(new Array(9).fill("NotSupportedError"));
  });

  test.each(PAGES)("a worker's file that isn't there is told, %s", async (_name, isolated) => {
    const got = await inPage(
      isolated,
      `${START}
      const pool = new Pool(1);
      const message = await pool.map(tasks.square, [1]).catch(told);
      await pool.terminate();
      return message;`,
      DIST,
      "worker-main-browser.js",
    );
    expect(got).toMatch(/^WorkerDiedError: .*the worker's file couldn't be loaded.*worker-main-browser\.js/s);
  });

  test.each(PAGES)("bundled by esbuild, %s", async (_name, isolated) => {
    for (const split of [true, false]) {
      const folder = join(bundles, `${isolated}-${split}`);
      expect(await buildApp(folder, "browser", split)).toEqual([]);
      const got = await inPage(
        isolated,
        `return (await import("/app.js")).main("thread");`,
        new URL(`${pathToFileURL(folder).href}/`),
      );
      expect(got).toEqual([
        [1, 4, 9],
        isolated ? 999_000 : 499_500,
        [0, 1, 2, 3],
        "RangeError: not 5",
        false,
        expect.stringContaining("defineTasks"),
        1,
        "RangeError: not 6",
      ]);
    }
  });
});

/** Playwright hears of a worker's end a little later than the page. */
async function noWorkers(page: Page): Promise<void> {
  for (const deadline = Date.now() + 10_000; page.workers().length > 0 && Date.now() < deadline; )
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(page.workers().map((worker) => worker.url())).toEqual([]);
}
