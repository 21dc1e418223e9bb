import { cgroupCpus } from "./cgroup.js";
import type { HelperBoot, HelperEnd, HelperThread, Host, ThreadIdentity } from "./host.js";

/** Linux names each thread of this process here; the entry goes when the thread has ended. proc(5). */
const TASKS = "/proc/self/task";

/** Node: worker threads, and on Linux an exact answer to whether a thread lives, even while this one is blocked. */
export function nodeHost(): Host {
  const { Worker, isMainThread, threadId } = process.getBuiltinModule("node:worker_threads");
  const { availableParallelism } = process.getBuiltinModule("node:os");
  const kernelIdentity = linuxThread();
  return {
    self: kernelIdentity ?? { thread: threadId + 1, born: 0 },
    primary: isMainThread,
    // Elsewhere a lock left by a terminated worker could not be told from one in use, and the main thread
    // can't end before the process does. So there it alone leads.
    mayLead: isMainThread || kernelIdentity !== undefined,
    isAlive(thread, born) {
      if (kernelIdentity === undefined) return undefined;
      const birthday = birth(thread);
      return born === undefined ? birthday !== undefined : birthday === born;
    },
    cpus: () => Math.min(availableParallelism(), cgroupCpus(readText)),
    variable: (name) => process.env[name] || undefined,
    start(boot: HelperBoot, ended: (end: HelperEnd) => void): HelperThread {
      const worker = new Worker(new URL("./helper.js", import.meta.url), {
        workerData: boot,
        name: `manycore helper ${boot.helper + 1}`,
        // A helper runs nothing of the user's: neither loaders nor NODE_OPTIONS nor secrets are its business.
        execArgv: [],
        argv: [],
        env: {},
        stdin: false,
      });
      worker.unref();
      let failure: string | undefined;
      // Without a listener an error of a worker is an uncaught error of ours.
      worker.on("error", (error) => {
        failure = error instanceof Error ? error.message : String(error);
      });
      worker.on("exit", (code) => {
        ended({ reason: failure ?? `it ended with exit code ${code}`, failed: failure !== undefined });
      });
      let stopped = false;
      return {
        terminate() {
          if (!stopped) void worker.terminate();
          stopped = true;
        },
      };
    },
    turn: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

/** This thread as the kernel knows it, or undefined where there is no /proc. */
function linuxThread(): ThreadIdentity | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const link = process.getBuiltinModule("node:fs").readlinkSync("/proc/thread-self");
    const thread = Number(link.slice(link.lastIndexOf("/") + 1));
    const born = birth(thread);
    return born === undefined ? undefined : { thread, born };
  } catch {
    return undefined;
  }
}

/** When a thread of this process started (clock ticks since boot, lower 31 bits), or undefined if it has ended. */
function birth(thread: number): number | undefined {
  const stat = readText(`${TASKS}/${thread}/stat`);
  if (stat === undefined) return undefined;
  // proc_pid_stat(5): the name, in parentheses, may hold anything; the state is field 3, the start time field 22.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const state = fields[0];
  return state === "X" || state === "Z" ? undefined : Number(fields[19]) & 0x7fffffff;
}

function readText(path: string): string | undefined {
  try {
    return process.getBuiltinModule("node:fs").readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Called in a helper: what it was started with, and who it is. */
export function bootOfNodeHelper(): { boot: HelperBoot; self: ThreadIdentity } {
  const { workerData } = process.getBuiltinModule("node:worker_threads");
  return { boot: workerData as HelperBoot, self: linuxThread() ?? { thread: 0, born: 0 } };
}
