/**
 * A thread of a child process with one task: to hear its parent also while the main thread is in a loop. It reads the control pipe: numbers
 * are tasks to be cancelled; the end of the pipe is the end of the parent, and then the child ends too, wherever it is.
 * @param words the first one is the task to be cancelled
 */
export function startWatchdog(words: Int32Array<SharedArrayBuffer>): void {
  const { Worker } = process.getBuiltinModule("node:worker_threads");
  const watchdog = new Worker(new URL("./watchdog.js", import.meta.url), {
    workerData: words,
    name: "manycore watchdog",
    // None of the user's loaders: it is to be there soon.
    execArgv: [],
    env: {},
    argv: [],
  });
  watchdog.unref();
}
