/** When a call is tried again, and after how long. The numbers are those of Spark's own clients. */
import type { Duration } from "@bufbuild/protobuf/wkt";
import type { ServiceError } from "@grpc/grpc-js";
import { RetryInfoSchema } from "../proto/index.js";
import { statusDetail } from "./status-details.js";

export interface RetryPolicy {
  /** How often at most, after the first time. */
  readonly retries: number;
  /** Milliseconds. */
  readonly first: number;
  readonly factor: number;
  readonly longest: number;
  /** At most so much is added to a wait by chance, so that clients of a server that comes back don't all ask at once. */
  readonly jitter: number;
  /** As long is tried to reach a server that has not answered yet: more likely it isn't there than that it will be soon. */
  readonly connecting: number;
  /**
   * While the rows' reader does something else, the server is asked for more this often: a run that nobody has asked for in five minutes (its setting
   * `spark.connect.execute.manager.detachedTimeout`) is given up.
   */
  readonly hold: number;
}

export const DEFAULT_RETRIES: RetryPolicy = {
  retries: 15,
  first: 50,
  factor: 4,
  longest: 60_000,
  jitter: 500,
  connecting: 10_000,
  hold: 120_000,
};

/** Below it there is nothing to spread. */
const JITTER_FROM = 2_000;

/** gRPC's numbers of what can have gone wrong; those that are looked at. */
export const CODES = {
  cancelled: 1,
  unknown: 2,
  deadlineExceeded: 4,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** Of a call that failed in gRPC, and not in our own program. */
export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "code" in error && typeof error.code === "number" && "metadata" in error;
}

/** Whether the same call may succeed later: the server didn't get it, or asks for patience. */
export function isRetriable(error: unknown): boolean {
  if (!isServiceError(error)) return false;
  if (error.code === CODES.unavailable) return true;
  if (error.code === CODES.internal && error.details.includes("INVALID_CURSOR.DISCONNECTED")) return true;
  return askedDelay(error) !== undefined;
}

/** Whether a stream's connection broke: beside the above, what is left of HTTP/2 when a connection ends in the middle. */
export function isBreak(error: unknown): boolean {
  if (isRetriable(error)) return true;
  if (!isServiceError(error)) return false;
  const { code, details } = error;
  const broken = code === CODES.internal || code === CODES.unknown || code === CODES.cancelled;
  return (
    broken && /RST_STREAM|ECONNRESET|socket hang up|[Ss]tream (closed|removed|refused)|GOAWAY/.test(details)
  );
}

/** One call's tries. */
export class Retries {
  readonly #policy: RetryPolicy;
  #tries = 0;

  constructor(policy: RetryPolicy) {
    this.#policy = policy;
  }

  get tries(): number {
    return this.#tries;
  }

  /** @returns how many milliseconds to wait before the next try; undefined when there have been enough */
  next(error: unknown): number | undefined {
    const { retries, first, factor, longest, jitter } = this.#policy;
    if (this.#tries >= retries) return undefined;
    const usual = Math.min(first * factor ** this.#tries++, longest);
    const wait = Math.max(usual, askedDelay(error) ?? 0);
    return wait < JITTER_FROM ? wait : wait + Math.random() * jitter;
  }

  /** Something got through: what fails from now on is another failure. */
  reset(): void {
    this.#tries = 0;
  }
}

/** Milliseconds that the server asks to be given. */
function askedDelay(error: unknown): number | undefined {
  const info = isServiceError(error) ? statusDetail(error, RetryInfoSchema) : undefined;
  return info?.retryDelay === undefined ? undefined : milliseconds(info.retryDelay);
}

function milliseconds({ seconds, nanos }: Duration): number {
  return Number(seconds) * 1000 + nanos / 1e6;
}
