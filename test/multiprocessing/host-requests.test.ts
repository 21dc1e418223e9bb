import { afterEach, describe, expect, test } from "vitest";
import type { HostedWorker, WorkerContext } from "../../dist/multiprocessing/host/index.js";
import { expose, type ServedCore, withdraw } from "../../dist/multiprocessing/shared/index.js";
import * as targets from "./host-targets.mjs";
import { startTarget } from "./start-target.mjs";

const contexts: WorkerContext[] = ["thread", "process"];

interface Call {
  readonly method: string;
  readonly args: unknown[];
  readonly caller: number;
  readonly timeout: number | undefined;
  readonly signal: AbortSignal;
}

const calls: Call[] = [];
let called: () => void = () => undefined;
let release: (value: unknown) => void = () => undefined;

const core: ServedCore = {
  async serve(method, args, caller, { timeout, signal }) {
    calls.push({ method, args, caller, timeout, signal });
    called();
    if (method === "add") return (args as number[]).reduce((a, b) => a + b);
    if (method === "refuse") throw new RangeError("out of range");
    if (method === "socket") return { inner: new WeakMap() };
    if (method !== "wait") return undefined;
    return new Promise((resolve, reject) => {
      release = resolve;
      signal.addEventListener("abort", () => reject(new Error("aborted")));
    });
  },
};

afterEach(() => {
  withdraw(core);
  calls.length = 0;
});

async function answersOf(worker: HostedWorker): Promise<unknown[]> {
  const answers: unknown[] = [];
  worker.receive("answer", (bytes) => answers.push(JSON.parse(new TextDecoder().decode(bytes))));
  await worker.exit;
  return answers;
}

describe.each(contexts)("a request from a %s", (context) => {
  test("is served with its caller and timeout, waited for or blocking", async () => {
    const worker = startTarget(context, targets.asks, [expose(core), "add", [1, 2, 3], { timeout: 1.5 }]);
    expect(await answersOf(worker)).toEqual([6, 6]);
    const served = { method: "add", args: [1, 2, 3], caller: worker.participant, timeout: 1.5 };
    expect(calls).toEqual([expect.objectContaining(served), expect.objectContaining(served)]);
  });

  test("gets the error that the method threw", async () => {
    const answer = { error: "RangeError", message: "out of range" };
    expect(await answersOf(startTarget(context, targets.asks, [expose(core), "refuse", []]))).toEqual([
      answer,
      answer,
    ]);
  });

  test("gets an error for a result that can't travel", async () => {
    const answers = await answersOf(startTarget(context, targets.asks, [expose(core), "socket", []]));
    for (const answer of answers) {
      expect(answer).toMatchObject({
        error: "NotPortableError",
        message: expect.stringContaining("WeakMap"),
      });
    }
    expect(answers.length).toBe(2);
  });

  test("for an object that nobody has is refused", async () => {
    const object = { owner: "elsewhere", id: 5 };
    const answers = await answersOf(startTarget(context, targets.asks, [object, "add", [1]]));
    expect(answers.map((answer) => (answer as { error: string }).error)).toEqual([
      "NotSupportedError",
      "NotSupportedError",
    ]);
  });

  test("is begun in the order in which it was made", async () => {
    await startTarget(context, targets.asksInOrder, [expose(core), 50]).exit;
    const expected = Array.from({ length: 50 }, (_, i) => (i % 10 === 9 ? [i, "sync"] : [i])).flat();
    expect(calls.map(({ args }) => args[0])).toEqual(expected);
  });

  test.each(contexts)("by way of a worker of its own, a %s, reaches the owner", async (below) => {
    const worker = startTarget(context, targets.asksBelow, [below, expose(core)]);
    expect(await answersOf(worker)).toEqual([42, 42]);
  });

  test("can be taken back; the signal aborts here and the reason is thrown there", async () => {
    const served = new Promise<void>((resolve) => {
      called = resolve;
    });
    const worker = startTarget(context, targets.takesBack, [expose(core)]);
    await served;
    worker.post("go", null);
    expect(await answersOf(worker)).toEqual([{ message: "no longer wanted" }]);
    expect(calls[0]!.signal.aborted).toBe(true);
  });

  test("taken back too late still gets what it was given", async () => {
    const served = new Promise<void>((resolve) => {
      called = resolve;
    });
    const worker = startTarget(context, targets.takesBack, [expose(core)]);
    await served;
    release({ item: 1 });
    // In this order on the line: the answer, then the word to take it back.
    worker.post("go", null);
    expect(await answersOf(worker)).toEqual([{ value: { item: 1 } }]);
  });

  test("aborts when its caller is killed", async () => {
    const served = new Promise<void>((resolve) => {
      called = resolve;
    });
    const worker = startTarget(context, targets.asksForEver, [expose(core)]);
    await served;
    const { signal } = calls[0]!;
    expect(signal.aborted).toBe(false);
    await worker.kill();
    expect(signal.aborted).toBe(true);
  });
});
