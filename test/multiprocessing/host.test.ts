import { describe, expect, test } from "vitest";
import type { HostedWorker, OutputStream, WorkerContext } from "../../dist/multiprocessing/host/index.js";
import * as targets from "./host-targets.mjs";
import { startTarget } from "./start-target.mjs";

const contexts: WorkerContext[] = ["thread", "process"];
const parcel = (...bytes: number[]) => ({ bytes: Uint8Array.from(bytes), leases: [] });

/** The next message of that kind. */
function next(worker: HostedWorker, kind: string): Promise<Uint8Array> {
  return new Promise((resolve) => worker.receive(kind, resolve));
}

describe.each(contexts)("a worker in a %s", (context) => {
  test("gets and sends messages in order, of any size, and ends by itself", async () => {
    const worker = startTarget(context, targets.echo);
    const back: Uint8Array[] = [];
    const all = new Promise<void>((resolve) => {
      worker.receive("back", (bytes) => {
        back.push(bytes);
        if (back.length === 203) resolve();
      });
    });
    for (let i = 0; i < 200; i++) worker.post("there", parcel(i));
    // Around the sizes where frames are written in another way, and one of many chunks.
    const sizes = [16 * 1024, 16 * 1024 + 1, 5_000_003];
    for (const size of sizes)
      worker.post("there", { bytes: new Uint8Array(size).fill(size & 255), leases: [] });
    await all;
    expect(back.slice(0, 200).map((bytes) => [...bytes])).toEqual(Array.from({ length: 200 }, (_, i) => [i]));
    for (const [i, size] of sizes.entries()) {
      expect(back[200 + i]!.length).toBe(size);
      expect(back[200 + i]!.every((byte) => byte === (size & 255))).toBe(true);
    }
    worker.post("there", null);
    expect(await worker.exit).toMatchObject({ reason: "ended", code: 0, signal: null });
  });

  test("finds messages that came before it listened", async () => {
    const worker = startTarget(context, targets.late);
    worker.post("early", parcel(1, 2, 3));
    worker.post("go", null);
    expect([...(await next(worker, "back"))]).toEqual([1, 2, 3]);
    await worker.exit;
  });

  test("loses nothing that it sent before process.exit()", async () => {
    const worker = startTarget(context, targets.burst, [5000]);
    const seen: number[] = [];
    worker.receive("n", ([low, high]) => seen.push(low! | (high! << 8)));
    await worker.exit;
    expect(seen).toEqual(Array.from({ length: 5000 }, (_, i) => i));
  });

  test("sends a message of 96 MiB whole", async () => {
    const size = 96 * 2 ** 20;
    const worker = startTarget(context, targets.large, [size]);
    const bytes = await next(worker, "large");
    expect(bytes.length).toBe(size);
    for (let i = 0; i < size; i += 4096)
      if (bytes[i] !== ((i >> 12) & 255)) throw new Error(`byte ${i} differs`);
    await worker.exit;
  });

  test("writes whole lines, before the results that follow them", async () => {
    const worker = startTarget(context, targets.writer);
    const seen: [string, string][] = [];
    worker.onOutput((stream, text) => seen.push([stream, text]));
    worker.receive("result", (bytes) => seen.push(["result", String(bytes[0])]));
    await worker.exit;
    expect(seen).toEqual([
      ["stdout", "first line\n"],
      ["result", "1"],
      ["stdout", "begun and ended\n"],
      ["stderr", "an error\n"],
      ["stdout", "€\n"],
      ["result", "2"],
      ["stdout", "without an end"],
    ]);
  });

  test("doesn't mix its lines with another's", async () => {
    const names = ["a", "b", "c"];
    const lines: string[] = [];
    const workers = names.map((name) => {
      const worker = startTarget(context, targets.manyLines, [name, 300]);
      worker.onOutput((_stream: OutputStream, text: string) => lines.push(...text.trimEnd().split("\n")));
      return worker;
    });
    await Promise.all(workers.map((worker) => worker.exit));
    for (const name of names) {
      const own = lines.filter((line) => line.startsWith(name));
      expect(own).toEqual(Array.from({ length: 300 }, (_, i) => `${name} ${i}`));
    }
    expect(lines.length).toBe(900);
  });

  test("sees the number of a cancelled task in the middle of a loop", async () => {
    const worker = startTarget(context, targets.spinsUntilCancelled);
    await next(worker, "spinning");
    worker.cancel(1);
    worker.cancel(4711);
    await next(worker, "stopped");
    expect((await worker.exit).reason).toBe("ended");
  });

  test("ends when its role is over, whatever was left open in it", async () => {
    expect(await startTarget(context, targets.leavesThingsOpen).exit).toMatchObject({
      reason: "ended",
      code: 0,
    });
  });

  test("drops messages after its end", async () => {
    const worker = startTarget(context, targets.nothing);
    const exit = await worker.exit;
    worker.post("there", parcel(1));
    worker.cancel(3);
    expect(await worker.terminate()).toBe(exit);
    expect(await worker.kill()).toBe(exit);
  });
});

test("what a child process writes past its streams arrives too", async () => {
  const worker = startTarget("process", targets.nativeWriter);
  const seen: string[] = [];
  worker.onOutput((stream, text) => seen.push(`${stream}: ${text}`));
  await worker.exit;
  expect(seen.sort()).toEqual(["stderr: past it too\n", "stdout: past the stream\n"]);
});

test("a thread has this process's id and one of its own, a process has its own", async () => {
  const thread = startTarget("thread", targets.nothing);
  const child = startTarget("process", targets.nothing);
  expect(thread.pid).toBe(process.pid);
  expect(thread.threadId).toBeGreaterThan(0);
  expect(child.pid).not.toBe(process.pid);
  expect(child.threadId).toBeNull();
  expect(thread.participant).not.toBe(child.participant);
  await Promise.all([thread.exit, child.exit]);
});
