/** Calls of a Connect server: stamped with the session, tried again where that helps, with Spark's errors. */
import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { create, type DescMessage, type MessageInitShape, type MessageShape } from "@bufbuild/protobuf";
import type { ServiceError } from "@grpc/grpc-js";
import { SparkConnectException, type SparkException } from "../errors/index.js";
import { SparkConnectService } from "../proto/index.js";
import { Channel, type Method, type ServerStream, type TlsOptions } from "./channel.js";
import { addressOf, type Endpoint } from "./connection-string.js";
import { fromDetails, fromInfo, remoteErrorInfo } from "./remote-error.js";
import { CODES, isRetriable, isServiceError, Retries, type RetryPolicy } from "./retry.js";
import { ConnectSession, type SessionAnswer, type Stamp } from "./session.js";

/** A request without what each has. */
export type Fields<I extends DescMessage> = Omit<MessageInitShape<I>, keyof Stamp | "$typeName" | "$unknown">;

/**
 * Milliseconds that calls may take. Analysis may read the footers of many files; a server that is asked whether it is there may be collecting its
 * garbage, which takes a full heap the better part of a minute. One that doesn't get the last word goes on with what we left for an hour.
 */
export const LIMITS = {
  analyze: 600_000,
  quick: 60_000,
  alive: 60_000,
  closing: 20_000,
  reconnecting: 1_000,
  details: 20_000,
} as const;

/** How TLS says that it won't talk with a server. */
const MISTRUST = /certificate|altnames/i;

/** A server that is starting is asked this often. */
const CONNECTING_MILLISECONDS = 1_000;

export class Client {
  readonly session: ConnectSession;
  readonly address: string;
  readonly retries: RetryPolicy;
  readonly #channel: Channel;
  readonly #useSsl: boolean;
  readonly #over = new AbortController();
  /** When the first call was made, as long as none has been answered. */
  #connectingSince: number | undefined;
  #answered = false;

