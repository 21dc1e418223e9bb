import { spawnSync } from "node:child_process";
import { activeChildren, currentProcess, Process, parentProcess, wait } from "manycore/multiprocessing";
import { describe, expect, test, vi } from "vitest";
import { partPath, skipWithout } from "../support/parts.js";

/** The same steps in Python's multiprocessing, printed as JSON. */
const ORIGINAL = `
import json, multiprocessing as mp, os, sys, time
from multiprocessing.connection import wait
mp.set_start_method("fork")

def ok(): pass
def fails(): raise ValueError("no")
def exits(): sys.exit(3)
def sleeps(): time.sleep(60)
def nested(queue):
    inner = mp.Process(target=inner_names, args=(queue,))
    inner.start()
    inner.join()
    queue.put([mp.current_process().name, mp.parent_process().name])
def inner_names(queue):
    queue.put([mp.current_process().name, mp.parent_process().name])

def main():
    sys.stderr = open(os.devnull, "w")
    os.dup2(sys.stderr.fileno(), 2)
    before = mp.Process(target=ok)
    report = {"before": [before.is_alive(), before.pid, before.exitcode, before.daemon, before.name]}
    processes = [mp.Process(target=t) for t in (ok, fails, exits, sleeps, sleeps)]
    for p in processes: p.start()
    processes[3].terminate()
    processes[4].kill()
    for p in processes: p.join()
    report["codes"] = [p.exitcode for p in processes]
    report["names"] = [p.name for p in processes]
    report["alive"] = [p.is_alive() for p in processes]
    slow = mp.Process(target=sleeps)
    slow.start()
    slow.join(0.01)
    report["joined"] = [slow.exitcode, slow.is_alive(), len(mp.active_children()), wait([slow.sentinel], 0) == []]
    slow.kill()
    slow.join()
    report["ready"] = wait([slow.sentinel], 0) == [slow.sentinel]
    queue = mp.SimpleQueue()
    outer = mp.Process(target=nested, args=(queue,))
    outer.start()
    outer.join()
    report["nested"] = [queue.get(), queue.get()]
    report["main"] = [mp.current_process().name, mp.parent_process()]
    print(json.dumps(report))

main()
`;

describe("beside Python", () => {
  skipWithout("python");
  test.each(["thread", "process"] as const)("a Process in a %s answers as Python's does", async (context) => {
    const written = vi.spyOn(process.stdout, "write").mockImplementation(() => true);
    vi.spyOn(process.stderr, "write").mockImplementation(() => true);
    const first = new Process({ target: () => undefined, context });
    // Other tests count too: Python's counter begins at 1.
    const offset = Number(first.name.slice("Process-".length)) - 1;
    const renamed = (name: string): string =>
      name.replace(/\d+/, (number) => String(Number(number) - offset));
    const sleeps = () => new Promise((resolve) => setTimeout(resolve, 60_000));
    const before = [first.isAlive(), first.pid, first.exitCode, first.daemon, renamed(first.name)];
    const processes = [
      () => undefined,
      () => {
        throw new Error("no");
      },
      () => process.exit(3),
      sleeps,
      sleeps,
    ].map((target: () => unknown) => new Process({ target, context }));
    for (const each of processes) each.start();
    processes[3]!.terminate();
    processes[4]!.kill();
    for (const each of processes) await each.join();
    const codes = processes.map((each) => each.exitCode);
    const names = processes.map((each) => renamed(each.name));
    const alive = processes.map((each) => each.isAlive());
    const slow = new Process({ target: sleeps, context });
    slow.start();
    await slow.join(0.01);
    const joined = [
      slow.exitCode,
      slow.isAlive(),
      activeChildren().length,
      (await wait([slow.sentinel], 0)).length === 0,
    ];
    slow.kill();
    await slow.join();
    const ready = (await wait([slow.sentinel], 0)).length === 1;
    const outer = new Process({
      target: async (inner: "thread" | "process") => {
        const tell = () => console.log(JSON.stringify([currentProcess().name, parentProcess()?.name]));
        const child = new Process({ target: tell, context: inner });
        child.start();
        await child.join();
        tell();
      },
      args: [context],
      context,
    });
    outer.start();
    await outer.join();
    const output = written.mock.calls.map(([text]) => String(text)).join("");
    vi.restoreAllMocks();
    const nested = output
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as string[]).map(renamed));
    const main = [currentProcess().name, parentProcess()];
    const python = spawnSync(partPath("python"), ["-c", ORIGINAL], { encoding: "utf8" });
    expect(python.stderr).toBe("");
    expect({ before, codes, names, alive, joined, ready, nested, main }).toEqual(JSON.parse(python.stdout));
  });
});
