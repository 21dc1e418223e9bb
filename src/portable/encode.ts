import { NotPortableError } from "../errors.js";
import { dropLease } from "../memory/index.js";
import { tailOf } from "./functions/modules.js";
import type { Parcel, Road } from "./parcel.js";
import { Encoder, Restart } from "./wire/encoder.js";
import { Refusal } from "./wire/refusal.js";

/** Encoders that nobody uses now. A carrier's `pack` may encode while its own encoder is at work. */
const idle: Encoder[] = [];

/**
 * Makes a parcel of a value and all that it leads to: what structuredClone takes, and functions, classes and their
 * instances, errors with all that is theirs, registered symbols, and what has a carrier. Identity and cycles are kept
 * within the parcel. Own getters of objects travel as getters and don't run.
 *
 * ```ts
 * decode(encode([1, new Map([["a", 2]])], "process").bytes, "process");
 * ```
 *
 * @param at the name of the value in the paths of errors: `argument 0`. A `#` in it stands for the index when the
 *   value is an array: `encode(args, road, "argument #")`
 * @throws NotPortableError naming what can't travel and how it is reached
 */
export function encode(value: unknown, road: Road, at = "value"): Parcel {
  return withEncoder(road, at, (encoder) => encoder.root(value));
}

function tooDeep(): Refusal {
  return new Refusal(
    "nested too deep for the stack, as functions that each capture the next",
    "Keep what is nested in an array, or send it from where less has been called.",
  );
}

/** Writes a parcel with an encoder that is free. @throws NotPortableError */
export function withEncoder(road: Road, at: string, write: (encoder: Encoder) => void): Parcel {
  const encoder = idle.pop() ?? new Encoder();
  encoder.road = road;
  try {
    for (;;) {
      try {
        write(encoder);
        return encoder.finish(encoder.modules.size === 0 ? undefined : tailOf(encoder.modules));
      } catch (error) {
        for (const id of encoder.leases) dropLease(id);
        if (error instanceof Refusal) throw error.toError(at);
        if (error instanceof NotPortableError) throw Refusal.from(error).toError(at);
        if (error instanceof RangeError && /call stack/.test(error.message)) throw tooDeep().toError(at);
        if (!(error instanceof Restart)) throw error;
        encoder.reset();
      }
    }
  } finally {
    encoder.reset();
    if (encoder.wholeBuffers.size > 0) encoder.wholeBuffers.clear();
    idle.push(encoder);
  }
}
