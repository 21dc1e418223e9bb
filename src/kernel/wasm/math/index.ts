/**
 * Elementary functions on vectors, as WebAssembly code inside a kernel's loop. See README.md for the measured errors.
 */
import type { Local, ValueType } from "../assembler.js";
import { exp } from "./exponential.js";
import { tanh } from "./hyperbolic.js";
import { log } from "./logarithm.js";
import { power } from "./power.js";
import { cos, sin } from "./sine.js";
import { tan } from "./tangent.js";
import { type MathContext, type Value, VectorCode, type VectorShape } from "./vector-code.js";

export type { MathContext, VectorShape } from "./vector-code.js";

/** The operations that are offered here on one vector, by NumPy's names. */
export type VectorMathName = "exp" | "log" | "sin" | "cos" | "tan" | "tanh";

/** Emits code that leaves f(x) on the stack; the local `x` keeps its value. */
export type EmitVectorMath = (m: MathContext, shape: VectorShape, x: Local) => void;

function unary(formula: (v: VectorCode, x: Value) => Value): EmitVectorMath {
  return (m, shape, x) => {
    const v = new VectorCode(m, shape);
    formula(v, v.of(x))();
    v.release();
  };
}

/** Emitters of the functions of one vector. Scratch locals are shared by all that is emitted into one function. */
export const VECTOR_MATH: Readonly<Record<VectorMathName, EmitVectorMath>> = {
  exp: unary(exp),
  log: unary(log),
  sin: unary(sin),
  cos: unary(cos),
  tan: unary(tan),
  tanh: unary(tanh),
};

/** Emits code that leaves x^y on the stack, with NumPy's special values; the locals keep theirs. */
export function emitPower(m: MathContext, shape: VectorShape, x: Local, y: Local): void {
  const v = new VectorCode(m, shape);
  power(v, v.of(x), v.of(y))();
  v.release();
}

/** A function of `Math` that a module must import. */
export interface ScalarImport {
  readonly name: string;
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

function ofOne(name: string): readonly ScalarImport[] {
  return [{ name, params: ["f64"], results: ["f64"] }];
}

/** What each operation needs imported from `Math`, so that a module can declare it before its first function. */
export const SCALAR_IMPORTS: Readonly<Record<VectorMathName | "power", readonly ScalarImport[]>> = {
  exp: [],
  log: [],
  sin: ofOne("sin"),
  cos: ofOne("cos"),
  tan: ofOne("tan"),
  tanh: [],
  power: [{ name: "pow", params: ["f64", "f64"], results: ["f64"] }],
};
