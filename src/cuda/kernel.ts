/** `cuda.kernel`: a function compiled for the threads of a grid. */
import { DTypeError, ValueError } from "../errors.js";
import { checkArguments, type LaunchArguments, moveArguments } from "./arguments.js";
import {
  type ArrayVariable,
  compileFunction,
  effectsOf,
  gridModulesOf,
  isArrayToken,
  isScalarToken,
  type ParameterToken,
  type ProgramIR,
  showing,
} from "./compiler.js";
import type { KernelContext, KernelParameters } from "./context.js";
import { countOf, TYPED_ARRAY } from "./elements.js";
import { enqueueBegun, type Stream } from "./stream.js";
import type { Dim3, TargetName } from "./target.js";
import { targetFor } from "./targets.js";

/** A length along x, or along x, y and z. */
export type Extent = number | readonly [x: number, y?: number, z?: number];

/** Values by name. */
type Constants = Readonly<Record<string, unknown>>;

export interface KernelOptions<C extends Constants = Constants> {
  /**
   * Values that the function takes as `context.constants`, or by name where names stay as they are: needed in browsers and after bundling, where
   * closures can't be read. Numbers, bigints, booleans, arrays of them, and functions of the language.
   */
  readonly constants?: C;
  /** What errors and profiles call it. */
  readonly name?: string;
  /** The type of `/` of integers and of fractions among them: f32, or f64 where a parameter is. */
  readonly float?: "f32" | "f64";
}

export interface LaunchOptions {
  readonly stream?: Stream;
  /** Bytes of dynamic shared memory. */
  readonly sharedBytes?: number;
  readonly target?: TargetName;
  /** Of the simulator's order of threads. */
  readonly seed?: number;
}

export interface LaunchConfiguration extends LaunchOptions {
  readonly grid: Extent;
  readonly block: Extent;
}

/** A kernel: `await k(grid, block)(...args)`, numba's `k[grid, block](...args)`. */
export interface Kernel<P extends readonly ParameterToken[] = readonly ParameterToken[]> {
  (grid: Extent, block: Extent, options?: LaunchOptions): (...args: LaunchArguments<P>) => Promise<void>;
  /** The same in one call. */
  launch(configuration: LaunchConfiguration, ...args: LaunchArguments<P>): Promise<void>;
  readonly signature: P;
}

/** CUDA's limits (compute capability 5.0 and later): https://docs.nvidia.com/cuda/cuda-c-programming-guide/#features-and-technical-specifications */
const LIMITS = {
  grid: [2 ** 31 - 1, 65535, 65535],
  block: [1024, 1024, 64],
  threads: 1024,
  sharedBytes: 48 * 1024,
} as const;

function extentOf(what: "grid" | "block", given: Extent): Dim3 {
  const lengths = typeof given === "number" ? [given] : [...given];
  const [x = 1, y = 1, z = 1] = lengths;
  const all: Dim3 = [x, y, z];
  if (lengths.length < 1 || lengths.length > 3 || all.some((n) => !Number.isInteger(n) || n < 1))
    throw new ValueError(
      `The ${what} is ${JSON.stringify(given)}; allowed are one to three whole numbers from 1 on.`,
    );
  const limits = LIMITS[what];
  if (all.some((n, k) => n > limits[k]))
    throw new ValueError(`The ${what} is [${all.join(", ")}]; allowed is [${limits.join(", ")}] at most.`);
  const total = countOf(all);
  if (what === "block" && total > LIMITS.threads)
    throw new ValueError(
      `A block of [${all.join(", ")}] has ${total} threads; allowed are ${LIMITS.threads}. Launch more blocks of fewer threads.`,
    );
  if (what === "grid" && total > limits[0])
    throw new ValueError(`A grid of [${all.join(", ")}] has ${total} blocks; allowed are ${limits[0]}.`);
  return all;
}

