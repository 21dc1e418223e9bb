/** Showing the work: the instructions that a compiled function became, and what of it has no lanes. */
import { ValueError } from "../../../errors.js";
import type { SourceText } from "../ir.js";
import { lineInFile } from "../source-line.js";
import type { Note } from "./context.js";
import { disassemble as disassembleModule } from "./disassemble.js";

const MODULES = Symbol.for("manycore.compile.modules");

/** A module of a compiled function, with what it is for. */
export interface NamedModule {
  readonly title: string;
  readonly bytes: Uint8Array;
  /** Rounds or threads that an instruction works on; 1 for scalar code. */
  readonly lanes: number;
  /** What is done lane by lane, or not on lanes at all. */
  readonly notes: readonly Note[];
  readonly source: SourceText;
}

/** Lets `disassemble` and `explain` find what a function was compiled to. */
export function showing<F extends object>(fn: F, modules: () => readonly NamedModule[]): F {
  return Object.defineProperty(fn, MODULES, { value: modules });
}

function modulesOf(name: string, fn: (...args: never[]) => unknown): readonly NamedModule[] {
  const modules = (fn as { readonly [MODULES]?: () => readonly NamedModule[] })[MODULES];
  if (modules === undefined)
    throw new ValueError(`${name} takes what simd.vectorize, simd.jit or cuda.kernel gave.`);
  const all = modules();
  if (all.length === 0)
    throw new ValueError(
      `${fn.name} hasn't been compiled for this machine yet: call it once (a kernel on the target "cpu"), or give it a signature.`,
    );
  return all;
}

/**
 * The WebAssembly of a function that `vectorize`, `jit` or `kernel` compiled, in the text format, one instruction a line: what numba's
 * `inspect_asm` is. Of each list of types, and each size of block, that it has been compiled for.
 * https://numba.readthedocs.io/en/stable/reference/jit-compilation.html
 * @throws ValueError for another function, and for one that hasn't been compiled yet: call it, or give it a signature
 */
export function disassemble(fn: (...args: never[]) => unknown): string {
  return modulesOf("disassemble", fn)
    .map(({ title, bytes }) => [`;; ${title}`, ...disassembleModule(bytes)].join("\n"))
    .join("\n\n");
}

/**
 * In words, on how many lanes a compiled function runs, and with lines of its file what falls back to scalar code: numba's
 * `parallel_diagnostics`. https://numba.readthedocs.io/en/stable/user/parallel.html#diagnostics
 * @throws as `disassemble`
 */
export function explain(fn: (...args: never[]) => unknown): string {
  return modulesOf("explain", fn)
    .map(({ title, lanes, notes, source }) => {
      const head = `${title}: ${lanes > 1 ? `${lanes} lanes` : "one at a time"}`;
      const lines = notes.map(
        ({ line, text }) => `  line ${lineInFile(source, { line, column: 1 })}: ${text}`,
      );
      return [head, ...(lines.length > 0 ? lines : lanes > 1 ? ["  all of it on vector lanes"] : [])].join(
        "\n",
      );
    })
    .join("\n");
}
