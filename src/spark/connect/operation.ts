/**
 * The run of a plan on the server, which goes on when the connection breaks: the server keeps the answers that we may not have got and sends them again. A
 * stream that ends says nothing; the run is over when `ResultComplete` has come.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { SparkConnectException } from "../errors/index.js";
import {
  type ExecutePlanResponse,
  InterruptRequest_InterruptType as InterruptType,
  type Plan,
  SparkConnectService,
} from "../proto/index.js";
import type { ServerStream } from "./channel.js";
import { type Client, LIMITS } from "./client.js";
import { isBreak, isServiceError, Retries } from "./retry.js";

const { executePlan, reattachExecute, releaseExecute, interrupt, analyzePlan } = SparkConnectService.method;

/** A stream that is silent so long makes us ask the server something else: a connection can be dead without anyone's saying so. */
const SILENCE_MILLISECONDS = 60_000;
/** A stream that ends without an answer before this is as good as broken. */
const SHORT_MILLISECONDS = 1_000;
/** Bytes of a piece of an Arrow batch that we'd like: a message has to be under 128 MiB, and see channel.ts of what a server can send again. */
const CHUNK_BYTES = 3n * 1024n * 1024n;

export class Operation {
  readonly id = randomUUID();
  readonly #client: Client;
  readonly #plan: Plan;
  readonly #tags: readonly string[];
  readonly #signal: AbortSignal | undefined;
  readonly #retry: Retries;
  #stream: ServerStream<ExecutePlanResponse> | undefined;
  #openedAt = 0;
  #holding: NodeJS.Timeout | undefined;
  /** Whether the server may know of it. */
  #sent = false;
  #lastResponse: string | undefined;
  #complete = false;
  #releasing: Promise<unknown> | undefined;
  #ended: Error | undefined;

  constructor(client: Client, plan: Plan, tags: readonly string[], signal: AbortSignal | undefined) {
    this.#client = client;
    this.#plan = plan;
    this.#tags = tags;
    this.#signal = signal;
    this.#retry = new Retries(client.retries);
  }

  /**
   * The next answer.
   *
   * @returns undefined when there are no more
   * @throws SparkException; the reason of the signal, when that is aborted
   */
  async next(): Promise<ExecutePlanResponse | undefined> {
    clearTimeout(this.#holding);
    // What has been asked for after it has been used: the server need not keep it.
    this.#releaseUntil();
    while (!this.#complete) {
      this.#throwIfAborted();
      this.#stream ??= this.#open();
      let answer: ExecutePlanResponse | undefined;
      try {
        answer = await this.#answer(this.#stream);
      } catch (error) {
        this.#dropStream();
        this.#throwIfAborted();
        await this.#recover(error);
        continue;
      }
      if (answer === undefined) {
        this.#dropStream();
        if (performance.now() - this.#openedAt < SHORT_MILLISECONDS) {
          const ended = new SparkConnectException(
            "the server ends the run's stream again and again without an answer",
          );
          await this.#client.before(this.#retry, ended, this.#signal);
        }
        continue;
      }
      this.#client.accept(answer);
      this.#retry.reset();
      if (answer.responseId !== "") this.#lastResponse = answer.responseId;
      if (answer.responseType.case === "resultComplete") this.#complete = true;
      else this.#hold();
      return answer;
    }
    return undefined;
  }

  /**
   * Ends it: what still runs is interrupted, and the server forgets the answers. Never rejects.
   *
   * @param reason what a `next` that waits fails with
   */
  async end(reason?: Error): Promise<void> {
    clearTimeout(this.#holding);
    const running = !this.#complete;
    this.#ended ??= reason;
    this.#dropStream();
    if (!this.#sent || this.#client.over.aborted) return;
    try {
      if (running) {
        await this.#client.callOnce(
          interrupt,
          {
            interruptType: InterruptType.OPERATION_ID,
            interrupt: { case: "operationId", value: this.id },
          },
          LIMITS.closing,
        );
      }
      await this.#client.callOnce(
        releaseExecute,
        { operationId: this.id, release: { case: "releaseAll", value: {} } },
        LIMITS.closing,
      );
    } catch {
      // A server that doesn't answer gives up runs that nobody asks for.
    }
  }

  /** Keeps the run on the server as long as nobody calls `next`. */
  #hold(): void {
    this.#holding = setTimeout(() => {
      this.#dropStream();
      if (this.#client.over.aborted || this.#signal?.aborted) return;
      // What is wrong with it is told by the next `next`.
      this.#stream = this.#open();
      this.#hold();
    }, this.#client.retries.hold).unref();
  }

