/** What a function is compiled for. */
import type { AnyFunction } from "../../../capture/index.js";
import type { ElementType } from "../ir.js";
import type { Dimensions } from "../tokens.js";

export type ParameterType =
  | { readonly kind: "scalar"; readonly type: ElementType }
  | { readonly kind: "array"; readonly element: ElementType; readonly ndim: Dimensions };

export interface CompileRequest {
  /** `scalar`: one result a call; `loop`: loops over arrays; `kernel`: one thread of a grid, whose first parameter is the context. */
  readonly form: "scalar" | "loop" | "kernel";
  /** Without the context. */
  readonly parameters: readonly ParameterType[];
  /** Values of free names: needed in browsers, where closures can't be read; they win over what was captured. */
  readonly constants?: Readonly<Record<string, unknown>>;
  /** What `/` of integers gives: by default f64 where a parameter is, else f32 where one is or in a kernel, else f64. */
  readonly float?: "f32" | "f64";
  /** The name in errors and kernels. */
  readonly name?: string;
}

/** A function, or the text of one whose free names are all in `constants`. */
export type Compilable = AnyFunction | { readonly text: string; readonly name: string };
