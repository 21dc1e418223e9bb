import { ValueError } from "../errors.js";
import { decodeAsync } from "./decode.js";
import { encodeFunction } from "./functions/encode-function.js";

/**
 * A function that can be stored or sent by any means that takes an object: it is data, structured-cloneable, and holds the
 * function's module and export, or its source with what it captured.
 */
export interface Portable<F extends AnyFunction = AnyFunction> {
  readonly format: "manycore.portable";
  /** The function's name, for people. */
  readonly name: string;
  /** In the wire format (wire/README.md). */
  readonly bytes: Uint8Array;
  /** Never set: remembers the function's type for `revive`. */
  readonly type?: F;
}

// biome-ignore lint/suspicious/noExplicitAny: any signature, as in TypeScript's own `ReturnType`
type AnyFunction = (...args: any[]) => unknown;

/**
 * Makes a function portable: with its helper functions, classes, Maps, Dates, typed arrays and whatever else it captured,
 * as they are now. Imports travel as imports, and the main module isn't run again on the other side. Arrays are copied.
 * `revive` is its inverse.
 *
 * ```ts
 * const factor = 3;
 * const portable = capture((x: number) => x * factor);
 * worker.postMessage(portable);      // there: (await revive(portable))(14) → 42
 * ```
 *
 * @throws NotPortableError naming the captured variable and the path to what can't travel
 */
export function capture<F extends AnyFunction>(fn: F): Portable<F> {
  if (typeof fn !== "function") throw new ValueError(`capture takes a function, and got ${typeof fn}`);
  const { bytes } = encodeFunction(fn, "process");
  return { format: "manycore.portable", name: fn.name, bytes };
}

/**
 * Makes the function again: the inverse of `capture`. In the thread that captured it, the function itself comes back.
 *
 * **Its source is compiled and run**: revive only what your own program captured.
 *
 * @throws ValueError for what `capture` didn't give; ManycoreError when a module that it imports can't be loaded here
 */
export async function revive<F extends AnyFunction>(portable: Portable<F>): Promise<F> {
  if (portable?.format !== "manycore.portable" || !(portable.bytes instanceof Uint8Array))
    throw new ValueError("revive takes what capture gave");
  return (await decodeAsync(portable.bytes, "process")) as F;
}
