/** An answer as it came, and what its call makes of it. */
import {
  addRemoteStack,
  decode,
  decodeAsync,
  isStartedAtImport,
  needsModules,
  type Road,
} from "../../portable/index.js";
import { shiftPath } from "./call.js";
import type { Chunk } from "./chunk.js";
import { DONE } from "./message.js";

export interface Answer {
  /** Name of the worker that gave it. */
  readonly worker: string;
  readonly road: Road;
  readonly chunk: Chunk;
  readonly status: number;
  /** Items done. */
  readonly count: number;
}

/** Hands an answer to its call: now, or when the modules that its payload needs are loaded. `payload` is valid during the call. */
export function deliver(answer: Answer, payload: Uint8Array): void {
  const { chunk, road } = answer;
  if (needsModules(payload)) {
    decodeAsync(payload.slice(), road).then(
      (value) => settle(answer, value),
      (error: unknown) => chunk.call.failed(chunk, 0, null, error, false),
    );
    return;
  }
  let value: unknown;
  try {
    // Also of a task that nobody wants any more: leases in the payload are taken over by whoever decodes it.
    value = decode(payload, road);
  } catch (error) {
    if (!chunk.abandoned) chunk.call.failed(chunk, 0, null, error, false);
    return;
  }
  settle(answer, value);
}

function settle({ worker, chunk, status, count }: Answer, value: unknown): void {
  const { call, abandoned } = chunk;
  if (abandoned || call.settled) return;
  if (status === DONE) {
    call.succeeded(chunk, value);
    return;
  }
  const { error, values } = value as { error: unknown; values: readonly unknown[] | null };
  const final = (error instanceof Error && error.name === "NotPortableError") || isStartedAtImport(error);
  const shown = final ? shiftPath(error, "result ", chunk.first) : error;
  if (shown instanceof Error) addRemoteStack(shown, `${worker}, ${call.describe(chunk, count)}`, call.site);
  call.failed(chunk, count, values, shown, !final);
}
