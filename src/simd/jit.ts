/** `jit`: a function with loops over arrays, compiled; its `prange` loops run on lanes and cores. */
import { type AnyTypedArray, type DTypeName, dtypeOfTypedArray } from "../array/index.js";
import { DTypeError, ValueError } from "../errors.js";
import {
  type ArrayToken,
  type Compilable,
  compileFunction,
  type Dimensions,
  type ElementType,
  effectsOf,
  type ParameterToken,
  type ParameterType,
  type ProgramIR,
  type Signature,
} from "../kernel/compile/index.js";
import {
  type CompiledLoop,
  type NamedModule,
  runLoop,
  showing,
  wasmLoop,
} from "../kernel/compile/wasm/index.js";
import { heap } from "../memory/index.js";
import { type HeapArgument, heapArgument, NDArray, toArray } from "../numpy/for_simd.js";
import { elementOfDType } from "./element_types.js";

export interface JitOptions<S extends Signature = Signature> {
  /** What the function is compiled for: `f64(f64.array, i32)`; without, for the types of each call. */
  readonly signature?: S;
  /** Values of names from outside: needed in browsers, where closures can't be read. */
  readonly constants?: Readonly<Record<string, unknown>>;
  /** What `/` of integers gives, where no parameter is a float: f64. */
  readonly float?: "f32" | "f64";
  /** `"parallel"`: pranges on all cores (the default); `"cpu"`: in this thread. */
  readonly target?: "cpu" | "parallel";
  readonly name?: string;
}

/** What a compiled loop takes: arrays of np, typed arrays, numbers. */
export type JitArgument = NDArray<DTypeName> | AnyTypedArray | number | bigint | boolean;

/** A compiled function. */
export interface Jitted<F extends (...args: never[]) => unknown> {
  /** Arrays are read and written in place. @throws DTypeError, ValueError for arguments that the signature doesn't have; CompileError */
  (...args: JitArguments<Parameters<F>>): ReturnType<F>;
  readonly name: string;
}

/** Where the function takes something indexable, an array or typed array goes in. */
type JitArguments<P extends readonly unknown[]> = {
  [K in keyof P]: P[K] extends number | bigint | boolean ? P[K] : JitArgument;
};

interface Form {
  readonly program: ProgramIR;
  readonly loop: CompiledLoop;
  readonly parameters: readonly ParameterType[];
  /** Arrays that the function writes. */
  readonly written: readonly boolean[];
}

/**
 * Compiles a function with loops over arrays: numba's `njit(parallel=True)`. `for (const i of prange(n))` runs in any order on vector lanes and
 * cores; what rounds accumulate (`s += x[i]`) is added up in an order that the number of rounds alone decides.
 * https://numba.readthedocs.io/en/stable/user/parallel.html
 *
 * @example
 * const dot = simd.jit((x: Float32Array, y: Float32Array, n: number) => {
 *   let sum = 0;
 *   for (const i of prange(n)) sum += x[i] * y[i];
 *   return sum;
 * });
 *
 * @throws CompileError with line and construct for what isn't in the language: now with a signature, else at the first call
 */
export function jit<F extends (...args: never[]) => unknown>(fn: F, options: JitOptions = {}): Jitted<F> {
  if (typeof fn !== "function")
    throw new ValueError(`jit takes a function, not ${fn === null ? "null" : typeof fn}.`);
  const compiler = new JitCompiler(fn as Compilable, options);
  const { signature } = options;
  if (signature !== undefined) compiler.compile(signature.parameters.map(parameterOf), signature.result);
  const call = (...args: readonly JitArgument[]): unknown => compiler.call(args);
  showing(call, () => compiler.modules());
  Object.defineProperty(call, "name", { value: compiler.name });
  return call as unknown as Jitted<F>;
}

function parameterOf(token: ParameterToken): ParameterType {
  return "ndim" in token
    ? { kind: "array", element: (token as ArrayToken).element, ndim: (token as ArrayToken).ndim }
    : { kind: "scalar", type: token.element };
}

const typeText = (type: ParameterType): string =>
  type.kind === "scalar"
    ? type.type
    : `${type.element} array of ${type.ndim} dimension${type.ndim === 1 ? "" : "s"}`;

/** A function with its forms for lists of types. */
export class JitCompiler {
  readonly name: string;
  readonly #fn: Compilable;
  readonly #options: JitOptions;
  readonly #forms = new Map<string, Form>();

  constructor(fn: Compilable, options: JitOptions) {
    this.#fn = fn;
    this.#options = options;
    this.name = options.name ?? (fn.name === "" ? "(anonymous)" : fn.name);
  }

