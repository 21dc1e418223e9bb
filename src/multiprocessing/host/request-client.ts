/** Asks the parent: the worker's half of `ParentLink.request`. */
import { decode, decodeAsync, encode, needsModules, type Road } from "../../portable/index.js";
import type { ObjectId } from "../shared/object-id.js";
import { ANSWER, ASK, ASK_SYNC, type Message, message, WITHDRAW } from "./message.js";
import type { RequestOptions } from "./parent-link.js";

/** What a request's bytes hold: the object, the method, its arguments, and the timeout in seconds. */
export type Question = [object: ObjectId, method: string, args: unknown[], timeout: number | null];

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

export class RequestClient {
  readonly #road: Road;
  readonly #send: (message: Message) => void;
  readonly #pending = new Map<number, Pending>();
  #last = 0;

  constructor(road: Road, send: (message: Message) => void) {
    this.#road = road;
    this.#send = send;
  }

  async request(
    object: ObjectId,
    method: string,
    args: readonly unknown[],
    options: RequestOptions & { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<unknown> {
    const { signal } = options;
    signal?.throwIfAborted();
    const question = this.#question(ASK, object, method, args, options);
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(question.tag, { resolve, reject });
    });
    // The answer is waited for also then: when it says that the thing was done, it was done.
    const withdraw = (): void => this.#send(message(WITHDRAW, undefined, undefined, question.tag));
    signal?.addEventListener("abort", withdraw);
    this.#send(question);
    try {
      return await answer;
    } catch (error) {
      throw signal?.aborted === true ? signal.reason : error;
    } finally {
      signal?.removeEventListener("abort", withdraw);
    }
  }

  /** @param answer blocks until the answer is there */
  requestSync(
    object: ObjectId,
    method: string,
    args: readonly unknown[],
    options: RequestOptions,
    answer: (tag: number) => Message,
  ): unknown {
    const question = this.#question(ASK_SYNC, object, method, args, options);
    this.#send(question);
    const { kind, bytes } = answer(question.tag);
    const value = decode(bytes, this.#road);
    if (kind === ANSWER) return value;
    throw value;
  }

  /** Takes in the answer to a request that didn't block. */
  settle(reply: Message): void {
    const pending = this.#pending.get(reply.tag);
    if (pending === undefined) return;
    this.#pending.delete(reply.tag);
    if (needsModules(reply.bytes)) {
      decodeAsync(reply.bytes, this.#road).then(
        (value) => finish(pending, reply.kind, value),
        (error: unknown) => pending.reject(error),
      );
      return;
    }
    try {
      finish(pending, reply.kind, decode(reply.bytes, this.#road));
    } catch (error) {
      pending.reject(error);
    }
  }

  #question(
    kind: string,
    object: ObjectId,
    method: string,
    args: readonly unknown[],
    { timeout }: RequestOptions,
  ): Message {
    const question: Question = [{ owner: object.owner, id: object.id }, method, [...args], timeout ?? null];
    const parcel = encode(question, this.#road, `${method}()`);
    this.#last = this.#last === 0xffffffff ? 1 : this.#last + 1;
    return message(kind, parcel.bytes, parcel.leases, this.#last);
  }
}

function finish(pending: Pending, kind: string, value: unknown): void {
  if (kind === ANSWER) pending.resolve(value);
  else pending.reject(value);
}
