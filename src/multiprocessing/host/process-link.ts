/** A child process's line to its parent. */
import { DOWN_FD, type ProcessBoot, UP_FD } from "./child-process.js";
import { FrameReader, frame } from "./frame.js";
import type { WorkerBoot } from "./hosted-worker.js";
import { LinkBase } from "./link-base.js";
import type { Message } from "./message.js";
import type { ParentInfo } from "./parent-link.js";

/** Answers to blocking requests are read in pieces of at most this. */
const READ_BYTES = 256 * 1024;

export class ProcessLink extends LinkBase {
  readonly context = "process";
  readonly boot: WorkerBoot;
  readonly participant: number;
  readonly parent: ParentInfo;
  readonly #words: Int32Array;
  readonly #down: import("node:net").Socket;
  readonly #fs = process.getBuiltinModule("node:fs");
  /** Messages read from the blocking channel. */
  readonly #read: Message[] = [];
  readonly #reader = new FrameReader((message) => this.#read.push(message));
  readonly #buffer = new Uint8Array(READ_BYTES);
  /** To sleep on. */
  readonly #pause = new Int32Array(new SharedArrayBuffer(4));

  /** @param words the first one is the task to be cancelled; the watchdog writes it */
  constructor(words: Int32Array) {
    super();
    this.#words = words;
    const { boot, participant, parent } = process
      .getBuiltinModule("node:v8")
      .deserialize(this.#next().bytes) as ProcessBoot;
    this.boot = boot;
    this.participant = participant;
    this.parent = parent;
    const { Socket } = process.getBuiltinModule("node:net");
    this.#down = new Socket({ fd: DOWN_FD, readable: true, writable: false });
    const reader = new FrameReader((message) => this.deliver(message));
    this.#down.on("data", (chunk: Buffer) => reader.push(chunk));
    this.#down.on("end", die);
    this.#down.on("error", die);
  }

  cancelled(): number {
    return Atomics.load(this.#words, 0);
  }

  ref(): void {
    this.#down.ref();
  }

  unref(): void {
    this.#down.unref();
  }

  /** Blocks until the kernel has it: nothing is lost when this process ends the next moment, and nothing piles up here. */
  protected transmit(sent: Message): void {
    for (const part of frame(sent)) {
      for (let at = 0; at < part.length; ) {
        at += this.#patiently(() => this.#fs.writeSync(UP_FD, part, at, part.length - at));
      }
    }
  }

  protected awaitAnswer(tag: number): Message {
    for (;;) {
      const answer = this.#next();
      if (answer.tag === tag) return answer;
    }
  }

  /** The next message on the blocking channel. */
  #next(): Message {
    for (;;) {
      const message = this.#read.shift();
      if (message !== undefined) return message;
      const bytes = this.#patiently(() => this.#fs.readSync(UP_FD, this.#buffer));
      if (bytes === 0) die();
      this.#reader.push(this.#buffer.subarray(0, bytes));
    }
  }

  /** The channel blocks, for libuv leaves a child's end of a pipe so. Should it be otherwise somewhere, this waits. */
  #patiently(call: () => number): number {
    for (;;) {
      try {
        return call();
      } catch (error) {
        if ((error as { code?: unknown }).code !== "EAGAIN") die();
        Atomics.wait(this.#pause, 0, 0, 1);
      }
    }
  }
}

/** The parent is gone: nobody is left to report to. */
function die(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error(`the parent of process ${process.pid} has ended`);
}
