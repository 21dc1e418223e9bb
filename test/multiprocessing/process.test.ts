import {
  activeChildren,
  cpuCount,
  currentProcess,
  Process,
  parentProcess,
  wait,
} from "manycore/multiprocessing";
import { afterEach, describe, expect, test, vi } from "vitest";
import { MemoryError, NotPortableError, ValueError, WorkerDiedError } from "../../dist/errors.js";
import { READY } from "../../dist/multiprocessing/process/index.js";

const contexts = ["thread", "process"] as const;

/** What is written to a stream of this process meanwhile. */
function listen(stream: "stdout" | "stderr"): () => string {
  const spy = vi.spyOn(process[stream], "write").mockImplementation(() => true);
  return () => spy.mock.calls.map(([text]) => String(text)).join("");
}

afterEach(() => {
  vi.restoreAllMocks();
});

function spin(): void {
  for (;;);
}

describe.each(contexts)("a Process in a %s", (context) => {
  test("runs its target with its arguments and ends with exit code 0", async () => {
    const output = listen("stdout");
    const child = new Process({
      target: async (name: string, { times }: { times: number }) => {
        await null;
        for (let i = 0; i < times; i++) console.log(`hello ${name}`);
      },
      args: ["bob", { times: 2 }],
      context,
    });
    expect([child.isAlive(), child.pid, child.ident, child.exitCode, child.error]).toEqual([
      false,
      null,
      null,
      null,
      null,
    ]);
    child.start();
    expect([child.isAlive(), child.exitCode]).toEqual([true, null]);
    expect(activeChildren()).toContain(child);
    await child.join();
    expect([child.isAlive(), child.exitCode, child.error]).toEqual([false, 0, null]);
    expect(activeChildren()).not.toContain(child);
    expect(output()).toBe("hello bob\nhello bob\n");
  });

  test("knows who it is and who started it", async () => {
    const output = listen("stdout");
    const child = new Process({
      target: () => {
        const { name, pid, daemon } = currentProcess();
        console.log(JSON.stringify([name, pid, daemon, parentProcess()?.name, parentProcess()?.pid]));
      },
      name: "counter",
      daemon: true,
      context,
    });
    child.start();
    const { pid } = child;
    await child.join();
    expect(JSON.parse(output())).toEqual(["counter", pid, true, "MainProcess", process.pid]);
  });

  test("prints an uncaught error as Python does, and keeps it with the stacks of both sides", async () => {
    const errors = listen("stderr");
    const child = new Process({
      target: function divide(by: number) {
        if (by === 0) throw Object.assign(new RangeError("division by zero"), { code: "E_ZERO", by });
      },
      args: [0],
      name: "divider",
      context,
    });
    child.start();
    await child.join();
    expect(child.exitCode).toBe(1);
    expect(child.error).toBeInstanceOf(RangeError);
    expect(child.error).toMatchObject({ message: "division by zero", code: "E_ZERO", by: 0 });
    expect((child.error as Error).stack).toMatch(/process\.test\.ts.*── in divider ──.*divide/s);
    expect(errors()).toMatch(/^Process divider:\nRangeError: division by zero\n\s+at divide/);
  });

  test("has the exit code that it was given", async () => {
    const children = [
      new Process({ target: () => process.exit(5), context }),
      new Process({
        target: () => {
          process.exitCode = 6;
        },
        context,
      }),
    ];
    for (const child of children) child.start();
    for (const child of children) await child.join();
    expect(children.map((child) => child.exitCode)).toEqual([5, 6]);
    expect(children[0]!.error).toBeInstanceOf(WorkerDiedError);
  });

  test("ends by terminate() with -15 and by kill() with -9, in the middle of a loop", async () => {
    const children = [new Process({ target: spin, context }), new Process({ target: spin, context })];
    for (const child of children) child.start();
    await children[0]!.join(0.05);
    expect(children[0]!.isAlive()).toBe(true);
    children[0]!.terminate();
    children[1]!.kill();
    for (const child of children) await child.join();
    expect(children.map((child) => child.exitCode)).toEqual([-15, -9]);
  });

  test("that needs more memory than it may has a MemoryError", async () => {
    listen("stderr");
    const child = new Process({
      target: () => {
        const kept: number[][] = [];
        for (;;) kept.push(new Array(1000).fill(Math.random()));
      },
      memoryLimit: 64 * 2 ** 20,
      context,
    });
    child.start();
    await child.join();
    expect(child.exitCode).not.toBe(0);
    expect(child.error).toBeInstanceOf(MemoryError);
  });

  test("is over when its target is, and not before its own children", async () => {
    const output = listen("stdout");
    const child = new Process({
      target: (inner: "thread" | "process") => {
        setInterval(() => {}, 1000);
        const slow = async () => {
          await new Promise((resolve) => setTimeout(resolve, 100));
          console.log("the child's child");
        };
        const forEver = () => {
          for (;;);
        };
        new Process({ target: slow, context: inner }).start();
        new Process({ target: forEver, context: inner, daemon: true }).start();
      },
      args: [context],
      context,
    });
    child.start();
    await child.join();
    expect(child.exitCode).toBe(0);
    expect(output()).toBe("the child's child\n");
  });

  test("is refused at the start when its target or an argument can't travel", () => {
    const socket = new WeakMap();
    const child = new Process({ target: () => socket.has({}), context });
    expect(() => child.start()).toThrow(NotPortableError);
    expect(() => child.start()).toThrow(/socket/);
    expect(child.isAlive()).toBe(false);
    expect(() => new Process({ target: () => {}, args: [socket] as never, context }).start()).toThrow(
      NotPortableError,
    );
    expect(activeChildren()).toEqual([]);
  });

  test("is ended and closed by `await using`", async () => {
    let outside: Process;
    {
      await using child = new Process({ target: spin, context });
      child.start();
      outside = child;
    }
    expect(() => outside.exitCode).toThrow(ValueError);
    expect(outside.name).toMatch(/^Process-/);
    expect(activeChildren()).toEqual([]);
  });
});

