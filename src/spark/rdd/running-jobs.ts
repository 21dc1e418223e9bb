/** The jobs that a backend runs, which its `stop` ends and waits for. */
import { SparkException } from "../errors/index.js";

export class RunningJobs {
  readonly #jobs = new Set<Promise<unknown>>();
  readonly #stop = new AbortController();

  /** Aborts when the backend is stopped. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Runs a job, with a signal that aborts when the caller's does or the backend is stopped. */
  run<T>(signal: AbortSignal | undefined, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const both = signal === undefined ? this.signal : AbortSignal.any([this.signal, signal]);
    const job = (async () => {
      both.throwIfAborted();
      return run(both);
    })();
    this.#jobs.add(job);
    const done = (): void => void this.#jobs.delete(job);
    job.then(done, done);
    return job;
  }

  /** @throws SparkException when the backend was stopped */
  checkRunning(): void {
    if (this.signal.aborted) throw stoppedError();
  }

  /** Ends all jobs, and waits until they have ended. */
  async end(): Promise<void> {
    this.#stop.abort(stoppedError());
    await Promise.allSettled(this.#jobs);
  }
}

function stoppedError(): SparkException {
  return new SparkException("The SparkContext was stopped: make another one, or stop it later");
}
