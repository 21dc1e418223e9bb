/** The life of a pool: what it leaves behind (nothing), what it keeps alive, where its workers' output goes, pools in pools. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { provider, setNumThreads } from "manycore/blas";
import { Pool, ValueError } from "manycore/multiprocessing";
import * as np from "manycore/numpy";
import { beforeAll, describe, expect, test } from "vitest";
import { memoryStats } from "../../dist/memory/index.js";

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const square = (x: number): number => x * x;

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("it never came to be");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Both workers have done something. */
async function allBegun(pool: Pool): Promise<void> {
  const who = async (): Promise<string> => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return `${process.pid}/${process.getBuiltinModule("node:worker_threads").threadId}`;
  };
  const seen = new Set<string>();
  while (seen.size < pool.processes)
    for (const each of await pool.map(who, range(4), { chunkSize: 1 })) seen.add(each);
}

/** What a pool might leave: kernel threads, file descriptors, children, listeners, timers, heap. */
function holdings() {
  const fs = process.getBuiltinModule("node:fs");
  const listeners = ["exit", "SIGINT", "SIGTERM", "SIGHUP", "uncaughtException"].map((name) =>
    process.listenerCount(name),
  );
  const kinds = process
    .getActiveResourcesInfo()
    .filter((kind) => !["TTYWrap", "PipeWrap", "Immediate"].includes(kind));
  return {
    threads: fs.readdirSync("/proc/self/task").length,
    descriptors: fs.readdirSync("/proc/self/fd").length,
    listeners,
    workers: kinds.filter((kind) => ["MessagePort", "ProcessWrap", "Worker", "TCPSocketWrap"].includes(kind))
      .length,
    used: memoryStats().used,
  };
}

describe.runIf(process.platform === "linux").each(["thread", "process"] as const)(
  "context %s leaves nothing",
  (context) => {
    beforeAll(async () => {
      // What is made once a process: the heap, the inspector's session, Node's own threads.
      const pool = new Pool(1, { context });
      await pool.map(square, [1, 2, 3]);
      await pool.terminate();
    });

    async function leavesNothing(run: (pool: Pool) => Promise<void>): Promise<void> {
      const before = holdings();
      const pool = new Pool(2, { context });
      await run(pool);
      let after = holdings();
      await until(() => {
        after = holdings();
        const { threads, descriptors, workers } = after;
        return threads <= before.threads && descriptors <= before.descriptors && workers <= before.workers;
      }).catch(() => expect(after).toEqual(before));
      expect(after.listeners).toEqual(before.listeners);
      expect(after.used).toBe(before.used);
    }

    test("after close and join", () =>
      leavesNothing(async (pool) => {
        await pool.map(square, range(1000));
        await pool.apply((bytes: Uint8Array) => bytes, [new Uint8Array(1_000_000)]);
        const rest = pool.map(square, range(500), { chunkSize: 1 });
        pool.close();
        await pool.join();
        expect(await rest).toEqual(range(500).map(square));
      }));

    test("after terminate in the middle of things", () =>
      leavesNothing(async (pool) => {
        // Node leaves files open where a thread is stopped while it loads its modules; the pool avoids that if the thread begins in time.
        await allBegun(pool);
        const stop = new AbortController();
        const large = new Uint8Array(500_000);
        const tasks = [
          ...range(20).map(() =>
            pool.apply((b: Uint8Array) => b, [large], { signal: stop.signal, timeout: 5 }),
          ),
          pool.map((x: number) => "y".repeat(x), range(5000)),
          pool.imap(square, range(1e6)).next(),
          pool.apply(() => {
            for (;;);
          }),
        ];
        const settled = Promise.allSettled(tasks);
        await new Promise((resolve) => setTimeout(resolve, 20));
        await pool.terminate();
        await settled;
        expect(stop.signal).toMatchObject({ aborted: false });
      }));

    test("after deaths and failures", () =>
      leavesNothing(async (pool) => {
        await Promise.allSettled([
          pool.apply(() => process.exit(1)),
          pool.apply((b: Uint8Array) => process.exit(b.length), [new Uint8Array(200_000)]),
          pool.apply(() => new Promise(() => undefined), [], { timeout: 0.05 }),
          pool.map((x: number) => {
            throw new Error(String(x));
          }, range(100)),
        ]);
        await pool.terminate();
      }));
  },
);

test("join asks for close first, and a closed pool takes nothing", async () => {
  const pool = new Pool(1);
  await expect(pool.join()).rejects.toThrow("Pool is still running");
  pool.close();
  pool.close();
  await expect(pool.map(square, [1])).rejects.toThrow(ValueError);
  expect(() => pool.imap(square, [1])).toThrow("Pool not running");
  await Promise.all([pool.join(), pool.join()]);
});

