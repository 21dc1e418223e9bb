/** Programs that end without stopping their session: nothing of it stays in the temporary folder. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SparkSession } from "../../../src/spark/index.js";
import { skipOnWindows, skipUnlessLinux } from "../../support/systems.js";

let folder: string;
const children = new Set<ChildProcess>();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "manycore-test-"));
  vi.stubEnv("TMPDIR", folder);
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** A child whose session is open, and how it ends. */
async function child(way: "exit" | "error" | "end" | "signal") {
  const program = fileURLToPath(new URL("left-folders-child.mjs", import.meta.url));
  const started = spawn(process.execPath, [program, way], { stdio: ["ignore", "pipe", "pipe"] });
  children.add(started);
  const closed = once(started, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  let said = "";
  started.stdout.on("data", (chunk) => (said += chunk));
  started.stderr.on("data", (chunk) => (said += chunk));
  await Promise.race([once(started.stdout, "data"), closed]);
  expect(said, said).toContain("open");
  return { kill: (signal: NodeJS.Signals) => started.kill(signal), closed, said: () => said };
}

/** The folders of sessions; Node's own cache of compiled code may lie beside them. */
function left(): string[] {
  return readdirSync(folder).filter((name) => name.startsWith("manycore-"));
}

test.each([
  ["exit", 3],
  ["error", 1],
  ["end", 0],
] as const)("by %s", async (way, code) => {
  const { closed } = await child(way);
  expect((await closed)[0]).toBe(code);
  expect(left()).toEqual([]);
});

test.for(["SIGINT", "SIGTERM", "SIGHUP"] as const)("by %s", async (name, context) => {
  skipOnWindows(context);
  const { kill, closed } = await child("signal");
  expect(left().length).toBeGreaterThan(1);
  kill(name);
  expect((await closed)[1]).toBe(name);
  expect(left()).toEqual([]);
});

test("by SIGKILL: the next session takes away what stayed, and nothing of others", async (context) => {
  skipUnlessLinux(context);
  const living = await child("signal");
  const ofTheLiving = left();
  const dead = await child("signal");
  dead.kill("SIGKILL");
  await dead.closed;
  expect(left().length).toBeGreaterThan(ofTheLiving.length);
  // Of another machine, or another container with the same folder: its processes can't be looked at.
  const elsewhere = left()[0]!.replace(/-p\d+-\d*-[0-9a-f]{12}-/, "-p1-1-0123456789ab-");
  for (const name of [elsewhere, "manycore-spark-mine"]) mkdirSync(join(folder, name));
  // A process of its own: each looks once.
  await (await child("end")).closed;
  expect(left().sort()).toEqual([...ofTheLiving, elsewhere, "manycore-spark-mine"].sort());
  living.kill("SIGTERM");
  await living.closed;
  expect(left().sort()).toEqual([elsewhere, "manycore-spark-mine"].sort());
});

test("a session that is stopped leaves nothing, and nobody listens to the process any more", async () => {
  const before = process.eventNames().map((name) => [name, process.listenerCount(name)]);
  const sessions = [
    await SparkSession.builder.getOrCreate(),
    await SparkSession.builder.create(),
    await SparkSession.builder.create(),
  ];
  await sessions[1]!.range(3).writeTo("t").create();
  expect(left().length).toBe(4);
  for (const session of sessions) await session.stop();
  expect(left()).toEqual([]);
  expect(process.eventNames().map((name) => [name, process.listenerCount(name)])).toEqual(before);
});
