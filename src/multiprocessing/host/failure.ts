/** Errors on the line: an error that can't travel as it is still says what it was. */
import { decode, encode, type Parcel, type Road } from "../../portable/index.js";

/** Inverse of `decodeFailure`. Never throws. */
export function encodeFailure(error: unknown, road: Road): Parcel {
  try {
    return encode(error, road);
  } catch (reason) {
    return encode(plain(error, reason), road);
  }
}

/** Inverse of `encodeFailure`. Never throws; an error whose class isn't known here is a plain one. */
export function decodeFailure(bytes: Uint8Array, road: Road): unknown {
  try {
    return decode(bytes, road);
  } catch (reason) {
    return new Error("the worker's error could not be read", { cause: reason });
  }
}

function plain(error: unknown, reason: unknown): Error {
  const why = reason instanceof Error ? reason.message : String(reason);
  if (!(error instanceof Error))
    return new Error(`${describe(error)} was thrown (it could not travel: ${why})`);
  const copy = new Error(`${error.message} (the ${error.name} could not travel: ${why})`);
  copy.stack = error.stack ?? copy.stack;
  return copy;
}

function describe(value: unknown): string {
  try {
    return String(value);
  } catch {
    return `a ${typeof value}`;
  }
}