  /** @param _result numbers come back as JavaScript has them, whatever the signature calls them */
  compile(parameters: readonly ParameterType[], _result?: ElementType): Form {
    const key = parameters.map(typeText).join();
    let form = this.#forms.get(key);
    if (form === undefined) {
      const { constants, float } = this.#options;
      const program = compileFunction(this.#fn, {
        form: "loop",
        parameters,
        name: this.name,
        ...(constants === undefined ? {} : { constants }),
        ...(float === undefined ? {} : { float }),
      });
      const { arrays } = effectsOf(program);
      const written = program.entry.parameters.map(
        (p) => p.kind === "array" && arrays.get(p)?.written === true,
      );
      form = {
        program,
        loop: wasmLoop(program, { address: "i32", shared: heap().shared }),
        parameters,
        written,
      };
      this.#forms.set(key, form);
    }
    return form;
  }

  modules(): readonly NamedModule[] {
    return [...this.#forms].flatMap(([types, { loop, program }]) =>
      loop.stages.map(({ kind, bytes, lanes }, k) => ({
        title: `${this.name}(${types}), part ${k}: ${kind}`,
        bytes,
        lanes,
        // They are the whole function's: told with its first part.
        notes: k === 0 ? loop.notes : [],
        source: program.source,
      })),
    );
  }

  call(args: readonly JitArgument[]): unknown {
    return this.#run(this.#formFor(args), args);
  }

  /** For loops of ours: arrays, whole numbers as i32, and booleans. */
  run(arrays: readonly NDArray[], numbers: readonly number[], booleans: readonly boolean[]): void {
    const parameters: ParameterType[] = [
      ...arrays.map((array, k) => this.#typeOf(array, k)),
      ...numbers.map(() => ({ kind: "scalar", type: "i32" }) as const),
      ...booleans.map(() => ({ kind: "scalar", type: "bool" }) as const),
    ];
    this.#run(this.compile(parameters), [...arrays, ...numbers, ...booleans]);
  }

  #run({ program, loop, written }: Form, args: readonly JitArgument[]): unknown {
    const copied: { readonly from: AnyTypedArray; readonly array: NDArray }[] = [];
    const held: HeapArgument[] = [];
    const given = args.map((arg, k) => {
      if (typeof arg !== "object") return arg;
      const array = arg instanceof NDArray ? arg : toArray(arg);
      if (!(arg instanceof NDArray) && written[k]) copied.push({ from: arg, array });
      const argument = heapArgument(array, written[k] === true);
      held.push(argument);
      return argument;
    });
    let result: unknown;
    try {
      result = runLoop(program, loop, given, this.#options.target === "cpu" ? "one" : "team");
    } catch (error) {
      for (const argument of held) argument.failed(error);
      throw error;
    }
    for (const argument of held) argument.done();
    for (const { from, array } of copied) (from as Float64Array).set(array.toTypedArray() as Float64Array);
    return result;
  }

  #formFor(args: readonly JitArgument[]): Form {
    const fixed = this.#options.signature?.parameters.map(parameterOf);
    if (fixed === undefined) return this.compile(args.map((arg, k) => this.#typeOf(arg, k)));
    if (args.length !== fixed.length)
      throw new ValueError(`${this.name} takes ${fixed.length} arguments and was given ${args.length}.`);
    for (const [k, arg] of args.entries()) {
      const wanted = fixed[k] as ParameterType;
      const found = this.#typeOf(arg, k);
      const fits =
        wanted.kind === "scalar"
          ? found.kind === "scalar" && fitsScalar(arg, wanted.type)
          : found.kind === "array" && found.element === wanted.element && found.ndim === wanted.ndim;
      if (!fits)
        throw new DTypeError(
          `${this.name}: argument ${k + 1} must be ${typeText(wanted)} and is ${found.kind === "scalar" ? String(arg) : typeText(found)}.`,
        );
    }
    return this.compile(fixed);
  }

  #typeOf(arg: JitArgument, k: number): ParameterType {
    if (typeof arg === "number") return { kind: "scalar", type: "f64" };
    if (typeof arg === "bigint") return { kind: "scalar", type: "i64" };
    if (typeof arg === "boolean") return { kind: "scalar", type: "bool" };
    if (arg instanceof NDArray) return this.#arrayType(elementOfDType(arg.dtype), arg.ndim, k);
    const dtype = ArrayBuffer.isView(arg) ? dtypeOfTypedArray(arg) : undefined;
    if (dtype !== undefined) return this.#arrayType(elementOfDType(dtype), 1, k);
    throw new DTypeError(
      `${this.name}: argument ${k + 1} is ${arg === null ? "null" : typeof arg}; it takes arrays of manycore/numpy, typed arrays, numbers, bigints and booleans.`,
    );
  }

  #arrayType(element: ElementType, ndim: number, k: number): ParameterType {
    if (ndim < 1 || ndim > 3)
      throw new ValueError(
        `${this.name}: argument ${k + 1} has ${ndim} dimensions; compiled loops take 1 to 3: reshape it.`,
      );
    return { kind: "array", element, ndim: ndim as Dimensions };
  }
}

function fitsScalar(value: unknown, type: ElementType): boolean {
  if (type === "bool") return typeof value === "boolean";
  if (type === "i64" || type === "u64") return typeof value === "bigint";
  if (typeof value !== "number") return false;
  return type === "f32" || type === "f64" || Number.isInteger(value);
}
