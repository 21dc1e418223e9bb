/** `vectorize`: a function of numbers becomes one of arrays, on vector lanes and cores. */
import type { DTypeName } from "../array/index.js";
import { DTypeError, NotSupportedError, ValueError } from "../errors.js";
import {
  type Compilable,
  compileFunction,
  type ElementType,
  effectsOf,
  type ProgramIR,
  type ScalarToken,
  type Signature,
} from "../kernel/compile/index.js";
import { type ElementFunction, type Program, writeKernel } from "../kernel/index.js";
import { heap } from "../memory/index.js";
import { callFunction, isScalar, NDArray, safeToCast, toArray } from "../numpy/for_simd.js";
import type { ArrayLike, ElementwiseOptions } from "../numpy/index.js";
import { type NamedModule, showing } from "./disassemble.js";
import { elementFunction } from "./element_function.js";
import { type DTypeOfElement, elementOfDType } from "./element_types.js";
import { type AccumulateOptions, accumulate, outer, type ReduceOptions, reduce } from "./ufunc_methods.js";

/** Where a vectorized function runs: as np decides, in this thread alone, or on the team's threads. */
export type Target = "cpu" | "parallel";

export interface VectorizeOptions<S extends ElementType = ElementType> {
  /** What the function is compiled for: `f32(f32, f32)`, or several; without, for the dtypes of each call. */
  readonly signature?: Signature<S, readonly ScalarToken[]> | readonly Signature<S, readonly ScalarToken[]>[];
  /** `"cpu"`: this thread alone; `"parallel"`: the team's threads; left out: as np decides by size. */
  readonly target?: Target;
  /** Values of names from outside: needed in browsers, where closures can't be read. */
  readonly constants?: Readonly<Record<string, unknown>>;
  /** What `/` of integers gives, where no parameter is a float: f64. */
  readonly float?: "f32" | "f64";
  /** The name in errors and explanations. */
  readonly name?: string;
}

/**
 * A universal function: takes arrays that broadcast together. Its results are pending, like np's own, and fuse with them.
 * https://numpy.org/doc/stable/reference/ufuncs.html
 */
export interface UFunc<D extends DTypeName = DTypeName> {
  /** @throws DTypeError for dtypes that it can't be given; ValueError for shapes that don't broadcast; CompileError */
  (...args: readonly ArrayLike[]): NDArray<D>;
  (...args: readonly [...ArrayLike[], ElementwiseOptions]): NDArray<D>;
  readonly name: string;
  /** Numbers taken and given. */
  readonly nin: number;
  readonly nout: 1;
  /** What it has been compiled for, as `float32,float32->float32`. */
  readonly types: readonly string[];
  /** f(… f(f(x0, x1), x2) …) along an axis. https://numpy.org/doc/stable/reference/generated/numpy.ufunc.reduce.html */
  reduce(x: ArrayLike, options?: ReduceOptions): NDArray;
  /** All partial results of `reduce`. https://numpy.org/doc/stable/reference/generated/numpy.ufunc.accumulate.html */
  accumulate(x: ArrayLike, options?: AccumulateOptions): NDArray;
  /** f of each element of a with each of b. https://numpy.org/doc/stable/reference/generated/numpy.ufunc.outer.html */
  outer(a: ArrayLike, b: ArrayLike, options?: ElementwiseOptions): NDArray<D>;
}

const THREADS = { cpu: "one", parallel: "team" } as const;

/**
 * Compiles a function of numbers for vector lanes: numba's `vectorize`. What a compiled function may hold is in docs/compiled_functions.md.
 * https://numba.readthedocs.io/en/stable/user/vectorize.html
 *
 * @example
 * const relu = simd.vectorize((x: number) => (x > 0 ? x : 0));
 * relu(np.asarray([-1, 2])).add(1); // one kernel
 *
 * @throws CompileError with line and construct for what isn't in the language: now with a signature, else at the first call
 */
export function vectorize<S extends ElementType = ElementType>(
  fn: (...args: never[]) => number | bigint | boolean,
  options: VectorizeOptions<S> = {},
): UFunc<DTypeOfElement[S]> {
  if (typeof fn !== "function")
    throw new ValueError(`vectorize takes a function, not ${fn === null ? "null" : typeof fn}.`);
  const { signature, target } = options;
  if (target !== undefined && !Object.hasOwn(THREADS, target))
    throw new ValueError(`target is ${JSON.stringify(target)}; it may be "cpu", "parallel", or left out.`);
  const ufunc = new Compiled(fn as Compilable, options);
  const signatures = signature === undefined ? [] : Array.isArray(signature) ? signature : [signature];
  for (const { parameters, result } of signatures as readonly Signature[])
    ufunc.compile(
      parameters.map((parameter) => parameter.element),
      result,
    );
  ufunc.fixed = signatures.length > 0;
  const call = (...given: readonly (ArrayLike | ElementwiseOptions)[]): NDArray => {
    const last = given[given.length - 1];
    const hasOptions = isOptions(last);
    return ufunc.call(
      (hasOptions ? given.slice(0, -1) : given) as readonly ArrayLike[],
      hasOptions ? last : undefined,
    );
  };
  const { nin, name } = ufunc;
  const methods = {
    nin,
    nout: 1,
    reduce: (x: ArrayLike, given: ReduceOptions = {}) => reduce(ufunc, toArray(x), given),
    accumulate: (x: ArrayLike, given: AccumulateOptions = {}) => accumulate(ufunc, toArray(x), given),
    outer: (a: ArrayLike, b: ArrayLike, given?: ElementwiseOptions) =>
      outer(ufunc, toArray(a), toArray(b), given),
  } as const;
  showing(call, () => ufunc.modules());
  Object.defineProperty(call, "name", { value: name });
  Object.defineProperty(call, "types", { get: () => ufunc.types, enumerable: true });
  return Object.assign(call, methods) as unknown as UFunc<DTypeOfElement[S]>;
}

