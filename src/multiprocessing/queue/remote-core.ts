import { NotSupportedError } from "../../errors.js";
import { type ParentLink, parentLink } from "../host/parent-link.js";
import { type ObjectId, placeName } from "../shared/index.js";
import { openWire, type WireItem, wireItem } from "./codec.js";
import type { QueueCore, Sides } from "./queue-core.js";

/** A message of more items than this isn't waited with. */
const BATCH_ITEMS = 512;

/** What travels of a remote queue. */
export interface PackedRemote {
  readonly object: ObjectId;
  /** A lease of the thread that has the words, or a name given by the process that hands it on. */
  readonly token: number | string;
  readonly maxsize: number;
  readonly joinable: boolean;
}

/**
 * A queue whose words lie in the memory of a process further up: requests over the link to the parent. What was sent is in the kernel when the
 * call returns, so an item is safe from this process's death from then on: a put into an unbounded queue needn't wait for the answer.
 */
export class RemoteCore implements QueueCore {
  readonly object: ObjectId;
  readonly maxsize: number;
  readonly joinable: boolean;
  readonly #link: ParentLink;
  readonly #forget: () => void;
  #batch: Batch | undefined;
  /** What a request ended with that nobody awaited. */
  #failure: { readonly error: unknown } | undefined;
  #handles = 0;
  #given = 0;

  constructor({ object, maxsize, joinable }: PackedRemote, forget: () => void) {
    const link = parentLink();
    if (link === null) {
      throw new NotSupportedError(
        `a queue that lives in ${object.owner}, which isn't above this thread,`,
        "multiprocessing",
        "Processes reach the queues of their parents only: make it in the parent and hand it down.",
      );
    }
    this.object = object;
    this.maxsize = maxsize;
    this.joinable = joinable;
    this.#link = link;
    this.#forget = forget;
  }

  async put(
    value: unknown,
    timeoutMs: number,
    signal: AbortSignal | undefined,
    owner: object,
  ): Promise<void> {
    signal?.throwIfAborted();
    const item = wireItem(value);
    if (timeoutMs === Number.POSITIVE_INFINITY && signal === undefined) return this.#put(item);
    await this.#request("put", [item, timeoutMs], signal, owner);
  }

  putSync(value: unknown, timeoutMs: number): void {
    this.#putSync(wireItem(value), timeoutMs);
  }

  async putBytes(bytes: Uint8Array): Promise<void> {
    await this.#put({ b: bytes.slice() });
  }

  putBytesSync(bytes: Uint8Array): void {
    this.#putSync({ b: bytes }, Number.POSITIVE_INFINITY);
  }

  async get(timeoutMs: number, signal: AbortSignal | undefined, owner: object): Promise<unknown> {
    return openWire((await this.#request("get", [timeoutMs], signal, owner)) as WireItem);
  }

  getSync(timeoutMs: number): unknown {
    return openWire(this.#requestSync("get", timeoutMs) as WireItem);
  }

  async poll(timeoutMs: number, signal: AbortSignal | undefined, owner: object): Promise<boolean> {
    return (await this.#request("poll", [timeoutMs], signal, owner)) as boolean;
  }

  pollSync(timeoutMs: number): boolean {
    return this.#requestSync("poll", timeoutMs) as boolean;
  }

  size(): number {
    return this.#requestSync("size") as number;
  }

  produce(): void {
    this.#tell("produce");
  }

  consume(): void {
    this.#tell("consume");
  }

  /** A handle arrived under that token. */
  attach(token: number | string, { puts, gets }: Sides): void {
    this.#tell("attach", token, puts, gets);
  }

  /** A handle is handed on to another thread or process. Returns the token that it travels with. */
  hand({ puts, gets }: Sides): string {
    const token = `${placeName()}#${++this.#given}`;
    this.#tell("hand", token, puts, gets);
    return token;
  }

  /** Counted by the other side, since `attach`. */
  openSides(): void {
    this.#handles++;
  }

  closeSides({ puts, gets }: Sides): void {
    this.#tell("close", puts ? 1 : 0, gets ? 1 : 0);
  }

  letGo(): void {
    if (--this.#handles === 0) this.#forget();
  }

  /** This process ends in good order. */
  end(): void {
    this.#flush();
    this.#tell("end");
  }

  taskDone(): void {
    this.#throwFailure();
    this.#tell("taskDone");
  }

  async join(timeoutMs: number, signal: AbortSignal | undefined, owner: object): Promise<void> {
    await this.#request("join", [timeoutMs], signal, owner);
  }

  joinSync(timeoutMs: number): void {
    this.#requestSync("join", timeoutMs);
  }

  #put(item: WireItem): Promise<void> {
    this.#throwFailure();
    let batch = this.#batch;
    if (batch === undefined) {
      batch = new Batch();
      this.#batch = batch;
      queueMicrotask(() => this.#flush());
    }
    batch.items.push(item);
    if (batch.items.length === BATCH_ITEMS) this.#flush();
    return batch.result;
  }

  #putSync(item: WireItem, timeoutMs: number): void {
    if (this.maxsize > 0) {
      this.#requestSync("putSync", item, timeoutMs);
      return;
    }
    this.#throwFailure();
    this.#tell("put", item, timeoutMs);
  }

  /** Puts of one turn go as one message: before any other, lest they be overtaken. */
  #flush(): void {
    const batch = this.#batch;
    if (batch === undefined) return;
    this.#batch = undefined;
    const answer = this.#link.request(this.object, "putAll", batch.items) as Promise<void>;
    if (this.maxsize > 0) {
      answer.then(batch.resolve, batch.reject);
      return;
    }
    batch.resolve();
    this.#watch(answer);
  }

  #request(
    method: string,
    args: readonly unknown[],
    signal: AbortSignal | undefined,
    owner: object,
  ): Promise<unknown> {
    this.#throwFailure();
    this.#flush();
    // The handle isn't garbage while it waits: its end would close the queue.
    return this.#link.request(this.object, method, args, { signal }).finally(() => owner);
  }

  #requestSync(method: string, ...args: unknown[]): unknown {
    this.#throwFailure();
    this.#flush();
    return this.#link.requestSync(this.object, method, args);
  }

  /** A request whose answer nobody waits for. */
  #tell(method: string, ...args: unknown[]): void {
    this.#flush();
    this.#watch(this.#link.request(this.object, method, args));
  }

  #watch(answer: Promise<unknown>): void {
    answer.catch((error: unknown) => {
      this.#failure ??= { error };
    });
  }

  #throwFailure(): void {
    const failure = this.#failure;
    if (failure === undefined) return;
    this.#failure = undefined;
    throw failure.error;
  }
}

class Batch {
  readonly items: WireItem[] = [];
  readonly result: Promise<void>;
  resolve: () => void = () => undefined;
  reject: (error: unknown) => void = () => undefined;

  constructor() {
    this.result = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}
