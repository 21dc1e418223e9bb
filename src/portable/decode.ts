import { ManycoreError, ValueError } from "../errors.js";
import { loadModules, missingModules } from "./functions/modules.js";
import type { Road } from "./parcel.js";
import { Decoder } from "./wire/decoder.js";
import { corrupt, Source } from "./wire/source.js";

/** Shared bytes up to this size are copied before they are read: plain memory is read faster, and views may lie on it. */
const COPIED_BYTES = 64 * 1024;

/**
 * Gives the value of a parcel: the inverse of `encode`.
 *
 * **Functions in a parcel are compiled and run.** Decode only what a manycore parent or worker of your own sent.
 *
 * @param bytes may lie in shared memory; nothing of the value refers to them afterwards
 * @throws ValueError when the bytes aren't a whole parcel, or when modules must be imported first (`needsModules`)
 */
export function decode(bytes: Uint8Array, road: Road): unknown {
  const source = open(bytes);
  if (source.hasModules) {
    const missing = missingModules(source.tail);
    if (missing.length > 0)
      throw new ValueError(
        `This parcel holds functions that need ${missing.map((module) => module.specifier).join(", ")}, which must be imported first: use decodeAsync`,
      );
  }
  return read(source, road);
}

/** Whether modules must be imported before the parcel can be decoded: then only `decodeAsync` can. */
export function needsModules(bytes: Uint8Array): boolean {
  const source = open(bytes);
  return source.hasModules && missingModules(source.tail).length > 0;
}

/** As `decode`, once the modules that the parcel's functions import are loaded. */
export async function decodeAsync(bytes: Uint8Array, road: Road): Promise<unknown> {
  // Shared memory may be given to somebody else while modules load.
  const source = open(new Uint8Array(bytes));
  if (source.hasModules) await loadModules(missingModules(source.tail));
  return read(source, road);
}

function open(bytes: Uint8Array): Source {
  const shared = typeof SharedArrayBuffer === "function" && bytes.buffer instanceof SharedArrayBuffer;
  return new Source(shared && bytes.length <= COPIED_BYTES ? new Uint8Array(bytes) : bytes);
}

function read(source: Source, road: Road): unknown {
  try {
    return new Decoder(source, road).root();
  } catch (error) {
    // Values of wrong types in the place of others, in bytes that nobody encoded.
    if (error instanceof ManycoreError || !isOwn(error)) throw error;
    throw corrupt((error as Error).message);
  }
}

/** Errors that the engine throws on wrong arguments; what user code throws while its classes are defined isn't ours. */
function isOwn(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
}
