/** Runs the vector math functions on typed arrays, in a module of their own. */
import {
  type FunctionBuilder,
  type FunctionIndex,
  type Local,
  ModuleBuilder,
} from "../../dist/kernel/wasm/assembler.js";
import { hasRelaxedSimd } from "../../dist/kernel/wasm/features.js";
import {
  emitPower,
  type MathContext,
  SCALAR_IMPORTS,
  VECTOR_MATH,
  type VectorMathName,
  type VectorShape,
} from "../../dist/kernel/wasm/math/index.js";

export type FunctionName = VectorMathName | "power";
export const UNARY = Object.keys(VECTOR_MATH) as VectorMathName[];
export const SHAPES = ["f64x2", "f32x4"] as const;
export type Floats = Float64Array | Float32Array;
export type Variant = "plain" | "relaxed";

// Node 20 has relaxed SIMD behind this variable, everything newer has it without: so both variants always run.
process.env.MANYCORE_RELAXED_SIMD = "1";
if (!hasRelaxedSimd()) throw new Error("relaxed SIMD doesn't validate here: Node >= 20.19 is needed");
export const VARIANTS: readonly Variant[] = ["plain", "relaxed"];

const UNROLL = 2;

/** `emit` leaves a result of x and y on the stack. */
export type Emit = (m: MathContext, shape: VectorShape, x: Local, y: Local) => void;

/** The code of one of the functions. */
export function emitterOf(name: FunctionName): Emit {
  return name === "power" ? emitPower : (m, shape, x) => VECTOR_MATH[name](m, shape, x);
}

/** A function on arrays of any length, from code for one vector. */
export function compile(emit: Emit, shape: VectorShape, variant: Variant): (x: Floats, y?: Floats) => Floats {
  const module = new ModuleBuilder({ address: "i32", shared: false });
  const scalar: Record<string, FunctionIndex> = {};
  for (const imports of Object.values(SCALAR_IMPORTS))
    for (const { name, params, results } of imports)
      scalar[name] = module.importFunction("Math", name, params, results);
  const f: FunctionBuilder = module.function(["i32", "i32", "i32", "i32"], [], "run");
  const [x, y, out, end] = [0, 1, 2, 3].map((k) => f.param(k)) as [Local, Local, Local, Local];
  const vectors = Array.from({ length: UNROLL }, () => [f.local("v128"), f.local("v128")] as const);
  f.loop((again) => {
    for (const [k, [a, b]] of vectors.entries()) {
      f.get(x)
        .memory("v128.load", 16 * k)
        .set(a);
      f.get(y)
        .memory("v128.load", 16 * k)
        .set(b);
    }
    for (const [k, [a, b]] of vectors.entries()) {
      f.get(out);
      emit({ f, relaxed: variant === "relaxed", scalar }, shape, a, b);
      f.memory("v128.store", 16 * k);
    }
    for (const address of [x, y, out])
      f.get(address)
        .i32(16 * UNROLL)
        .op("i32.add")
        .set(address);
    f.get(x).get(end).op("i32.lt_u").brIf(again);
  });
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 65536 });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), {
    env: { memory },
    Math: Math as unknown as WebAssembly.ModuleImports,
  });
  const run = instance.exports.run as (x: number, y: number, out: number, end: number) => void;
  const Floats = shape === "f64x2" ? Float64Array : Float32Array;
  const step = 16 * UNROLL;
  return (xs, ys = xs) => {
    const bytes = Math.ceil(xs.byteLength / step) * step;
    if (3 * bytes > memory.buffer.byteLength)
      memory.grow(Math.ceil((3 * bytes - memory.buffer.byteLength) / 65536));
    new Floats(memory.buffer, 0, bytes / Floats.BYTES_PER_ELEMENT).fill(1);
    new Floats(memory.buffer, 0, xs.length).set(xs);
    new Floats(memory.buffer, bytes, bytes / Floats.BYTES_PER_ELEMENT).fill(1);
    new Floats(memory.buffer, bytes, ys.length).set(ys);
    run(0, bytes, 2 * bytes, bytes);
    return new Floats(memory.buffer, 2 * bytes, xs.length).slice();
  };
}
