import { ShutDown, ValueError } from "../../errors.js";
import { registerCarrier } from "../../portable/index.js";
import { READY } from "../process/ready.js";
import { type PackedCore, packCore, unpackCore } from "./carrying.js";
import { Hold } from "./hold.js";
import { createLocal } from "./local-queues.js";
import { type AwaitingOptions, type BlockingOptions, timeoutMsOf } from "./options.js";
import type { QueueCore, Sides } from "./queue-core.js";

const RECEIVES: Sides = { puts: false, gets: true };
const SENDS: Sides = { puts: true, gets: false };

/**
 * One end of a Pipe. Whole messages, in order, never mixed up: several threads or processes may hold the same end, and each message is
 * received once.
 *
 * When all holders of the other end have closed or ended, `recv` gives what is left and then throws ShutDown (Python's EOFError), and `send`
 * throws ShutDown (Python's BrokenPipeError); if one of them died, WorkerDiedError. Who counts as a holder is as with a Queue's producers.
 *
 * @see https://docs.python.org/3/library/multiprocessing.html#multiprocessing.connection.Connection
 */
export class Connection<Sent = unknown, Received = unknown> implements AsyncIterable<Received> {
  /** @internal */
  readonly in: Hold | undefined;
  /** @internal */
  readonly out: Hold | undefined;

  /** Made by Pipe(). @internal */
  constructor(receives: QueueCore | undefined, sends: QueueCore | undefined) {
    this.in = receives === undefined ? undefined : new Hold(this, receives, RECEIVES);
    this.out = sends === undefined ? undefined : new Hold(this, sends, SENDS);
  }

  /** Whether this end can receive, and send: both in a duplex pipe. */
  get readable(): boolean {
    return this.in !== undefined;
  }

  get writable(): boolean {
    return this.out !== undefined;
  }

  get closed(): boolean {
    return !(this.in?.gets || this.out?.puts);
  }

