/** Serves what a worker asks: the parent's half of `ParentLink.request`. */
import { decode, decodeAsync, encode, needsModules, type Parcel, type Road } from "../../portable/index.js";
import { serveRequest } from "../shared/server.js";
import { encodeFailure } from "./failure.js";
import { ANSWER, type Message, message, REFUSAL } from "./message.js";
import type { Question } from "./request-client.js";

export class RequestServer {
  readonly #caller: number;
  readonly #road: Road;
  readonly #answer: (message: Message, sync: boolean) => void;
  /** Requests that aren't answered yet, to be taken back. */
  readonly #open = new Map<number, AbortController>();
  /** Set while a question waits for modules: later ones wait behind it, so that they are served in order. */
  #earlier: Promise<void> | undefined;

  /** @param answer sends the answer to the worker; `sync` when it is blocked */
  constructor(caller: number, road: Road, answer: (message: Message, sync: boolean) => void) {
    this.#caller = caller;
    this.#road = road;
    this.#answer = answer;
  }

  ask({ bytes, tag }: Message, sync: boolean): void {
    const taken = new AbortController();
    this.#open.set(tag, taken);
    if (this.#earlier === undefined && !needsModules(bytes)) {
      void this.#serve(tag, sync, taken.signal, () => decode(bytes, this.#road) as Question);
      return;
    }
    const read = (this.#earlier ?? Promise.resolve()).then(
      () => decodeAsync(bytes, this.#road) as Promise<Question>,
    );
    const settled = read.then(
      () => undefined,
      () => undefined,
    );
    this.#earlier = settled;
    void settled.then(() => {
      if (this.#earlier === settled) this.#earlier = undefined;
    });
    void this.#serve(tag, sync, taken.signal, () => read);
  }

  /** The worker doesn't want the answer any more. It gets one nevertheless: what was already given must arrive. */
  withdraw(tag: number): void {
    this.#open.get(tag)?.abort();
  }

  /** The worker is gone. */
  close(): void {
    for (const taken of this.#open.values()) taken.abort();
  }

  async #serve(
    tag: number,
    sync: boolean,
    signal: AbortSignal,
    read: () => Question | Promise<Question>,
  ): Promise<void> {
    let kind = ANSWER;
    let parcel: Parcel;
    try {
      const question = read();
      // Without an await where none is needed: two requests are served in the order in which they came.
      const [object, method, args, timeout] = question instanceof Promise ? await question : question;
      const options = timeout === null ? { signal } : { signal, timeout };
      const value = await serveRequest(this.#caller, object, method, args, options);
      parcel = encode(value, this.#road, `${method}()`);
    } catch (error) {
      kind = REFUSAL;
      parcel = encodeFailure(error, this.#road);
    }
    this.#open.delete(tag);
    this.#answer(message(kind, parcel.bytes, parcel.leases, tag), sync);
  }
}
