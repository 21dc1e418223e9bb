import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { freeBlock, lease, memoryStats, newBlock } from "../../dist/memory/index.js";
import { NODE_VERSIONS, nodeBinary } from "../../scripts/node-versions.mjs";
import * as targets from "./host-targets.mjs";
import { startTarget } from "./start-target.mjs";

const starter = new URL("starter.ts", import.meta.url).pathname;
const hostUrl = new URL("../../dist/multiprocessing/host/index.js", import.meta.url).href;
const HELLO = ["hello thread a b", "thread 0", "hello process a b", "process 0"];

interface Ran {
  readonly lines: string[];
  readonly errors: string;
  readonly status: number | null;
}

function run(command: string, args: string[], env: Record<string, string> = {}): Ran {
  const ran = spawnSync(command, args, {
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "", ...env },
    timeout: 25_000,
  });
  return { lines: ran.stdout.trimEnd().split("\n"), errors: ran.stderr, status: ran.status };
}

/** Node 22 strips types when it is told to, later ones by themselves. */
const STRIPPERS = NODE_VERSIONS.map((version) => ({
  version,
  options: version.startsWith("22.") ? ["--experimental-strip-types"] : [],
}));

describe("workers of a program that was started", () => {
  test("by tsx have its loader and its arguments", () => {
    expect(run(process.execPath, ["--import", "tsx", starter, "a", "b"])).toEqual({
      lines: HELLO,
      errors: "",
      status: 0,
    });
  });

  test.for(STRIPPERS)(
    "with the type stripping of Node $version have that",
    ({ version, options }, { skip }) => {
      const binary = nodeBinary(version);
      if (binary === undefined) return skip(`Node ${version} isn't here: npm run setup`);
      expect(run(binary, [...options, starter, "a", "b"]).lines).toEqual(HELLO);
    },
  );

  test("with a debugger's port don't want it too", () => {
    const inspect = `--inspect=127.0.0.1:0`;
    const ran = run(process.execPath, [inspect, "--import", "tsx", starter, "a", "b"], {
      NODE_OPTIONS: inspect,
    });
    expect(ran.lines).toEqual(HELLO);
    expect(ran.errors.match(/Debugger listening/g)?.length).toBe(1);
  });

  test("by --eval run", () => {
    const url = new URL("../../dist/multiprocessing/process/index.js", import.meta.url).href;
    const script = `
      const { Process } = await import(${JSON.stringify(url)});
      for (const context of ["thread", "process"]) {
        const child = new Process({ target: (to) => console.log("hello " + to), args: [context], context });
        child.start();
        await child.join();
        console.log(context + " " + child.exitCode);
      }`;
    const lines = ["hello thread", "thread 0", "hello process", "process 0"];
    expect(run(process.execPath, ["--input-type=module", "-e", script])).toEqual({
      lines,
      errors: "",
      status: 0,
    });
  });

  test("without the permission to have any are refused", () => {
    const flag = process.allowedNodeEnvironmentFlags.has("--permission")
      ? "--permission"
      : "--experimental-permission";
    const script = `
      const { startWorker } = await import(${JSON.stringify(hostUrl)});
      for (const context of ["thread", "process"]) {
        const worker = startWorker({ context, boot: { role: "process", name: "w", data: null } });
        const { reason, error } = await worker.exit;
        console.log(reason + ": " + error.message);
      }`;
    const options = [flag, "--allow-fs-read=*", "--no-warnings", "--input-type=module", "-e", script];
    const refused = expect.stringMatching(/^boot: w .* could not start: .*(permission|restricted)/i);
    expect(run(process.execPath, options)).toEqual({ lines: [refused, refused], errors: "", status: 0 });
  });

  test.runIf(process.platform === "linux")("where file descriptors run out say so and end", () => {
    const script = `
      const { startWorker } = await import(${JSON.stringify(hostUrl)});
      const { openSync } = await import("node:fs");
      const held = [];
      try { for (;;) held.push(openSync("/dev/null")); } catch {}
      const worker = startWorker({ context: "process", boot: { role: "process", name: "w", data: null } });
      const { reason, error } = await worker.exit;
      console.log(reason + ": " + error.message);`;
    const ran = run("sh", [
      "-c",
      `ulimit -n 64; exec "$0" --input-type=module -e "$1"`,
      process.execPath,
      script,
    ]);
    expect(ran.lines).toEqual([expect.stringMatching(/^boot: w .* could not start: .*EMFILE/)]);
  });
});

test("leases that a thread never takes are given back at its end", async () => {
  const worker = startTarget("thread", targets.spins);
  await new Promise((resolve) => worker.receive("spinning", resolve));
  const before = memoryStats().used;
  const blocks = Array.from({ length: 700 }, () => newBlock(64 * 1024));
  for (const block of blocks) worker.post("there", { bytes: new Uint8Array(8), leases: [lease(block)] });
  for (const block of blocks.splice(0)) freeBlock(block);
  expect(memoryStats().used).toBeGreaterThanOrEqual(before + 700 * 64 * 1024);
  await worker.kill();
  expect(memoryStats().used).toBeLessThanOrEqual(before);
  const late = newBlock(64 * 1024);
  worker.post("there", { bytes: new Uint8Array(8), leases: [lease(late)] });
  freeBlock(late);
  expect(memoryStats().used).toBeLessThanOrEqual(before);
});
