/** Showing the work: the instructions that a compiled function became. */
import { ValueError } from "../errors.js";
import { disassemble as disassembleModule } from "../kernel/compile/wasm/index.js";

const MODULES = Symbol("modules");

/** A module of a compiled function, with what it is for. */
export interface NamedModule {
  readonly title: string;
  readonly bytes: Uint8Array;
}

/** Lets `disassemble` find what a function was compiled to. */
export function showing<F extends object>(fn: F, modules: () => readonly NamedModule[]): F {
  return Object.defineProperty(fn, MODULES, { value: modules });
}

/**
 * The WebAssembly of a function that `vectorize` or `jit` compiled, in the text format, one instruction a line: what numba's
 * `inspect_asm` is. Of each list of types that it has been compiled for.
 * https://numba.readthedocs.io/en/stable/reference/jit-compilation.html
 * @throws ValueError for another function, and for one that hasn't been compiled yet: call it, or give it a signature
 */
export function disassemble(fn: (...args: never[]) => unknown): string {
  const modules = (fn as { readonly [MODULES]?: () => readonly NamedModule[] })[MODULES];
  if (modules === undefined) throw new ValueError("disassemble takes what simd.vectorize or simd.jit gave.");
  const all = modules();
  if (all.length === 0)
    throw new ValueError(
      `${fn.name} hasn't been compiled for any types yet: call it once, or give it a signature.`,
    );
  return all.map(({ title, bytes }) => [`;; ${title}`, ...disassembleModule(bytes)].join("\n")).join("\n\n");
}
