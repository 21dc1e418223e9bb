/** A worker in its parent's hands, whatever it runs on: messages, output, requests, and the order of its end. */
import { adoptThread, dropLease } from "../../memory/index.js";
import type { Parcel, Road } from "../../portable/index.js";
import { markParticipantGone, threadSettled } from "../../threads/index.js";
import { callerEnded, callerStarted } from "../shared/server.js";
import { explainExit } from "./exit.js";
import { decodeFailure } from "./failure.js";
import type {
  HostedWorker,
  OutputStream,
  WorkerContext,
  WorkerExit,
  WorkerOptions,
} from "./hosted-worker.js";
import { Inbox } from "./inbox.js";
import { workerClosed, workerOpened } from "./interrupt.js";
import { WorkerOutput } from "./lines.js";
import { ASK, ASK_SYNC, BEGUN, FAILED, type Message, message, OUTPUT, OVER, WITHDRAW } from "./message.js";
import { RequestServer } from "./request-server.js";
import { dropLost, SentLeases } from "./sent-leases.js";
import type { StartWire, Wire, WireEnd } from "./wire.js";

/** A process that was asked to end and hasn't is killed after this long: an end must be certain within a second. */
const GRACE_MILLISECONDS = 500;

export class Hosted implements HostedWorker {
  readonly name: string;
  readonly context: WorkerContext;
  readonly participant: number;
  readonly exit: Promise<WorkerExit>;
  readonly #memoryLimit: number | undefined;
  readonly #wire: Wire | null;
  readonly #inbox = new Inbox();
  readonly #output = new WorkerOutput();
  readonly #requests: RequestServer;
  readonly #sent = new SentLeases();
  #tellExit: (exit: WorkerExit) => void = () => undefined;
  #ended = false;
  #begun = false;
  #over = false;
  #failure: { readonly error: unknown; readonly rejection: boolean } | undefined;
  #asked: NodeJS.Signals | null = null;
  #grace: ReturnType<typeof setTimeout> | undefined;

  constructor(options: WorkerOptions, participant: number, start: StartWire) {
    const { boot, context, memoryLimit } = options;
    this.name = boot.name;
    this.context = context;
    this.participant = participant;
    this.#memoryLimit = memoryLimit;
    this.exit = new Promise((resolve) => {
      this.#tellExit = resolve;
    });
    this.#requests = new RequestServer(participant, this.#road, (answer, sync) => this.#answer(answer, sync));
    this.#wire = this.#start(options, start);
    callerStarted(context);
    workerOpened(this);
    if (options.daemon === true) this.unref();
  }

  get pid(): number {
    return this.#wire?.pid ?? 0;
  }

  get threadId(): number | null {
    return this.#wire?.threadId ?? null;
  }

  post(kind: string, parcel: Parcel | null): void {
    const leases = parcel?.leases ?? [];
    if (this.#ended) {
      for (const lease of leases) dropLost(lease, this.participant);
      return;
    }
    this.#wire?.send(message(kind, parcel?.bytes, leases));
    this.#sent.add(leases);
  }

  receive(kind: string, listener: (bytes: Uint8Array) => void): void {
    this.#inbox.listen(kind, listener);
  }

  onOutput(listener: (stream: OutputStream, text: string) => void): void {
    this.#output.listen(listener);
  }

  terminate(): Promise<WorkerExit> {
    if (!this.#ended && this.#grace === undefined) {
      this.signal("SIGTERM");
      this.#grace = setTimeout(() => this.signal("SIGKILL"), GRACE_MILLISECONDS);
      // Whoever awaits the end wants to see it.
      this.ref();
    }
    return this.exit;
  }

  kill(): Promise<WorkerExit> {
    this.signal("SIGKILL");
    if (!this.#ended) this.ref();
    return this.exit;
  }

  signal(name: "SIGTERM" | "SIGKILL"): void {
    if (this.#ended) return;
    this.#asked = name;
    this.#wire?.signal(name);
  }

  cancel(task: number): void {
    if (!this.#ended) this.#wire?.cancel(task);
  }

  ref(): void {
    this.#wire?.ref();
  }

  unref(): void {
    this.#wire?.unref();
  }

  get #road(): Road {
    return this.context;
  }

  #start(options: WorkerOptions, start: StartWire): Wire | null {
    try {
      return start(options, this.participant, {
        message: (received) => this.#receive(received),
        output: (stream, text) => this.#output[stream].push(text),
        ended: (end) => void this.#end(end),
      });
    } catch (error) {
      queueMicrotask(() => void this.#end({ code: null, signal: null, error, outOfMemory: false }));
      return null;
    }
  }

  #receive(received: Message): void {
    switch (received.kind) {
      case OUTPUT:
        this.#output[received.tag === 1 ? "stdout" : "stderr"].push(TEXT.decode(received.bytes));
        break;
      case ASK:
        this.#requests.ask(received, false);
        break;
      case ASK_SYNC:
        this.#requests.ask(received, true);
        break;
      case WITHDRAW:
        this.#requests.withdraw(received.tag);
        break;
      case BEGUN:
        this.#begun = true;
        break;
      case OVER:
        this.#over = true;
        break;
      case FAILED:
        this.#failure ??= { error: decodeFailure(received.bytes, this.#road), rejection: received.tag === 1 };
        break;
      default:
        this.#inbox.deliver(received);
    }
  }

  #answer(answer: Message, sync: boolean): void {
    if (this.#ended) {
      for (const lease of answer.leases) dropLease(lease);
      return;
    }
    if (sync) this.#wire?.answerSync(answer);
    else this.#wire?.send(answer);
    this.#sent.add(answer.leases);
  }

  async #end({ code, signal, error, outOfMemory }: WireEnd): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#grace);
    this.#output.flush();
    // First the participant: locks that it held are released before waiting requests of others are looked at again.
    markParticipantGone(this.participant);
    callerEnded(this.participant, this.context);
    this.#requests.close();
    const { threadId } = this;
    if (threadId !== null) {
      await threadSettled(threadId);
      adoptThread(threadId);
    }
    this.#sent.drop(this.participant);
    for (const { leases } of this.#inbox.drain()) for (const lease of leases) dropLease(lease);
    if (workerClosed(this)) return;
    const failure = this.#failure;
    this.#tellExit(
      explainExit({
        context: this.context,
        name: this.name,
        code,
        signal,
        asked: this.#asked,
        begun: this.#begun,
        over: this.#over,
        error: failure?.error ?? error,
        uncaught:
          failure === undefined ? null : failure.rejection ? "unhandledRejection" : "uncaughtException",
        outOfMemory,
        memoryLimit: this.#memoryLimit,
      }),
    );
  }
}

const TEXT = new TextDecoder();
