import { describe, expect, test } from "vitest";
import { MemoryError, WorkerDiedError } from "../../dist/errors.js";
import { type HostedWorker, startWorker, type WorkerContext } from "../../dist/multiprocessing/host/index.js";
import { participantGone } from "../../dist/threads/index.js";
import * as targets from "./host-targets.mjs";
import { startTarget } from "./start-target.mjs";

const contexts: WorkerContext[] = ["thread", "process"];

function silent(worker: HostedWorker): HostedWorker {
  worker.onOutput(() => undefined);
  return worker;
}

const spinning = (worker: HostedWorker): Promise<unknown> =>
  new Promise((resolve) => worker.receive("spinning", resolve));

describe.each(contexts)("the end of a %s", (context) => {
  test("by process.exit() names the code, and what it wrote before is there", async () => {
    const worker = startTarget(context, targets.exits, [7], { name: "worker 3" });
    let output = "";
    worker.onOutput((_stream, text) => {
      output += text;
    });
    const { reason, code, signal, error } = await worker.exit;
    expect({ reason, code, signal, output }).toEqual({
      reason: "exit",
      code: 7,
      signal: null,
      output: "about to exit\n",
    });
    expect(error).toBeInstanceOf(WorkerDiedError);
    expect(error.message).toMatch(/^worker 3 .* exit code 7: .*process\.exit\(7\)$/);
    expect(participantGone(worker.participant, false)).toBe(true);
  });

  test("by an uncaught error has that error as its cause", async () => {
    const { reason, code, error } = await silent(startTarget(context, targets.throwsLater)).exit;
    expect({ reason, code }).toEqual({ reason: "uncaught", code: 1 });
    expect(error.message).toContain("an uncaught error: RangeError: later");
    expect(error.cause).toBeInstanceOf(RangeError);
    expect(error.cause).toMatchObject({ message: "later", code: "E_LATER" });
  });

  test("by an unhandled rejection says so", async () => {
    const { reason, error } = await silent(startTarget(context, targets.rejectsLater)).exit;
    expect(reason).toBe("uncaught");
    expect(error.message).toContain("an unhandled rejection: TypeError: nobody looks");
    expect(error.cause).toBeInstanceOf(TypeError);
  });

  test("isn't an uncaught error that the user's code handles", async () => {
    const worker = silent(startTarget(context, targets.handlesItself));
    await new Promise((resolve) => worker.receive("handled", resolve));
    worker.post("go", null);
    expect(await worker.exit).toMatchObject({ reason: "ended", code: 0 });
  });

  test("by lack of memory is a MemoryError with the limit, and this process lives", async () => {
    const limit = 64 * 2 ** 20;
    const worker = silent(startTarget(context, targets.fillsMemory, [], { memoryLimit: limit }));
    const { reason, error } = await worker.exit;
    expect(reason).toBe("memory");
    expect(error).toBeInstanceOf(MemoryError);
    expect(error.message).toContain(`memoryLimit, ${limit} bytes`);
  });

  test.each(["terminate", "kill"] as const)(
    "by %s() comes in the middle of a loop or a wait",
    async (how) => {
      for (const target of [targets.spins, targets.blocks]) {
        const worker = startTarget(context, target);
        await spinning(worker);
        const { reason, signal, code } = await worker[how]();
        expect({ reason, signal, code }).toEqual({
          reason: "terminated",
          signal: how === "kill" ? "SIGKILL" : "SIGTERM",
          code: null,
        });
      }
    },
  );

  test("can be asked for before it has started", async () => {
    const worker = startTarget(context, targets.spins);
    expect((await worker.terminate()).reason).toBe("terminated");
  });

  test("comes at boot when its module can't be loaded", async () => {
    const role = "no such role" as "pool";
    const { reason, error } = await silent(startWorker({ context, boot: { role, name: "w", data: null } }))
      .exit;
    expect(reason).toBe("boot");
    expect(error.message).toMatch(/^w \(a .*\) could not start: /);
  });
});

describe("the end of a child process", () => {
  test("by a signal from elsewhere names it", async () => {
    const worker = startTarget("process", targets.spins);
    await spinning(worker);
    process.kill(worker.pid, "SIGKILL");
    const { reason, signal, error } = await worker.exit;
    expect({ reason, signal }).toEqual({ reason: "killed", signal: "SIGKILL" });
    expect(error.message).toContain("killed by SIGKILL");
  });

  test("that handles SIGTERM comes by SIGKILL within a second", async () => {
    const worker = startTarget("process", targets.ignoresSigterm);
    await spinning(worker);
    let asked = false;
    worker.receive("asked", () => {
      asked = true;
    });
    expect(await worker.terminate()).toMatchObject({ reason: "terminated", signal: "SIGKILL" });
    expect(asked).toBe(true);
  });
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("memoryLimit %d is refused", (memoryLimit) => {
  expect(() => startTarget("thread", targets.nothing, [], { memoryLimit })).toThrow("memoryLimit");
});
