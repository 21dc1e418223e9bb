/**
 * A user's function of one element as an operation of the graph: `simd.vectorize` makes it, and it fuses with the
 * operations of the table. What a back end needs of it is here, so that np ships no compiler of functions.
 */
import type { DType } from "../array/index.js";
import type { ProgramIR } from "./compile/ir.js";
import type { Emitter, Value } from "./wasm/lanes.js";
import type { ScalarImport } from "./wasm/math/index.js";

/** The form in vector instructions. */
export interface WasmElementFunction {
  /** Elements that a vector step may have at most: 16 / the widest value inside, in bytes. */
  readonly lanesLimit: number;
  /** Functions of `Math` that the code calls. */
  readonly imports: readonly ScalarImport[];
  /** Leaves the result's vector on the stack. Gives the width of its lanes in bytes (of a bool: its mask's). */
  emit(e: Emitter, args: readonly Value[]): number;
}

export interface ElementFunction {
  /** Unique in the process: kernels are told apart by it. */
  readonly number: number;
  /** What explanations and errors call it. */
  readonly name: string;
  /** The dtypes that the arguments are cast to. */
  readonly parameters: readonly DType[];
  readonly result: DType;
  /** What an element costs, in additions. */
  readonly cost: number;
  readonly wasm: WasmElementFunction;
  /** From which a shader has its form. */
  readonly program: ProgramIR;
  /** The team's threads share the work, one does it alone, or (null) as the kernel's size says. */
  readonly threads: "team" | "one" | null;
}

let functions = 0;

/** A number that no other function has. */
export function nextFunctionNumber(): number {
  return functions++;
}

/**
 * The method by which an array that isn't np's takes a call of a user's function over, as NumPy's `__array_ufunc__` does
 * (https://numpy.org/neps/nep-0013-ufunc-overrides.html): so `simd` needs no room of the GPU.
 */
export const CALL_ELEMENT_FUNCTION: unique symbol = Symbol.for("manycore.callElementFunction");

/** An array that calls users' functions itself. */
export interface ElementFunctionCaller {
  /** @param formFor the function for arguments of these dtypes; null stands for a number, bigint or boolean */
  [CALL_ELEMENT_FUNCTION](
    formFor: (dtypes: readonly (DType | null)[]) => ElementFunction,
    args: readonly unknown[],
    options: unknown,
  ): unknown;
}

export function callsElementFunctions(x: unknown): x is ElementFunctionCaller {
  return typeof x === "object" && x !== null && CALL_ELEMENT_FUNCTION in x;
}

let sendToDevice: ((x: unknown) => ElementFunctionCaller) | null = null;

/** Says how data of the host becomes an array of the device: the room of the GPU does when it is loaded. */
export function offerDevice(send: (x: unknown) => ElementFunctionCaller): void {
  sendToDevice = send;
}

/** How data of the host becomes an array of the device; null when the room of the GPU isn't loaded. */
export function offeredDevice(): ((x: unknown) => ElementFunctionCaller) | null {
  return sendToDevice;
}
