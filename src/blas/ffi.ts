/** koffi, an optional peer: found on first use, synchronously, and only where there is a Node that can load it. */

/** A native function as koffi gives it. */
export type NativeFunction<R> = (...args: readonly (number | bigint | ArrayBufferView)[]) => R;

/** A loaded library. */
export interface NativeLibrary {
  func<R>(name: string, result: string, parameters: readonly string[]): NativeFunction<R>;
  /** A function's address. */
  symbol(name: string): bigint;
}

/** The part of koffi that is used. https://koffi.dev */
export interface Ffi {
  load(path: string | null): NativeLibrary;
  /** Where a typed array's elements lie in the process. */
  address(array: ArrayBufferView): bigint;
  /** Reads a value of a C type where the first bytes of `from` lie. */
  decode(from: ArrayBufferView, type: string): unknown;
}

/** koffi, or in words why there is none. */
export function loadFfi(): Ffi | string {
  const node = typeof process === "undefined" ? undefined : process.getBuiltinModule?.("node:module");
  if (node === undefined) return "native libraries need Node.js";
  const require = node.createRequire(import.meta.url);
  try {
    return require("koffi") as Ffi;
  } catch (error) {
    const missing = (error as { code?: string }).code === "MODULE_NOT_FOUND";
    if (missing) return "the optional package koffi isn't installed (npm install koffi)";
    return `koffi can't be loaded: ${(error as Error).message}`;
  }
}
