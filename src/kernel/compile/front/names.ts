/** What the free names of a function mean: the constants that were given, what its closure holds (in Node), and globals. */
import { capturedValues, hasInspector } from "../../../capture/index.js";
import type { Compilable } from "./request.js";

/** A name's value, or that nobody knows it. */
export interface Known {
  readonly value: unknown;
}

/** Looks names up. */
export type Names = (name: string) => Known | null;

const GLOBALS: Readonly<Record<string, unknown>> = {
  Math,
  Number,
  Boolean,
  BigInt,
  Infinity: Number.POSITIVE_INFINITY,
  NaN: Number.NaN,
  undefined,
  Int8Array,
  Uint8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
  Float32Array,
  Float64Array,
};

/** The names of a function: its own constants first. */
export function namesOf(fn: Compilable, constants: Readonly<Record<string, unknown>> | undefined): Names {
  let closure: ((name: string) => Known | null) | undefined;
  return (name) => {
    if (constants !== undefined && Object.hasOwn(constants, name)) return { value: constants[name] };
    if (typeof fn === "function" && hasInspector()) {
      closure ??= capturedValues(fn);
      const found = closure(name);
      if (found !== null) return found;
    }
    return Object.hasOwn(GLOBALS, name) ? { value: GLOBALS[name] } : null;
  };
}
