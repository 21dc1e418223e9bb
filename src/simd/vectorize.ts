/** `vectorize`: a function of numbers becomes one of arrays, on vector lanes and cores. */
import type { DType } from "../array/index.js";
import { DTypeError, NotSupportedError, ValueError } from "../errors.js";
import {
  type Compilable,
  compileFunction,
  type ElementType,
  effectsOf,
  type ProgramIR,
  type Signature,
} from "../kernel/compile/index.js";
import { type NamedModule, showing } from "../kernel/compile/wasm/index.js";
import {
  CALL_ELEMENT_FUNCTION,
  callsElementFunctions,
  type ElementFunction,
  type ElementFunctionCaller,
  offeredDevice,
  type Program,
  writeKernel,
} from "../kernel/index.js";
import { heap } from "../memory/index.js";
import { callFunction, isScalar, NDArray, safeToCast, toArray } from "../numpy/for_simd.js";
import type { ArrayLike, ElementwiseOptions } from "../numpy/index.js";
import { withResult } from "./converted_result.js";
import { elementFunction, writtenOf } from "./element_function.js";
import { type DTypeOfElement, elementOfDType, valueOfElement } from "./element_types.js";
import {
  type AccumulateOptions,
  accumulate,
  outer,
  outerOperands,
  type ReduceOptions,
  reduce,
  reduceInPairs,
  type Sliced,
} from "./ufunc_methods.js";
import type { DeviceUFunc, UFunc, VectorizeOptions } from "./ufunc_types.js";

