import type { HelperBoot, HelperEnd, HelperThread, Host } from "./host.js";

const VARIABLES = Symbol.for("manycore.variables");

/** A browser: web workers, no way to ask whether one lives, and one thread only unless memory can be shared. */
export function browserHost(): Host {
  const scope = globalThis as { crossOriginIsolated?: boolean; document?: unknown; navigator?: Navigator };
  return {
    // Browsers number no threads: any number that no other thread has will do.
    self: { thread: 1 + Math.floor(Math.random() * 0x7ffffffe), born: 0 },
    primary: scope.document !== undefined,
    // A worker terminated while it leads keeps the lock, and the others work alone from then on.
    mayLead: true,
    isAlive: () => undefined,
    // Without cross-origin isolation a SharedArrayBuffer can't be sent to a worker.
    // https://developer.mozilla.org/docs/Web/API/Window/crossOriginIsolated
    cpus: () => (scope.crossOriginIsolated === true ? (scope.navigator?.hardwareConcurrency ?? 1) : 1),
    // A page has no environment; a pool leaves here what it would write there.
    variable: (name) => (globalThis as { [VARIABLES]?: Readonly<Record<string, string>> })[VARIABLES]?.[name],
    start(boot: HelperBoot, ended: (end: HelperEnd) => void): HelperThread {
      // Bundlers find a worker's file by this very expression.
      const worker = new Worker(new URL("./helper.js", import.meta.url), { type: "module" });
      worker.addEventListener("error", (event) => {
        ended({ reason: event.message || "its file couldn't be loaded", failed: true });
      });
      worker.postMessage(boot);
      return {
        terminate() {
          worker.terminate();
          // Browsers tell nobody that a worker has ended.
          setTimeout(() => ended({ reason: "it was terminated", failed: false }), 0);
        },
      };
    },
    turn: () => new Promise((resolve) => setTimeout(resolve, 0)),
  };
}
