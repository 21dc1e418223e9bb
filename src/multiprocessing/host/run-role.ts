/** What a worker does from its first module to its end, in both contexts. */
import { watchImports } from "../../portable/index.js";
import { carryArrays } from "../carriers.js";
import type { WorkerBoot } from "./hosted-worker.js";
import { endWorkers } from "./interrupt.js";
import type { ParentLink } from "./parent-link.js";
import { registerTypeScript } from "./typescript-loader.js";

/** A link as the worker's own first module has it. */
export interface WorkerLink extends ParentLink {
  /** The role has begun. */
  begun(): void;
  /** The role is over: what comes now is an ordinary end. */
  over(): void;
  /** This error ends the worker. */
  failed(error: unknown, rejection: boolean): void;
}

/** Gives the exit code of one that has failed. */
type Role = (link: ParentLink) => Promise<number | undefined>;

const roles: Record<WorkerBoot["role"], () => Promise<Role>> = {
  pool: async () => {
    const { runPoolWorker } = await import("../pool/worker.js");
    return async (link) => {
      await runPoolWorker(link);
      return undefined;
    };
  },
  process: async () => (await import("../process/child.js")).runProcessChild,
};

/**
 * Runs the worker's role and then ends the worker: when the role's promise is fulfilled, with `process.exitCode`. Timers and
 * sockets that the user's code left open don't keep it alive.
 */
export function runRole(link: WorkerLink): void {
  // The monitor sees errors that end the worker without changing that they do; where the user has a handler they don't.
  process.on("uncaughtExceptionMonitor", (error: unknown, origin) => {
    if (process.listenerCount("uncaughtException") === 0) link.failed(error, origin === "unhandledRejection");
  });
  run(link).then(
    (code) => {
      link.over();
      return end(code);
    },
    (error: unknown) => {
      link.failed(error, false);
      return end(1);
    },
  );
}

/** Workers that this one has left running would end with it; child processes of a thread, though, would never be reaped. */
async function end(code?: number): Promise<void> {
  await endWorkers();
  process.exit(code ?? process.exitCode ?? 0);
}

async function run(link: WorkerLink): Promise<number | undefined> {
  const role = await loadRole(link);
  // After our own modules, which are JavaScript.
  await registerTypeScript();
  link.begun();
  return await role(link);
}

/** The worker's role, with all that may be in its first message: ndarrays, queues, locks. */
export async function loadRole(link: WorkerLink): Promise<Role> {
  await import("../index.js");
  watchImports();
  carryArrays();
  return await roles[link.boot.role]();
}
