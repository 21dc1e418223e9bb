/** What both kinds of link have in common. */
import { sealLeases } from "../../memory/index.js";
import type { Parcel } from "../../portable/index.js";
import type { ObjectId } from "../shared/object-id.js";
import { encodeFailure } from "./failure.js";
import type { OutputStream, WorkerBoot, WorkerContext } from "./hosted-worker.js";
import { Inbox } from "./inbox.js";
import { ANSWER, BEGUN, FAILED, type Message, message, OUTPUT, OVER, REFUSAL } from "./message.js";
import type { ParentInfo, RequestOptions } from "./parent-link.js";
import { RequestClient } from "./request-client.js";
import type { WorkerLink } from "./run-role.js";

const TEXT = new TextEncoder();

export abstract class LinkBase implements WorkerLink {
  abstract readonly context: WorkerContext;
  abstract readonly boot: WorkerBoot;
  abstract readonly participant: number;
  abstract readonly parent: ParentInfo;
  readonly #inbox = new Inbox();
  #client: RequestClient | undefined;

  abstract cancelled(): number;
  abstract ref(): void;
  abstract unref(): void;
  /** Sends to the parent. */
  protected abstract transmit(sent: Message): void;
  /** Blocks until the answer to a request is there. */
  protected abstract awaitAnswer(tag: number): Message;

  post(kind: string, parcel: Parcel | null): void {
    this.#send(message(kind, parcel?.bytes, parcel?.leases));
  }

  receive(kind: string, listener: (bytes: Uint8Array) => void): void {
    this.#inbox.listen(kind, listener);
  }

  request(
    object: ObjectId,
    method: string,
    args: readonly unknown[],
    options?: RequestOptions & { readonly signal?: AbortSignal | undefined },
  ): Promise<unknown> {
    return this.#requests.request(object, method, args, options);
  }

  requestSync(
    object: ObjectId,
    method: string,
    args: readonly unknown[],
    options: RequestOptions = {},
  ): unknown {
    return this.#requests.requestSync(object, method, args, options, (tag) => this.awaitAnswer(tag));
  }

  begun(): void {
    this.#send(message(BEGUN));
  }

  over(): void {
    this.#send(message(OVER));
  }

  failed(error: unknown, rejection: boolean): void {
    const { bytes, leases } = encodeFailure(error, this.context);
    this.#send(message(FAILED, bytes, leases, rejection ? 1 : 0));
  }

  write(stream: OutputStream, text: string): void {
    this.#send(message(OUTPUT, TEXT.encode(text), [], stream === "stdout" ? 1 : 2));
  }

  protected deliver(received: Message): void {
    if (received.kind === ANSWER || received.kind === REFUSAL) this.#requests.settle(received);
    else this.#inbox.deliver(received);
  }

  get #requests(): RequestClient {
    this.#client ??= new RequestClient(this.context, (sent) => this.#send(sent));
    return this.#client;
  }

  #send(sent: Message): void {
    this.transmit(sent);
    // They outlive this thread, whose last message may be a result. Afterwards: if it is stopped between the two, its parent takes the
    // message before it adopts the leases.
    if (sent.leases.length > 0) sealLeases(sent.leases, 0, 0);
  }
}
