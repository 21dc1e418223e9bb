/** How a kernel's module meets its imports: the same in the caller and in a helper. */

/** Runs slice `slice`, the items `[start, end)`, of the work that the block at `params` describes. */
export type KernelFunction = (params: number, start: number, end: number, slice: number) => void;

let math: Record<string, WebAssembly.ImportValue> | undefined;

/** All functions of `Math`: what a kernel can't do on lanes it calls by its JavaScript name. */
function mathFunctions(): Record<string, WebAssembly.ImportValue> {
  if (math === undefined) {
    math = {};
    for (const name of Object.getOwnPropertyNames(Math)) {
      const value: unknown = Math[name as keyof Math];
      if (typeof value === "function")
        math[name] = value as WebAssembly.ImportValue & ((x: number) => number);
    }
  }
  return math;
}

/**
 * Compiles and instantiates a kernel in this thread. V8 keeps one native module for equal bytes
 * (https://v8.dev/blog/wasm-code-caching), so a helper's compilation is a look-up once the caller has done it.
 * @param bytes not in shared memory, which WebAssembly refuses to compile from
 * @throws WebAssembly.CompileError, WebAssembly.LinkError
 */
export function instantiate(memory: WebAssembly.Memory, bytes: Uint8Array): KernelFunction {
  const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
  const instance = new WebAssembly.Instance(module, { env: { memory }, Math: mathFunctions() });
  const { run } = instance.exports;
  if (typeof run !== "function") throw new WebAssembly.LinkError("A kernel must export the function run.");
  return run as KernelFunction;
}