  private constructor(endpoint: Endpoint, channel: Channel, retries: RetryPolicy) {
    this.session = new ConnectSession(endpoint);
    this.address = addressOf(endpoint);
    this.retries = retries;
    this.#channel = channel;
    this.#useSsl = endpoint.useSsl;
    // Each query listens; Node takes more than ten listeners for a leak.
    setMaxListeners(0, this.#over.signal);
  }

  /** @throws NotSupportedError without @grpc/grpc-js */
  static async open(endpoint: Endpoint, retries: RetryPolicy, tls: TlsOptions): Promise<Client> {
    return new Client(endpoint, await Channel.open(endpoint, tls), retries);
  }

  /**
   * One request, one answer.
   *
   * @param timeout milliseconds a try
   * @throws SparkException
   */
  call<I extends DescMessage, O extends DescMessage>(
    method: Method<I, O>,
    fields: Fields<I>,
    timeout: number = LIMITS.quick,
  ): Promise<MessageShape<O> & SessionAnswer> {
    return this.#tried(() => this.#channel.unary(method, this.#stamped(method, fields), timeout));
  }

  /** Like {@link call} once: whoever asks has a plan for failure. @throws gRPC's error */
  async callOnce<I extends DescMessage, O extends DescMessage>(
    method: Method<I, O>,
    fields: Fields<I>,
    timeout: number,
  ): Promise<MessageShape<O>> {
    return await this.#channel.unary(method, this.#stamped(method, fields), timeout);
  }

  /** {@link callOnce}, and once more when there was no connection and one can be had soon. @throws gRPC's error */
  async callLast<I extends DescMessage, O extends DescMessage>(
    method: Method<I, O>,
    fields: Fields<I>,
    timeout: number,
  ): Promise<MessageShape<O>> {
    try {
      return await this.callOnce(method, fields, timeout);
    } catch (error) {
      if (!isRetriable(error)) throw error;
      // After a break the channel fails whatever is asked until it has connected again.
      await this.#channel.ready(LIMITS.reconnecting);
      return await this.callOnce(method, fields, timeout);
    }
  }

  /** Many requests, one answer. They are asked for again with each try. @throws SparkException */
  upload<I extends DescMessage, O extends DescMessage>(
    method: Method<I, O>,
    requests: () => Iterable<Fields<I>>,
    timeout: number,
  ): Promise<MessageShape<O> & SessionAnswer> {
    const stamped = (fields: Fields<I>) => this.#stamped(method, fields);
    return this.#tried(() => this.#channel.clientStream(method, each(requests(), stamped), timeout));
  }

  /** Many answers, one try: see operation.ts. `next` throws gRPC's error. */
  open<I extends DescMessage, O extends DescMessage>(
    method: Method<I, O>,
    fields: Fields<I>,
  ): ServerStream<MessageShape<O>> {
    return this.#channel.serverStream(method, this.#stamped(method, fields));
  }

  /** An answer has come: of this session? @throws SparkConnectException when not */
  accept(answer: SessionAnswer): void {
    this.#answered = true;
    this.session.check(answer);
  }

  /**
   * Waits before another try.
   *
   * @throws what the error means, when there have been enough tries; the reason of `signal`, when that is aborted
   */
  async before(retry: Retries, error: unknown, signal?: AbortSignal): Promise<void> {
    this.throwIfOver();
    let wait = retry.next(error);
    if (!this.#answered && wait !== undefined) {
      this.#connectingSince ??= performance.now();
      const left = this.#connectingSince + this.retries.connecting - performance.now();
      wait = left > 0 ? Math.min(wait, left, CONNECTING_MILLISECONDS) : undefined;
    }
    if (wait === undefined) throw await this.explain(error, retry.tries);
    const signals = signal === undefined ? this.#over.signal : AbortSignal.any([this.#over.signal, signal]);
    try {
      await sleep(wait, undefined, { signal: signals });
    } catch {
      throw signals.reason;
    }
  }

  /** @returns what an error of a call means; those that aren't gRPC's are returned as they are */
  async explain(error: unknown, tries = 0): Promise<unknown> {
    if (this.#over.signal.aborted) return this.#over.signal.reason;
    if (!isServiceError(error)) return error;
    const info = remoteErrorInfo(error);
    if (info === undefined) return this.#ofNetwork(error, tries);
    this.#answered = true;
    return (await this.#details(info.metadata.errorId)) ?? fromInfo(info, error.details);
  }

  /** From now on every call fails with this, also those that wait. */
  fail(error: Error): void {
    if (!this.#over.signal.aborted) this.#over.abort(error);
  }

  throwIfOver(): void {
    this.#over.signal.throwIfAborted();
  }

  /** Aborted by {@link fail}. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** What calls of a closed session fail with. */
  closed(): SparkConnectException {
    return new SparkConnectException(`the session at ${this.address} is closed. Make a new one.`);
  }

  close(): void {
    this.fail(this.closed());
    this.#channel.close();
  }

  #stamped<I extends DescMessage>(method: Method<I, DescMessage>, fields: Fields<I>): MessageShape<I> {
    return create(method.input, { ...this.session.stamp, ...fields } as unknown as MessageInitShape<I>);
  }

  async #tried<T>(attempt: () => Promise<T>): Promise<T & SessionAnswer> {
    const retry = new Retries(this.retries);
    for (;;) {
      this.throwIfOver();
      let answer: T & SessionAnswer;
      try {
        const answering = attempt();
        if (!this.#answered) await this.#connected(answering);
        answer = (await answering) as T & SessionAnswer;
      } catch (error) {
        if (!isRetriable(error)) throw await this.explain(error);
        await this.before(retry, error);
        continue;
      }
      this.accept(answer);
      return answer;
    }
  }

  /** A machine that drops what it is sent would be waited for as long as an answer. */
  async #connected(answering: Promise<unknown>): Promise<void> {
    const { connecting } = this.retries;
    // Whichever loses the race may fail later, when nobody asks any more.
    answering.catch(() => undefined);
    const isConnected = await Promise.race([
      answering.then(() => true),
      this.#channel.ready(connecting).then(
        () => true,
        () => false,
      ),
    ]);
    if (isConnected) return;
    throw this.#nobody(`no connection in ${connecting / 1000} s`, "once");
  }

  async #details(errorId: string | undefined): Promise<SparkException | undefined> {
    if (errorId === undefined) return undefined;
    const { fetchErrorDetails } = SparkConnectService.method;
    try {
      return fromDetails(await this.callOnce(fetchErrorDetails, { errorId }, LIMITS.details));
    } catch {
      // The server forgets errors after a while, or is gone: the short form has to do.
      return undefined;
    }
  }

  #ofNetwork(error: ServiceError, tries: number): SparkConnectException {
    const { code, details } = error;
    const state = { cause: error };
    if (code === CODES.unauthenticated) {
      return new SparkConnectException(
        `the Spark at ${this.address} does not accept the token: ${details}. Give its token as sc://host:port/;token=….`,
        state,
      );
    }
    if (code === CODES.deadlineExceeded) {
      return new SparkConnectException(
        `the Spark at ${this.address} did not answer in time: ${details}.`,
        state,
      );
    }
    if (code !== CODES.unavailable) {
      return new SparkConnectException(`the call of the Spark at ${this.address} failed: ${details}`, state);
    }
    const tried = tries === 0 ? "once" : `${tries + 1} times`;
    if (this.#answered) {
      return new SparkConnectException(
        `the Spark at ${this.address} has gone away, was called ${tried} and does not answer any more: ${details}. What it was doing is lost.`,
        state,
      );
    }
    return this.#nobody(details, tried, error);
  }

  #nobody(details: string, tried: string, cause?: unknown): SparkConnectException {
    if (this.#useSsl && MISTRUST.test(details)) {
      return new SparkConnectException(
        `this machine does not trust the certificate of the server at ${this.address}: ${details}. If it is the right server, start Node with NODE_EXTRA_CA_CERTS=FILE, the certificate of the one who vouches for it.`,
        { cause },
      );
    }
    const ssl = this.#useSsl
      ? "with TLS; a server without it wants use_ssl=false"
      : "without TLS; a server with it wants use_ssl=true";
    return new SparkConnectException(
      `no Spark Connect server answers at ${this.address}, called ${tried} ${ssl}: ${details}. Is it running, and are host and port right? master("local[*]") starts one here.`,
      { cause },
    );
  }
}

function* each<A, B>(items: Iterable<A>, change: (item: A) => B): Generator<B> {
  for (const item of items) yield change(item);
}