const THREADS = { cpu: "one", parallel: "team", gpu: null } as const;

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
  options: VectorizeOptions<S> & { readonly target: "gpu" },
): DeviceUFunc<DTypeOfElement[S]>;
export function vectorize<S extends ElementType = ElementType>(
  fn: (...args: never[]) => number | bigint | boolean,
  options?: VectorizeOptions<S>,
): UFunc<DTypeOfElement[S]>;
export function vectorize<S extends ElementType = ElementType>(
  fn: (...args: never[]) => number | bigint | boolean,
  options: VectorizeOptions<S> = {},
): UFunc<DTypeOfElement[S]> | DeviceUFunc<DTypeOfElement[S]> {
  if (typeof fn !== "function")
    throw new ValueError(`vectorize takes a function, not ${fn === null ? "null" : typeof fn}.`);
  const { signature, target } = options;
  if (target !== undefined && !Object.hasOwn(THREADS, target))
    throw new ValueError(
      `target is ${JSON.stringify(target)}; it may be "cpu", "parallel", "gpu", or left out.`,
    );
  const ufunc = new Compiled(fn as Compilable, options);
  const signatures = signature === undefined ? [] : Array.isArray(signature) ? signature : [signature];
  for (const { parameters, result } of signatures as readonly Signature[])
    ufunc.compile(
      parameters.map((parameter) => parameter.element),
      result,
    );
  ufunc.fixed = signatures.length > 0;
  const call = (...given: readonly unknown[]): unknown => {
    const last = given[given.length - 1];
    const hasOptions = isOptions(last);
    const args = hasOptions ? given.slice(0, -1) : given;
    if (target === "gpu") return ufunc.callSent(args, hasOptions ? last : undefined);
    const device = args.find(callsElementFunctions);
    if (device !== undefined) return ufunc.callOnDevice(device, args, hasOptions ? last : undefined);
    return ufunc.call(args as readonly ArrayLike[], hasOptions ? last : undefined);
  };
  const { nin, name } = ufunc;
  const onHost = (method: string, x: ArrayLike): NDArray => {
    if (callsElementFunctions(x))
      throw new NotSupportedError(
        `${name}.${method} of a manycore/cupy array`,
        "cupy",
        "Bring it to the host with `await x.get()`, or use cp.ReductionKernel.",
      );
    ufunc.checkHost(method);
    return toArray(x);
  };
  const methods = {
    nin,
    nout: 1,
    reduce: (x: ArrayLike, given: ReduceOptions = {}) => {
      const device = ufunc.asDevice(x);
      if (device === null) return reduce(ufunc, onHost("reduce", x), given);
      const one = (a: unknown, b: unknown): unknown => ufunc.callOnDevice(device, [a, b], undefined);
      return reduceInPairs(ufunc, device as unknown as Sliced, one, given);
    },
    accumulate: (x: ArrayLike, given: AccumulateOptions = {}) =>
      accumulate(ufunc, onHost("accumulate", x), given),
    outer: (a: ArrayLike, b: ArrayLike, given?: ElementwiseOptions) => {
      const [left, right] = [a, b].map((x) => (isScalar(x) ? null : ufunc.asDevice(x)));
      const device = left ?? right;
      if (device === null || device === undefined)
        return outer(ufunc, onHost("outer", a), onHost("outer", b), given);
      return ufunc.callOnDevice(device, outerOperands(ufunc, left ?? a, right ?? b), given);
    },
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
  /** For arrays of the device, where f32 is the float. */
  readonly #deviceForms = new Map<string, ElementFunction>();
  readonly #results = new Map<string, ElementType>();

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
    return [...new Set([...this.#forms.values(), ...this.#deviceForms.values()].map(typesText))];
  }

  /** What the flat loop over arrays of one shape is, for each list of dtypes. */
  modules(): readonly NamedModule[] {
    return [...this.#forms.values()].map((form) => {
      const bytes = flatLoop(form);
      const { lanes, notes } = writtenOf(form);
      return {
        title: `${this.name}: ${typesText(form)}`,
        bytes,
        lanes,
        notes,
        source: form.program.source,
      };
    });
  }

  /** The form for these elements. @param result what it is stored as, if not as what the function gives */
  compile(inputs: readonly ElementType[], result?: ElementType): ElementFunction {
    if (result !== undefined) this.#results.set(inputs.join(), result);
    return this.#form(this.#forms, inputs, this.#options.float, result);
  }

  #form(
    forms: Map<string, ElementFunction>,
    inputs: readonly ElementType[],
    float: "f32" | "f64" | undefined,
    result?: ElementType,
  ): ElementFunction {
    const key = inputs.join();
    const known = forms.get(key);
    if (known !== undefined) return known;
    const { constants, target } = this.#options;
    const program = compileFunction(this.callable, {
      form: "scalar",
      parameters: inputs.map((type) => ({ kind: "scalar", type })),
      name: this.name,
      ...(constants === undefined ? {} : { constants }),
      ...(float === undefined ? {} : { float }),
    });
    const output = result ?? elementResult(program);
    const form = elementFunction(
      // Vector lanes convert where they store; a shader's function gives what it returns.
      forms === this.#deviceForms ? withResult(program, valueOfElement(output)) : program,
      inputs,
      output,
      target === undefined ? null : THREADS[target],
    );
    forms.set(key, form);
    return form;
  }

  #checkCount(given: number): void {
    if (given !== this.nin)
      throw new ValueError(
        `${this.name}() takes from ${this.nin} to ${this.nin} positional arguments but ${given} were given`,
      );
  }

  /** The form for arguments of these dtypes on the device; null stands for a scalar. */
  #deviceFormFor(dtypes: readonly (DType | null)[], args: readonly unknown[]): ElementFunction {
    const float = this.#options.float ?? "f32";
    if (!this.fixed) return this.#form(this.#deviceForms, deviceElementsOf(dtypes, args), float);
    for (const { parameters } of this.#forms.values())
      if (dtypes.every((dtype, k) => dtype === null || safeToCast(dtype, parameters[k]))) {
        const inputs = parameters.map(elementOfDType);
        return this.#form(this.#deviceForms, inputs, float, this.#results.get(inputs.join()));
      }
    throw this.#noForm(dtypes);
  }

  #noForm(dtypes: readonly (DType | null)[]): DTypeError {
    return new DTypeError(
      `ufunc '${this.name}' not supported for the input types ${dtypes.map((dtype) => dtype?.name ?? "scalar").join(", ")}: it was compiled for ${this.types.join("; ")}. Cast with astype, or add a signature.`,
    );
  }

  /** @throws NotSupportedError when it was compiled for the GPU: its methods are the host's */
  checkHost(method: string): void {
    if (this.#options.target === "gpu")
      throw new NotSupportedError(
        `${this.name}.${method}, compiled for the GPU`,
        "simd",
        "Leave the target out and give arrays of manycore/numpy, or use cp.ReductionKernel.",
      );
  }

  /** An array of the device, or one that the target sends there; null for the host's. */
  asDevice(x: unknown): ElementFunctionCaller | null {
    if (callsElementFunctions(x)) return x;
    return this.#options.target === "gpu" ? this.#sent(x) : null;
  }

  #sent(x: unknown): ElementFunctionCaller {
    const send = offeredDevice();
    if (send === null)
      throw new NotSupportedError(
        `${this.name}, compiled for the GPU, before the GPU's arrays are loaded`,
        "simd",
        'Write import "manycore/cupy" first.',
      );
    return send(x);
  }

  /**
   * What was compiled for the GPU, of arrays of the host: they are sent there, as numba's target "cuda" does; the result stays.
   * @throws NotSupportedError while the room of the GPU isn't loaded, and for dtypes that it hasn't; DTypeError without an array
   */
  callSent(args: readonly unknown[], options: unknown): unknown {
    const sent = args.map((arg) => (isScalar(arg) || callsElementFunctions(arg) ? arg : this.#sent(arg)));
    const device = sent.find(callsElementFunctions) ?? this.#sent(sent[0]);
    return this.callOnDevice(device, sent, options);
  }

  /** @param device one of the arguments: it knows how to call functions there */
  callOnDevice(device: ElementFunctionCaller, args: readonly unknown[], options: unknown): unknown {
    const { target } = this.#options;
    if (target === "cpu" || target === "parallel")
      throw new NotSupportedError(
        `${this.name}, compiled for the target "${target}", of a manycore/cupy array`,
        "simd",
        'Leave the target out or say "gpu"; or bring the array to the host with `await x.get()`.',
      );
    this.#checkCount(args.length);
    return device[CALL_ELEMENT_FUNCTION]((dtypes) => this.#deviceFormFor(dtypes, args), args, options);
  }

  /** The form for arguments: the first one that they can be cast to safely, or a new one for their own dtypes. */
  formFor(args: readonly ArrayLike[]): ElementFunction {
    this.#checkCount(args.length);
    const arrays = args.map((arg) => (isScalar(arg) ? null : toArray(arg)));
    if (!this.fixed) return this.compile(elementsOf(args, arrays));
    for (const form of this.#forms.values())
      if (arrays.every((array, k) => array === null || safeToCast(array.dtype, form.parameters[k])))
        return form;
    throw this.#noForm(arrays.map((array) => array?.dtype ?? null));
  }

  call(args: readonly ArrayLike[], options?: ElementwiseOptions): NDArray {
    return callFunction(this.formFor(args), args, options);
  }
}

const typesText = ({ parameters, result }: ElementFunction): string =>
  `${parameters.map(({ name }) => name).join()}->${result.name}`;

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

/** As elementsOf, among what the device has: its float is f32, its integer i32. */
function deviceElementsOf(dtypes: readonly (DType | null)[], args: readonly unknown[]): ElementType[] {
  const beside = dtypes.filter((dtype) => dtype !== null);
  const integer = beside.some(({ kind }) => kind === "float")
    ? undefined
    : beside.find(({ kind }) => kind === "int" || kind === "uint");
  return dtypes.map((dtype, k): ElementType => {
    if (dtype !== null) return elementOfDType(dtype);
    const value = args[k];
    if (typeof value === "boolean") return "bool";
    if (integer !== undefined && (typeof value === "bigint" || Number.isInteger(value)))
      return elementOfDType(integer);
    return typeof value === "bigint" ? "i32" : "f32";
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