test("await using terminates, as Python's with does", async () => {
  let late: Promise<unknown> = Promise.resolve();
  const pool = new Pool(1);
  const dispose = pool[Symbol.asyncDispose].bind(pool);
  late = pool
    .apply(() => {
      for (;;);
    })
    .catch((error: Error) => error.name);
  await dispose();
  expect(await late).toBe("CancelledError");
});

test("BLAS runs on one thread while a pool is open, and has its threads back after the last", async () => {
  setNumThreads(2);
  const wanted = provider().threads;
  const first = new Pool(1);
  const second = new Pool(1);
  expect(provider().threads).toBe(1);
  await first.terminate();
  expect(provider().threads).toBe(1);
  await second.terminate();
  expect(provider().threads).toBe(wanted);
});

describe.each(["thread", "process"] as const)("context %s", (context) => {
  test("a pool in a pool's worker: its part of the CPUs, no deadlock", async () => {
    const pool = new Pool(2, { context });
    const nested = async (n: number): Promise<readonly [number, number]> => {
      const inner = new Pool();
      const { processes } = inner;
      const parts = await inner.map(
        (x: number) => x * x,
        Array.from({ length: n }, (_, i) => i),
      );
      inner.close();
      await inner.join();
      return [processes, parts.reduce((a, b) => a + b, 0)];
    };
    const cpus = new Pool();
    const all = cpus.processes;
    await cpus.terminate();
    for (const [processes, sum] of await pool.map(nested, [10, 20, 30, 40], { chunkSize: 1 })) {
      expect(processes).toBe(Math.max(1, Math.floor(all / 2)));
      expect([285, 2470, 8555, 20540]).toContain(sum);
    }
    await pool.terminate();
  });

  test("workers' output is kept apart, in order, and comes before the task's result", async () => {
    const seen: { worker: string; stream: string; text: string }[] = [];
    const pool = new Pool(2, { context, onOutput: (output) => seen.push(output) });
    const talk = (i: number): number => {
      console.log(`begin ${i}`);
      process.stdout.write(`half of ${i}, `);
      if (i % 4 === 0) console.error(`problem ${i}`);
      console.log(`end ${i}`);
      return i;
    };
    await Promise.all(
      range(40).map(async (i) => {
        expect(await pool.apply(talk, [i])).toBe(i);
        const text = seen
          .filter((each) => each.stream === "stdout")
          .map((each) => each.text)
          .join("");
        expect(text).toContain(`half of ${i}, end ${i}\n`);
      }),
    );
    for (const worker of new Set(seen.map((each) => each.worker))) {
      const lines = seen
        .filter((each) => each.worker === worker && each.stream === "stdout")
        .map((each) => each.text)
        .join("")
        .split("\n");
      for (let k = 0; k + 1 < lines.length; k += 2) {
        const i = Number(lines[k]!.slice("begin ".length));
        expect(lines[k + 1]).toBe(`half of ${i}, end ${i}`);
      }
    }
    expect(seen.filter((each) => each.stream === "stderr").length).toBe(10);
    await pool.terminate();
  });

  test("an idle pool doesn't keep the program alive, a busy one does", async () => {
    const folder = mkdtempSync(join(import.meta.dirname, "idle-"));
    const program = `
      import { Pool } from "manycore/multiprocessing";
      const pool = new Pool(2, { context: "${context}" });
      const wait = (ms) => new Promise((resolve) => setTimeout(() => resolve(ms), ms));
      console.log(await pool.map(wait, [50, 300]));
      const stop = new AbortController();
      pool.apply(wait, [1e9], { signal: stop.signal }).catch((error) => console.log(error.name));
      setTimeout(() => stop.abort(), 50);`;
    const file = join(folder, "program.mjs");
    writeFileSync(file, program);
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [file], { timeout: 25_000 });
      expect(stdout).toBe("[ 50, 300 ]\nAbortError\n");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("timers of the user's code live while the worker has nothing to do", async () => {
    const pool = new Pool(1, {
      context,
      initializer: () => {
        const holder = globalThis as { ticks?: number };
        holder.ticks = 0;
        setInterval(() => {
          holder.ticks = (holder.ticks ?? 0) + 1;
        }, 1);
      },
    });
    const ticks = (): number => (globalThis as { ticks?: number }).ticks ?? -1;
    const before = await pool.apply(ticks);
    const deadline = Date.now() + 10_000;
    let now = before;
    while (now <= before + 3 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      now = await pool.apply(ticks);
    }
    expect(now).toBeGreaterThan(before + 3);
    // And while short tasks come without end.
    const many = await Promise.all(range(3000).map(() => pool.apply(ticks)));
    expect(many.at(-1)!).toBeGreaterThanOrEqual(many[0]!);
    await pool.terminate();
  });
});

test("importing the room loads no BLAS library, and a worker computes with np", async () => {
  const pool = new Pool(2);
  const sum = (n: number): number => np.arange(n).sum().item() as number;
  expect(await pool.map(sum, [10, 1000, 200_000])).toEqual([45, 499_500, 19_999_900_000]);
  await pool.terminate();
});
