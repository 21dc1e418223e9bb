import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { eventually, family, type RunningProgram, startProgram } from "./family.js";
import * as targets from "./host-targets.mjs";
import { startTarget } from "./start-target.mjs";

const linux = process.platform === "linux";

/** A program whose three workers are at work. */
async function working(...args: string[]): Promise<RunningProgram> {
  const program = startProgram("interrupted.mjs", args);
  await eventually(
    () => program.output().split("begun\n").length === 4,
    `three workers of ${args}: ${program.output()}`,
  );
  return program;
}

const allGone = (program: RunningProgram): Promise<void> =>
  eventually(() => family(program.mark).length === 0, `the end of ${family(program.mark)}`);

describe.runIf(linux).each(["thread", "process"])("a program with workers (%s)", (context) => {
  test.each([
    ["idle", "SIGINT"],
    ["spin", "SIGINT"],
    ["spin", "SIGTERM"],
    ["idle", "SIGHUP"],
  ] as const)(
    "whose workers are in %s ends by %s, which the shell sees, and nothing stays",
    async (work, signal) => {
      const program = await working(context, work, "nothing");
      expect(family(program.mark).length).toBe(context === "process" ? 4 : 1);
      program.signal(signal);
      expect(await program.end).toEqual({ code: null, signal });
      await allGone(program);
    },
  );

  test("ends by the signal also when nobody would catch its workers' ends", async () => {
    const program = await working(context, "idle", "throws");
    program.signal("SIGINT");
    expect(await program.end).toEqual({ code: null, signal: "SIGINT" });
    expect(program.output()).not.toContain("nobody catches this");
    await allGone(program);
  });

  test("and a handler of its own decides itself, its workers alive", async () => {
    const program = await working(context, "idle", "handler");
    program.signal("SIGINT");
    expect(await program.end).toEqual({ code: 0, signal: null });
    expect(program.output()).toContain("alive: 3\nlisteners: 1\n");
    await allGone(program);
  });

  test("and a library that raises the signal again ends by it", async () => {
    const program = await working(context, "spin", "polite");
    program.signal("SIGINT");
    expect(await program.end).toEqual({ code: null, signal: "SIGINT" });
    await allGone(program);
  });

  test.each([
    ["exit", 3],
    ["uncaught", 1],
  ])("leaves no orphan at its %s", async (own, code) => {
    const program = await working(context, "spin", own);
    program.signal("SIGUSR2");
    expect(await program.end).toEqual({ code, signal: null });
    await allGone(program);
  });

  test("leaves no orphan when it is killed, however busy they are", async () => {
    const program = await working(context, "spin", "nothing");
    program.signal("SIGKILL");
    expect((await program.end).signal).toBe("SIGKILL");
    await allGone(program);
  });
});

test.runIf(linux).each([
  ["process", "spin"],
  ["process", "end"],
  ["thread", "spin"],
  ["thread", "end"],
] as const)("a grandchild ends with its parent, a %s that is killed or %ss", async (context, how) => {
  const worker = startTarget(context, targets.parentOf, ["process", how]);
  const pid = await new Promise<number>((resolve) => {
    worker.receive("child", (bytes) => resolve(JSON.parse(new TextDecoder().decode(bytes)) as number));
  });
  if (how === "spin") await worker.kill();
  else await worker.exit;
  await eventually(() => !alive(pid), `the end of process ${pid}`);
});

/** Whether it is there and not a zombie: its entry may stay where the thread that started it was stopped. */
function alive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}

test("signal handlers are there only while a worker is open", async () => {
  const before = process.listenerCount("SIGINT");
  const workers = [startTarget("thread", targets.nothing), startTarget("process", targets.nothing)];
  expect(process.listenerCount("SIGINT")).toBe(before + 1);
  await Promise.all(workers.map((worker) => worker.exit));
  expect(process.listenerCount("SIGINT")).toBe(before);
});
