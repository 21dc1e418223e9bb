/** A function of numbers as functions of a shader that somebody else writes. */
import type { ProgramIR } from "../ir.js";
import { Module } from "./module.js";

export interface WgslFunctions {
  readonly declarations: string;
  /** The function that takes the parameters' values and gives the result's. */
  readonly entry: string;
}

/**
 * The functions of a program of form "scalar". All their names begin with `prefix`. The functions of kernel/wgsl/library that they
 * call aren't in it; those look at the word `params[0].w` of the shader, which must be 0.
 * @throws NotSupportedError for f64, 64-bit integers and explicit lanes, with the line
 */
export function wgslFunctions(program: ProgramIR, prefix: string): WgslFunctions {
  const module = new Module(program, { prefix, atomic: () => false, sharedBytes: 0 });
  const { name } = module.instanceOf(program.entry, [], null);
  return { declarations: module.writer.lines.join("\n"), entry: name };
}
