/** np and cp in a page of Chromium, with and without cross-origin isolation. */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { partPath, skipWithout } from "../support/parts.js";

const DIST = new URL("../../dist/", import.meta.url);
const ISOLATION = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** Text, since Vitest rewrites the imports of functions. */
const IN_PAGE = `(async () => {
  const cp = await import("/cupy/index.js");
  const np = await import("/numpy/index.js");
  const x = cp.asarray([1, 2, 3, 4]);
  return [
    globalThis.crossOriginIsolated,
    await x.mul(2).add(1).sqrt().sum().item(),
    await cp.asarray(new Int32Array(100000).fill(3)).sum().item(),
    (await x.get()).tolist(),
    await x.gt(2).tolist(),
    np.arange(6).reshape(2, 3).matmul(np.ones([3, 2])).tolist(),
    (await np.arange(1000000).mul(2).ready()).max().item(),
    np.linspace(0, 1, 300001).exp().log().sum({ axis: 0 }).item(),
  ];
})()`;

/** Serves the built modules, and an empty page at `/`. */
function serve(isolated: boolean): Promise<Server> {
  const server = createServer(({ url = "/" }, response) => {
    const headers = isolated ? ISOLATION : {};
    try {
      const body =
        url === "/" ? "<!doctype html><title>manycore</title>" : readFileSync(new URL(`.${url}`, DIST));
      response
        .writeHead(200, { "content-type": url === "/" ? "text/html" : "text/javascript", ...headers })
        .end(body);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

describe("in a browser", () => {
  skipWithout("chromium");
  let browser: Browser | undefined;

  beforeAll(async () => {
    try {
      browser = await chromium.launch({
        executablePath: partPath("chromium"),
        args: ["--no-sandbox", "--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"],
      });
    } catch (error) {
      // Without the part the tests are skipped; with it a failure to start shows in them.
      console.log(`Chromium didn't start: ${(error as Error).message.split("\n")[0]}`);
    }
  });
  afterAll(() => browser?.close());

  test.each([
    ["with cross-origin isolation", true],
    ["without cross-origin isolation", false],
  ])("%s", async (_name, isolated) => {
    const server = await serve(isolated);
    try {
      const page = await (browser as Browser).newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const got = await page.evaluate(IN_PAGE);
      const sum = Math.sqrt(3) + Math.sqrt(5) + Math.sqrt(7) + 3;
      expect(got).toEqual([
        isolated,
        expect.closeTo(sum, 5),
        300_000,
        [1, 2, 3, 4],
        [false, false, true, true],
        [
          [3, 3],
          [12, 12],
        ],
        1_999_998,
        expect.closeTo(150_000.5, 6),
      ]);
    } finally {
      server.close();
    }
  });
});