  /**
   * Sends a value, which `recv` at the other end gives. Never waits for the receiver: what isn't received yet lies in memory.
   * @throws ShutDown when nobody can receive any more; WorkerDiedError when who could died
   * @throws NotPortableError when the value can't travel
   */
  send(value: Sent): Promise<void> {
    try {
      return this.#sends("send").put(value, Number.POSITIVE_INFINITY, undefined, this);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** `send` that is done when it returns. */
  sendSync(value: Sent): void {
    this.#sends("sendSync").putSync(value, Number.POSITIVE_INFINITY);
  }

  /**
   * The next value.
   * @throws ShutDown when the other end is closed and nothing is left; WorkerDiedError when it died
   * @throws Empty when `timeout` seconds passed
   */
  recv(options?: AwaitingOptions): Promise<Received> {
    try {
      return this.#receives("recv").get(timeoutMsOf(options), options?.signal, this) as Promise<Received>;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** `recv` that blocks the thread: for workers. */
  recvSync(options?: BlockingOptions): Received {
    return this.#receives("recvSync").getSync(timeoutMsOf(options)) as Received;
  }

  /**
   * Whether there is something to receive, or the end; waits up to `timeout` seconds for it.
   * @see https://docs.python.org/3/library/multiprocessing.html#multiprocessing.connection.Connection.poll
   */
  poll(timeout = 0): Promise<boolean> {
    try {
      return this.#receives("poll").poll(timeoutMsOf({ timeout }), undefined, this);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** `poll` that blocks the thread. */
  pollSync(timeout = 0): boolean {
    return this.#receives("pollSync").pollSync(timeoutMsOf({ timeout }));
  }

  /** Sends bytes as one message; cheaper than `send` of them. A part by `offset` and `size`, as in Python. */
  sendBytes(bytes: Uint8Array, offset = 0, size = bytes.length - offset): Promise<void> {
    try {
      return this.#sends("sendBytes").putBytes(part(bytes, offset, size));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  sendBytesSync(bytes: Uint8Array, offset = 0, size = bytes.length - offset): void {
    this.#sends("sendBytesSync").putBytesSync(part(bytes, offset, size));
  }

  /**
   * The next message, which must be bytes (or a Uint8Array that was sent).
   * @param maxLength more is an error
   * @throws ValueError for a longer message or one that isn't bytes; it is lost
   */
  async recvBytes(maxLength?: number, options?: AwaitingOptions): Promise<Uint8Array> {
    return checkBytes(await this.recv(options), maxLength);
  }

  recvBytesSync(maxLength?: number, options?: BlockingOptions): Uint8Array {
    return checkBytes(this.recvSync(options), maxLength);
  }

  /** This handle is done, in both directions. Idempotent; also done when it is garbage. */
  close(): void {
    this.in?.letGo();
    this.out?.letGo();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Receives value after value until the other end is closed. */
  [Symbol.asyncIterator](): AsyncIterator<Received, undefined> {
    return {
      next: () =>
        this.recv().then(
          (value) => ({ value, done: false }),
          (error: unknown) => {
            if (error instanceof ShutDown) return { value: undefined, done: true };
            throw error;
          },
        ),
    };
  }

  /** For `wait()`: a recv would be over at once. @internal */
  async [READY](signal: AbortSignal): Promise<void> {
    await this.#receives("wait").poll(Number.POSITIVE_INFINITY, signal, this);
  }

  #sends(operation: string): QueueCore {
    if (this.out === undefined) throw new ValueError(`${operation}() on the receiving end of a one-way pipe`);
    if (!this.out.puts) throw new ValueError(`${operation}() on a connection that was closed here`);
    return this.out.core;
  }

  #receives(operation: string): QueueCore {
    if (this.in === undefined) throw new ValueError(`${operation}() on the sending end of a one-way pipe`);
    if (!this.in.gets) throw new ValueError(`${operation}() on a connection that was closed here`);
    return this.in.core;
  }
}

function part(bytes: Uint8Array, offset: number, size: number): Uint8Array {
  if (!(offset >= 0 && size >= 0 && offset + size <= bytes.length)) {
    throw new ValueError(
      `offset ${offset} and size ${size} don't lie within the ${bytes.length} bytes given`,
    );
  }
  return bytes.subarray(offset, offset + size);
}

function checkBytes(message: unknown, maxLength: number | undefined): Uint8Array {
  if (!(message instanceof Uint8Array)) {
    throw new ValueError(
      `recvBytes() got ${message === null ? "null" : typeof message}: what was sent isn't bytes; use recv()`,
    );
  }
  if (maxLength !== undefined && message.length > maxLength) {
    throw new ValueError(`recvBytes() got ${message.length} bytes, more than the ${maxLength} allowed`);
  }
  return message;
}

/**
 * Two connected ends. What is sent at one is received at the other; with `duplex` false only from the second to the first.
 *
 * ```ts
 * const [here, there] = Pipe();
 * const child = new Process({ target: answer, args: [there] });
 * await child.start();
 * await here.send("question");
 * console.log(await here.recv());
 * ```
 *
 * Closing one's own copy of the end that was handed to a worker isn't necessary, as it is in Python: the thread that made the pipe counts at
 * an end only once it has used it there.
 *
 * @see https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Pipe
 */
export function Pipe<A = unknown, B = unknown>(duplex = true): [Connection<A, B>, Connection<B, A>] {
  const toFirst = createLocal({ maxsize: 0, pipe: true });
  const toSecond = duplex ? createLocal({ maxsize: 0, pipe: true }) : undefined;
  return [new Connection<A, B>(toFirst, toSecond), new Connection<B, A>(toSecond, toFirst)];
}

interface PackedConnection {
  readonly in: PackedCore | null;
  readonly out: PackedCore | null;
}

registerCarrier<Connection, PackedConnection>({
  tag: "multiprocessing.Connection",
  type: Connection,
  pack: (end, road, lease) => ({
    in: end.in === undefined ? null : packCore(end.in.core, RECEIVES, road, lease),
    out: end.out === undefined ? null : packCore(end.out.core, SENDS, road, lease),
  }),
  unpack: (packed) =>
    new Connection(
      packed.in === null ? undefined : unpackCore(packed.in, RECEIVES),
      packed.out === null ? undefined : unpackCore(packed.out, SENDS),
    ),
});