function isOptions(x: unknown): x is ElementwiseOptions {
  return (
    typeof x === "object" &&
    x !== null &&
    !Array.isArray(x) &&
    !ArrayBuffer.isView(x) &&
    !(x instanceof NDArray) &&
    !("device" in x)
  );
}

/** A function with its forms for lists of dtypes. */
export class Compiled {
  readonly name: string;
  readonly nin: number;
  /** Only what was compiled at first. */
  fixed = false;
  readonly callable: Compilable;
  readonly #options: VectorizeOptions;
  readonly #forms = new Map<string, ElementFunction>();

  get constants(): Readonly<Record<string, unknown>> {
    return this.#options.constants ?? {};
  }

  constructor(fn: Compilable, options: VectorizeOptions) {
    this.callable = fn;
    this.#options = options;
    this.name = options.name ?? (fn.name === "" ? "(anonymous)" : fn.name);
    this.nin = typeof fn === "function" ? (fn as () => unknown).length : 0;
  }

  get types(): readonly string[] {
    return [...this.#forms.values()].map(
      ({ parameters, result }) => `${parameters.map(({ name }) => name).join()}->${result.name}`,
    );
  }

  /** What the flat loop over arrays of one shape is, for each list of dtypes. */
  modules(): readonly NamedModule[] {
    return [...this.#forms.values()].map((form, k) => ({
      title: `${this.name}: ${this.types[k]}`,
      bytes: flatLoop(form),
    }));
  }

  /** The form for these elements. @param result what it is stored as, if not as what the function gives */
  compile(inputs: readonly ElementType[], result?: ElementType): ElementFunction {
    const key = inputs.join();
    const known = this.#forms.get(key);
    if (known !== undefined) return known;
    const { constants, float, target } = this.#options;
    const program = compileFunction(this.callable, {
      form: "scalar",
      parameters: inputs.map((type) => ({ kind: "scalar", type })),
      name: this.name,
      ...(constants === undefined ? {} : { constants }),
      ...(float === undefined ? {} : { float }),
    });
    const output = result ?? elementResult(program);
    const form = elementFunction(program, inputs, output, target === undefined ? null : THREADS[target]);
    this.#forms.set(key, form);
    return form;
  }

  /** The form for arguments: the first one that they can be cast to safely, or a new one for their own dtypes. */
  formFor(args: readonly ArrayLike[]): ElementFunction {
    if (args.length !== this.nin)
      throw new ValueError(
        `${this.name}() takes from ${this.nin} to ${this.nin} positional arguments but ${args.length} were given`,
      );
    const arrays = args.map((arg) => (isScalar(arg) ? null : toArray(arg)));
    if (!this.fixed) return this.compile(elementsOf(args, arrays));
    for (const form of this.#forms.values())
      if (arrays.every((array, k) => array === null || safeToCast(array.dtype, form.parameters[k])))
        return form;
    throw new DTypeError(
      `ufunc '${this.name}' not supported for the input types ${arrays.map((array) => array?.dtype.name ?? "scalar").join(", ")}: it was compiled for ${this.types.join("; ")}. Cast with astype, or add a signature.`,
    );
  }

  call(args: readonly ArrayLike[], options?: ElementwiseOptions): NDArray {
    return callFunction(this.formFor(args), args, options);
  }
}

/** The kernel that np would compile for the function alone. */
function flatLoop(form: ElementFunction): Uint8Array {
  const { parameters, result } = form;
  const program: Program = {
    instructions: [
      ...parameters.map((dtype, input) => ({ kind: "load", dtype, input }) as const),
      { kind: "function", dtype: result, function: form, args: parameters.map((_, k) => k) },
    ],
    inputs: parameters,
    scalars: [],
    reduction: null,
  };
  const variant = {
    kind: "map",
    inputs: parameters.map(() => "dense" as const),
    output: "dense",
    outer: 0,
    reduced: 0,
  } as const;
  return writeKernel(program, variant, { address: "i32", shared: heap().shared });
}

/** The elements that arguments have: a bare number takes the dtype of the arrays beside it, as np's weak scalars do. */
function elementsOf(args: readonly ArrayLike[], arrays: readonly (NDArray | null)[]): ElementType[] {
  const beside = arrays.filter((array) => array !== null).map(({ dtype }) => dtype);
  const float = beside.find(({ kind }) => kind === "float");
  const widest = beside.some(({ name }) => name === "float64") || float === undefined ? "f64" : "f32";
  return args.map((arg, k): ElementType => {
    const array = arrays[k];
    if (array) return elementOfDType(array.dtype);
    if (typeof arg === "boolean") return "bool";
    if (typeof arg === "bigint") return "i64";
    if (float !== undefined) return widest;
    const integer = beside.find(({ kind }) => kind === "int" || kind === "uint");
    return integer !== undefined && Number.isInteger(arg) ? elementOfDType(integer) : "f64";
  });
}

/** The element type of what the function gives. @throws CompileError-like refusals for a function that gives no number */
function elementResult(program: ProgramIR): ElementType {
  const { result } = program.entry;
  if (result === null)
    throw new ValueError(
      `${program.source.name} returns nothing: vectorize takes a function of numbers that returns one.`,
    );
  if (effectsOf(program).lanes && result.includes("x"))
    throw new NotSupportedError(
      `a result of type ${result}`,
      "simd",
      "Return a number; explicit lanes are for simd.jit.",
    );
  return result as ElementType;
}
