import { Worker } from "node:worker_threads";

/** Looks once a second whether Python's worker is still there: a function that never ends would outlive it. It runs in a thread, since the function leaves no turn. */
export function watchParent(): void {
  const text = `
    const { ppid } = process;
    setInterval(() => { if (process.ppid !== ppid) process.kill(process.pid, "SIGKILL"); }, 1000);
  `;
  new Worker(text, { eval: true }).unref();
}
