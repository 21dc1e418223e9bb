import { inNode } from "./context-here.js";
import type { OutputStream } from "./hosted-worker.js";

/** Joins what a worker writes to whole lines, so that the output of several is never mixed within one. */
export class Lines {
  readonly #sink: (text: string) => void;
  #begun = "";

  constructor(sink: (text: string) => void) {
    this.#sink = sink;
  }

  push(text: string): void {
    const end = text.lastIndexOf("\n") + 1;
    if (end === 0) {
      this.#begun += text;
      return;
    }
    const lines = this.#begun + text.slice(0, end);
    this.#begun = text.slice(end);
    this.#sink(lines);
  }

  /** Gives out a last line without an end. */
  flush(): void {
    if (this.#begun === "") return;
    const rest = this.#begun;
    this.#begun = "";
    this.#sink(rest);
  }
}

/** A worker's two streams as its parent has them: to the parent's own, until somebody listens. */
export class WorkerOutput {
  readonly stdout = new Lines((text) => this.#emit("stdout", text));
  readonly stderr = new Lines((text) => this.#emit("stderr", text));
  #listener: (stream: OutputStream, text: string) => void = (stream, text) => {
    // A browser has shown it already.
    if (inNode()) process[stream].write(text);
  };

  listen(listener: (stream: OutputStream, text: string) => void): void {
    this.#listener = listener;
  }

  flush(): void {
    this.stdout.flush();
    this.stderr.flush();
  }

  #emit(stream: OutputStream, text: string): void {
    this.#listener(stream, text);
  }
}
