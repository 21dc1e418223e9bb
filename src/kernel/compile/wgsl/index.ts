/** Compiled functions in WGSL: each is refused, with the way out. */
import { NotSupportedError } from "../../../errors.js";
import type { ProgramIR } from "../ir.js";

/**
 * @throws NotSupportedError always
 */
export function wgslFunctions(
  program: ProgramIR,
  _prefix: string,
): { readonly declarations: string; readonly entry: string } {
  throw new NotSupportedError(
    `${program.entry.name} (a compiled function)`,
    "wgsl",
    "Call it on arrays of manycore/numpy, or write an ElementwiseKernel of manycore/cupy.",
  );
}