describe("wait", () => {
  test("gives those that are ready, by and by", async () => {
    const target = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    const children = [900, 1].map((ms) => new Process({ target, args: [ms] }));
    for (const child of children) child.start();
    expect(await wait(children)).toEqual([children[1]]);
    expect(await wait([children[0]!.sentinel], 0)).toEqual([]);
    const { sentinel } = children[0]!;
    expect(await wait([sentinel])).toEqual([sentinel]);
    expect(await wait(children, 0)).toEqual(children);
    await sentinel;
  });

  test("takes whatever says when it is ready, and lets go of it", async () => {
    const signals: AbortSignal[] = [];
    const never = {
      [READY]: (signal: AbortSignal) => {
        signals.push(signal);
        return new Promise<void>(() => undefined);
      },
    };
    const at = { [READY]: async () => undefined };
    expect(await wait([never, at])).toEqual([at]);
    expect(await wait([never], 0.01)).toEqual([]);
    expect(signals.map((signal) => signal.aborted)).toEqual([true, true]);
    expect(await wait([])).toEqual([]);
    await expect(wait([{ [READY]: () => Promise.reject(new Error("broken")) }])).rejects.toThrow("broken");
    await expect(wait([{} as never])).rejects.toThrow("wait() was given");
  });
});

describe("a Process", () => {
  test("has rules as in Python", async () => {
    const child = new Process({ target: () => {} });
    await expect(child.join()).rejects.toThrow(ValueError);
    expect(() => child.terminate()).toThrow(ValueError);
    expect(() => child.sentinel).toThrow(ValueError);
    child.daemon = true;
    child.start();
    expect(() => child.start()).toThrow(/started/);
    expect(() => {
      child.daemon = false;
    }).toThrow(ValueError);
    expect(() => child.close()).toThrow(/running/);
    await child.join();
    child.close();
    child.close();
    expect(() => child.isAlive()).toThrow(/closed/);
    expect(() => new Process({ context: "fork" as never })).toThrow(/fork/);
  });

  test("without a target does nothing", async () => {
    const child = new Process();
    child.start();
    await child.join();
    expect(child.exitCode).toBe(0);
  });
});

test("cpuCount is what Slurm allows", () => {
  const all = cpuCount();
  expect(all).toBeGreaterThan(0);
  vi.stubEnv("SLURM_CPUS_PER_TASK", "1");
  expect(cpuCount()).toBe(1);
  vi.unstubAllEnvs();
  expect(currentProcess()).toMatchObject({ name: "MainProcess", pid: process.pid, daemon: false });
  expect(parentProcess()).toBeNull();
});
