/** A worker thread's line to its parent. */
import type { WorkerBoot } from "./hosted-worker.js";
import { LinkBase } from "./link-base.js";
import type { Message } from "./message.js";
import type { ParentInfo } from "./parent-link.js";
import { ANSWERED, CANCELLED, countLoading, PHASE, STARTED, STARTING, type ThreadBoot } from "./thread.js";

export class ThreadLink extends LinkBase {
  readonly context = "thread";
  readonly boot: WorkerBoot;
  readonly participant: number;
  readonly parent: ParentInfo;
  readonly #port: ThreadBoot["port"];
  readonly #answers: ThreadBoot["answers"];
  readonly #words: ThreadBoot["words"];
  readonly #above: ThreadBoot["above"];
  readonly #next = process.getBuiltinModule("node:worker_threads").receiveMessageOnPort;

  constructor({ boot, participant, parent, port, answers, words, above }: ThreadBoot) {
    super();
    this.boot = boot;
    this.participant = participant;
    this.parent = parent;
    this.#port = port;
    this.#answers = answers;
    this.#words = words;
    this.#above = above;
    port.on("message", (received: Message) => this.deliver(received));
  }

  override begun(): void {
    // Ended before it began: nothing was started that would have to be undone.
    if (Atomics.compareExchange(this.#words, PHASE, STARTING, STARTED) !== STARTING) process.exit(1);
    countLoading(this.#above, -1);
    super.begun();
  }

  cancelled(): number {
    return Atomics.load(this.#words, CANCELLED);
  }

  ref(): void {
    this.#port.ref();
  }

  unref(): void {
    this.#port.unref();
  }

  protected transmit(sent: Message): void {
    this.#port.postMessage(sent);
  }

  protected awaitAnswer(tag: number): Message {
    for (;;) {
      const seen = Atomics.load(this.#words, ANSWERED);
      const answer = this.#next(this.#answers)?.message as Message | undefined;
      if (answer?.tag === tag) return answer;
      // Unbounded: the parent answers every request, and its end is this thread's end.
      if (answer === undefined) Atomics.wait(this.#words, ANSWERED, seen);
    }
  }
}