function checkShared(program: ProgramIR, dynamic: number): void {
  if (!Number.isInteger(dynamic) || dynamic < 0)
    throw new ValueError(`sharedBytes is ${dynamic}; allowed is a whole number from 0 on.`);
  const fixed = program.shared.reduce(
    (n, a) => n + (a.shape === null ? 0 : countOf(a.shape) * TYPED_ARRAY[a.element].BYTES_PER_ELEMENT),
    0,
  );
  if (fixed + dynamic > LIMITS.sharedBytes)
    throw new ValueError(
      `${program.source.name} takes ${fixed + dynamic} bytes of shared memory a block (${dynamic} of them dynamic); allowed are ${LIMITS.sharedBytes}.`,
    );
}

/**
 * Compiles a function for the threads of a grid. Its first parameter is the context, the others have the types of `signature`; it returns nothing.
 * https://numba.readthedocs.io/en/stable/cuda-reference/kernel.html#numba.cuda.jit
 *
 * @example
 * const add = cuda.kernel([f32.array, f32.array, f32.array], ({ grid }, x, y, out) => {
 *   const i = grid(1);
 *   if (i < out.length) out[i] = x[i] + y[i];
 * });
 * await add(Math.ceil(n / 256), 256)(x, y, out);
 *
 * @throws DTypeError for a signature that isn't one; at the first launch CompileError for what kernels can't say
 */
export function kernel<const P extends readonly ParameterToken[], C extends Constants = Constants>(
  signature: P,
  fn: (context: KernelContext<C>, ...parameters: KernelParameters<P>) => void,
  options: KernelOptions<C> = {},
): Kernel<P> {
  signature.forEach((token, k) => {
    if (!isArrayToken(token) && !isScalarToken(token))
      throw new DTypeError(
        `Parameter ${k + 1} of the signature is ${String(token)}; allowed are f32, f32.array, f32.array2d and the like.`,
      );
  });
  if (typeof fn !== "function") throw new DTypeError(`cuda.kernel takes a function, not ${String(fn)}.`);
  let compiled: { program: ProgramIR; names: readonly string[]; written: readonly boolean[] } | undefined;
  const compile = (): NonNullable<typeof compiled> => {
    if (compiled !== undefined) return compiled;
    const program = compileFunction(fn, {
      form: "kernel",
      parameters: signature.map((token) =>
        isArrayToken(token)
          ? { kind: "array", element: token.element, ndim: token.ndim }
          : { kind: "scalar", type: token.element },
      ),
      ...options,
    });
    const { parameters } = program.entry;
    const { arrays } = effectsOf(program);
    compiled = {
      program,
      names: parameters.map((p) => p.name),
      written: parameters.map(
        (p) => p.kind === "array" && (arrays.get(p as ArrayVariable)?.written ?? false),
      ),
    };
    return compiled;
  };

  const start = async (
    grid: Extent,
    block: Extent,
    { stream, sharedBytes = 0, target, seed }: LaunchOptions,
    given: readonly unknown[],
  ): Promise<void> => {
    const { program, names, written } = compile();
    const extents = { grid: extentOf("grid", grid), block: extentOf("block", block) };
    checkShared(program, sharedBytes);
    const checked = checkArguments(program.source.name, names, signature, given);
    await enqueueBegun(stream, async () => {
      const where = await targetFor(target);
      const moved = await moveArguments(where, checked, written);
      const work = { ...extents, sharedBytes, seed, args: moved.args };
      // Arrays of the target alone: nothing has to be done before the next launch begins.
      if (moved.stays) return where.launch(program, work, true);
      try {
        await (await where.launch(program, work, false)).over;
        await moved.back();
      } finally {
        moved.free();
      }
      return { over: Promise.resolve() };
    });
  };
  const configure = (grid: Extent, block: Extent, launch: LaunchOptions = {}) => {
    return (...args: LaunchArguments<P>): Promise<void> => start(grid, block, launch, args);
  };
  showing(configure, () => (compiled === undefined ? [] : gridModulesOf(compiled.program)));
  Object.defineProperty(configure, "name", { value: options.name ?? (fn.name === "" ? "kernel" : fn.name) });
  return Object.assign(configure, {
    signature,
    launch: ({ grid, block, ...launch }: LaunchConfiguration, ...args: LaunchArguments<P>): Promise<void> =>
      start(grid, block, launch, args),
  });
}
