/** What there is of a `WebAssembly.Memory` where the compiler has no types of WebAssembly. */
interface MemoryParts {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/**
 * A `WebAssembly.Memory`. That name comes with the types of the browser (`lib: ["dom"]`), which programs for Node may be compiled without;
 * our declarations are then part of theirs, and mustn't ask for it.
 */
export type WasmMemory = typeof globalThis extends {
  readonly WebAssembly: { readonly Memory: abstract new (...args: never) => infer M };
}
  ? M
  : MemoryParts;
