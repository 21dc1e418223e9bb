import type { AnyFunction } from "../../capture/index.js";
import { type Builtin, builtinNamed } from "./builtins.js";
import type { Decoder } from "./decoder.js";
import { make } from "./read-state.js";
import { corrupt } from "./source.js";

/** Reads an error: the inverse of error-state.ts. No constructor of the user's or of manycore's classes runs. */
export function readErrorState(decoder: Decoder, type: AnyFunction | undefined): object {
  const name = decoder.string();
  const builtin = builtinNamed(name);
  if (builtin?.kind !== "error") throw corrupt(`${JSON.stringify(name)} is no class of errors`);
  if (name === "DOMException") return readDomException(decoder);
  const error = decoder.enlist(empty(builtin, type));
  decoder.fields(error, false);
  decoder.fields(error);
  return error;
}

function empty(builtin: Builtin, type: AnyFunction | undefined): object {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const error = make(Error, [], type ?? builtin.type);
    // What the constructor here left: the other side's own properties take its place.
    delete (error as { stack?: string }).stack;
    return error;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function readDomException(decoder: Decoder): object {
  const error = decoder.enlist(new DOMException(decoder.string(), decoder.string()));
  Object.defineProperty(error, "stack", { value: decoder.string(), writable: true, configurable: true });
  decoder.fields(error);
  return error;
}
