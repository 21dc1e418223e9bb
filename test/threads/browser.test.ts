/** The team in a page: helpers are web workers, and the main thread spins because it may not sleep. */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { partPath, requirePart, skipWithout } from "../support/parts.js";
import { Probe } from "./probe.js";

const dist = fileURLToPath(new URL("../../dist", import.meta.url));
const page = fileURLToPath(new URL("./page.mjs", import.meta.url));
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** Serves the built package; under /isolated with the headers that let a page share memory. */
function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const [, where = "", ...rest] = path.split("/");
    const headers = where === "isolated" ? isolation : {};
    if (rest.length === 0 || rest[0] === "") {
      response
        .writeHead(200, { ...headers, "Content-Type": "text/html" })
        .end("<!doctype html><title>team</title>");
      return;
    }
    try {
      const file = rest[0] === "page.mjs" ? page : `${dist}/${rest.join("/")}`;
      const text = readFileSync(file);
      response.writeHead(200, { ...headers, "Content-Type": "text/javascript" }).end(text);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

describe("in a browser", () => {
  skipWithout("chromium");
  let server: Server;
  let browser: Browser;
  beforeAll(async () => {
    if (requirePart("chromium") !== true) return;
    server = await serve();
    browser = await chromium.launch({ executablePath: partPath("chromium"), args: ["--no-sandbox"] });
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  /** Runs jobs in a page until helpers have taken part, if there can be any. */
  async function jobs(where: string, code: Uint8Array): Promise<Record<string, unknown>> {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${where}/`);
    const result = await page.evaluate(
      `import("/${where}/page.mjs").then((page) => page.runInPage([${code}]))`,
    );
    await page.close();
    return result as Record<string, unknown>;
  }

  test("with cross-origin isolation there are helpers", async () => {
    const { isolated, size, ready, wrong, left } = await jobs("isolated", await Probe.code());
    expect({ isolated, wrong, left }).toEqual({ isolated: true, wrong: 0, left: 0 });
    expect(ready).toBe((size as number) - 1);
  });

  test("without it the caller does everything", async () => {
    const result = await jobs("plain", await Probe.code({ shared: false }));
    expect(result).toEqual({ isolated: false, size: 1, ready: 0, wrong: 0, left: 0 });
  });
});
