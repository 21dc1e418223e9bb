/** What a shader's text is written from, shared by its functions: names of module scope, arrays, functions made so far. */
import type { ArrayVariable, Builtin, FunctionIR, ProgramIR, Variable } from "../ir.js";
import type { WgslArray } from "./arrays.js";
import type { Writer } from "./writer.js";

/** A function for one choice of arrays. */
export interface FunctionInstance {
  readonly name: string;
  /** What follows the arguments of a call. */
  readonly builtins: readonly Builtin[];
}

/** The whole module. */
export interface ModuleScope {
  readonly program: ProgramIR;
  /** All names of module scope begin with it. */
  readonly prefix: string;
  /** Declarations of module scope. */
  readonly writer: Writer;
  readonly taken: Set<string>;
  /** The array of module scope that a constant or shared array is, or a new one for a local array. */
  makeArray(array: ArrayVariable): WgslArray;
  /** The instance of a callee for arrays of module scope (in the order of its array parameters). */
  instanceOf(callee: FunctionIR, arrays: readonly WgslArray[], caller: FunctionScope): FunctionInstance;
}

/** One function that is being written. */
export interface FunctionScope {
  readonly module: ModuleScope;
  readonly fn: FunctionIR;
  readonly writer: Writer;
  nameOf(variable: Variable): string;
  builtin(name: Builtin): string;
  arrayOf(array: ArrayVariable): WgslArray;
}

/** A name of letters, digits and underscores that is unique among `taken`. */
export function uniqueName(wanted: string, taken: Set<string>): string {
  const base = wanted.replace(/[^A-Za-z0-9]+/g, "_");
  let name = base;
  for (let k = 1; taken.has(name); k++) name = `${base}_${k}`;
  taken.add(name);
  return name;
}