  #open(): ServerStream<ExecutePlanResponse> {
    this.#openedAt = performance.now();
    if (this.#sent) {
      const lastResponseId = this.#lastResponse === undefined ? {} : { lastResponseId: this.#lastResponse };
      return this.#client.open(reattachExecute, { operationId: this.id, ...lastResponseId });
    }
    this.#sent = true;
    return this.#client.open(executePlan, {
      operationId: this.id,
      plan: this.#plan,
      tags: [...this.#tags],
      requestOptions: [
        { requestOption: { case: "reattachOptions", value: { reattachable: true } } },
        {
          requestOption: {
            case: "resultChunkingOptions",
            value: { allowArrowBatchChunking: true, preferredArrowChunkSize: CHUNK_BYTES },
          },
        },
      ],
    });
  }

  /** @returns undefined at the end of the stream @throws gRPC's error */
  async #answer(stream: ServerStream<ExecutePlanResponse>): Promise<ExecutePlanResponse | undefined> {
    const cancel = () => stream.cancel();
    const signals = [this.#client.over, ...(this.#signal === undefined ? [] : [this.#signal])];
    for (const signal of signals) signal.addEventListener("abort", cancel);
    const silence = new AbortController();
    const watch = this.#watch(stream, silence.signal);
    try {
      const { value, done } = await Promise.race([stream.next(), watch]);
      return done ? undefined : value;
    } finally {
      silence.abort();
      for (const signal of signals) signal.removeEventListener("abort", cancel);
    }
  }

  /** Rejects when the stream is silent and the server doesn't answer; resolves never. */
  #watch(stream: ServerStream<ExecutePlanResponse>, over: AbortSignal): Promise<never> {
    return new Promise((_, reject) => {
      const look = async () => {
        try {
          for (;;) {
            await sleep(SILENCE_MILLISECONDS, undefined, { signal: over });
            const sparkVersion = { analyze: { case: "sparkVersion", value: {} } } as const;
            await this.#client.callOnce(analyzePlan, sparkVersion, LIMITS.alive);
          }
        } catch (error) {
          if (over.aborted) return;
          stream.cancel();
          reject(error);
        }
      };
      look();
    });
  }

  /** Waits until the run can be found again. @throws what the error means, when it can't */
  async #recover(error: unknown): Promise<void> {
    const details = isServiceError(error) ? error.details : "";
    const [condition, what] = /INVALID_HANDLE\.(OPERATION|SESSION)_NOT_FOUND/.exec(details) ?? [];
    if (condition !== undefined) {
      const meant = await this.#client.explain(error);
      if (this.#lastResponse !== undefined) {
        throw new SparkConnectException(
          `the connection broke, and the server has forgotten the ${what === "SESSION" ? "session" : "run"} that was to go on: it may have restarted. Some of the run's answers have come already, so it isn't begun again by itself.`,
          { condition, cause: meant },
        );
      }
      // It never got there: from the start.
      this.#sent = false;
      return await this.#client.before(this.#retry, error, this.#signal);
    }
    // It did get there, though the answer didn't come: the next stream is a reattached one.
    if (details.includes("INVALID_HANDLE.OPERATION_ALREADY_EXISTS")) return;
    if (!isBreak(error)) throw await this.#client.explain(error);
    await this.#client.before(this.#retry, error, this.#signal);
  }

  #releaseUntil(): void {
    const responseId = this.#lastResponse;
    if (responseId === undefined || this.#releasing !== undefined || this.#complete) return;
    const release = { case: "releaseUntil", value: { responseId } } as const;
    const released = this.#client.callOnce(releaseExecute, { operationId: this.id, release }, LIMITS.quick);
    // It is only a favour to the server.
    this.#releasing = released.catch(() => undefined).finally(() => (this.#releasing = undefined));
  }

  #dropStream(): void {
    this.#stream?.cancel();
    this.#stream = undefined;
  }

  #throwIfAborted(): void {
    if (this.#ended !== undefined) throw this.#ended;
    this.#client.throwIfOver();
    this.#signal?.throwIfAborted();
  }
}
