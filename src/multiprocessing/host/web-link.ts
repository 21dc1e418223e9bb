/** A web worker's line to its parent. */
import { NotSupportedError } from "../../errors.js";
import type { WorkerBoot, WorkerContext } from "./hosted-worker.js";
import { LinkBase } from "./link-base.js";
import { CANCEL, END, type Message, message } from "./message.js";
import type { ParentInfo } from "./parent-link.js";
import type { WebBoot } from "./web-worker.js";

export class WebLink extends LinkBase {
  readonly context: WorkerContext;
  readonly boot: WorkerBoot;
  readonly participant: number;
  readonly parent: ParentInfo;
  readonly #port: MessagePort;
  readonly #words: Int32Array<SharedArrayBuffer> | undefined;
  /** The task to be cancelled, where only messages tell: unseen in the middle of a loop. */
  #cancelled = 0;

  constructor({ context, boot, participant, parent, port, shared }: WebBoot) {
    super();
    this.context = context;
    this.boot = boot;
    this.participant = participant;
    this.parent = parent;
    this.#port = port;
    this.#words = shared?.words;
    port.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.kind === CANCEL) this.#cancelled = data.tag;
      else this.deliver(data);
    };
  }

  cancelled(): number {
    return this.#words === undefined ? this.#cancelled : Atomics.load(this.#words, 0);
  }

  /** The last message: the parent stops this worker when it has come. */
  end(code: number): void {
    this.transmit(message(END, undefined, [], code));
  }

  ref(): void {}

  unref(): void {}

  /** @throws NotSupportedError always: a web worker can't take a message while it blocks */
  override requestSync(_object: unknown, method: string): never {
    throw new NotSupportedError(
      `${method} that blocks on another worker's object`,
      "browser",
      "Await the method of the same name without Sync.",
    );
  }

  protected transmit(sent: Message): void {
    this.#port.postMessage(sent);
  }

  protected awaitAnswer(): never {
    throw new Error("manycore: a web worker awaits no answers");
  }
}
