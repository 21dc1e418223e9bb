/** The methods of ufuncs: reduce, accumulate, outer. */
import { normalizeAxis } from "../array/index.js";
import { ValueError } from "../errors.js";
import { type Compilable, prange } from "../kernel/compile/index.js";
import type { ElementFunction } from "../kernel/index.js";
import { callFunction, type NDArray } from "../numpy/for_simd.js";
import { type ArrayLike, type ElementwiseOptions, empty, full } from "../numpy/index.js";
import { JitCompiler } from "./jit.js";

export interface AccumulateOptions {
  /** The axis: 0. */
  readonly axis?: number;
}

export interface ReduceOptions extends AccumulateOptions {
  /** Keep the axis with length 1. */
  readonly keepdims?: boolean;
  /** What it begins with; without, the first element. */
  readonly initial?: number | bigint | boolean;
}

/** What these need of a vectorized function. */
interface Binary {
  readonly name: string;
  readonly nin: number;
  /** The function of numbers. */
  readonly callable: Compilable;
  readonly constants: Readonly<Record<string, unknown>>;
  formFor(args: readonly ArrayLike[]): ElementFunction;
}

function checkBinary({ name, nin }: Binary, method: string): void {
  if (nin !== 2)
    throw new ValueError(`${method} only supported for binary functions; ${name} takes ${nin} arguments`);
}

/** Lengths before, along and behind an axis. */
function split(shape: readonly number[], axis: number): { before: number; along: number; behind: number } {
  const size = (lengths: readonly number[]): number => lengths.reduce((n, d) => n * d, 1);
  return {
    before: size(shape.slice(0, axis)),
    along: shape[axis] as number,
    behind: size(shape.slice(axis + 1)),
  };
}

/** The form whose result is its arguments' dtype again. @throws ValueError where there is none */
function formOf(ufunc: Binary, x: NDArray): ElementFunction {
  const form = ufunc.formFor([x, x]);
  if (form.parameters.every((parameter) => parameter === form.result)) return form;
  const again = x.astype(form.result);
  const next = ufunc.formFor([again, again]);
  if (next.parameters.every((parameter) => parameter === next.result)) return next;
  throw new ValueError(
    `${ufunc.name} of ${next.parameters.map(({ name }) => name).join(", ")} gives ${next.result.name}: to be applied again, it must give the dtype that it takes. Give it a signature such as f64(f64, f64).`,
  );
}

/** Rows of lanes go along the kept axes; the axis itself is walked in order, as NumPy does for a function that it knows nothing of. */
const REDUCE = `(x, out, along, behind, hasInitial) => {
  for (const p of prange(out.length)) {
    const row = (p / behind) | 0;
    let at = row * along * behind + p - row * behind;
    let result = out[p];
    let k = 0;
    if (!hasInitial) {
      result = x[at];
      at += behind;
      k = 1;
    }
    for (; k < along; k++) {
      result = f(result, x[at]);
      at += behind;
    }
    out[p] = result;
  }
}`;

const ACCUMULATE = `(x, out, along, behind) => {
  for (const p of prange(((x.length / along) | 0))) {
    const row = (p / behind) | 0;
    let at = row * along * behind + p - row * behind;
    let result = x[at];
    out[at] = result;
    for (let k = 1; k < along; k++) {
      at += behind;
      result = f(result, x[at]);
      out[at] = result;
    }
  }
}`;

/** The text with f, for elements of one type. */
function loopOf(ufunc: Binary, text: string, method: string): JitCompiler {
  return new JitCompiler(
    { text, name: `${ufunc.name}.${method}` },
    { constants: { ...ufunc.constants, f: ufunc.callable, prange } },
  );
}

/** f(… f(f(x0, x1), x2) …) along an axis, in this order. @throws ValueError for an empty axis without initial, and for what isn't binary */
export function reduce(
  ufunc: Binary,
  x: NDArray,
  { axis = 0, keepdims = false, initial }: ReduceOptions,
): NDArray {
  checkBinary(ufunc, "reduce");
  if (x.ndim === 0) throw new ValueError("cannot reduce on a scalar");
  const at = normalizeAxis(axis, x.ndim);
  const { before, along, behind } = split(x.shape, at);
  if (along === 0 && initial === undefined && before * behind > 0)
    throw new ValueError(`zero-size array to reduction operation ${ufunc.name} which has no identity`);
  const form = formOf(ufunc, x);
  const kept = x.shape.flatMap((n, d) => (d === at ? (keepdims ? [1] : []) : [n]));
  const result = full([before * behind], initial ?? 0, { dtype: form.result });
  if (result.size > 0)
    loopOf(ufunc, REDUCE, "reduce").run(
      [x.astype(form.result).ravel(), result],
      [along, behind],
      [initial !== undefined],
    );
  return result.reshape(kept);
}

/** All partial results of reduce, in an array of x's shape. @throws ValueError for what isn't binary */
export function accumulate(ufunc: Binary, x: NDArray, { axis = 0 }: AccumulateOptions): NDArray {
  checkBinary(ufunc, "accumulate");
  if (x.ndim === 0) throw new ValueError("cannot accumulate on a scalar");
  const { along, behind } = split(x.shape, normalizeAxis(axis, x.ndim));
  const form = formOf(ufunc, x);
  const result = empty([x.size], { dtype: form.result });
  if (x.size > 0)
    loopOf(ufunc, ACCUMULATE, "accumulate").run([x.astype(form.result).ravel(), result], [along, behind], []);
  return result.reshape(x.shape);
}

/** What has a shape and can have another. */
interface Reshaped {
  readonly shape: readonly number[];
  reshape(shape: readonly number[]): unknown;
}

/** The operands of `outer`, so that they broadcast; numbers as they are. @throws ValueError for another number of arguments than two */
export function outerOperands(ufunc: Binary, a: unknown, b: unknown): [unknown, unknown] {
  checkBinary(ufunc, "outer");
  const isArray = (x: unknown): x is Reshaped => typeof x === "object" && x !== null && "reshape" in x;
  return isArray(a) && isArray(b) ? [a.reshape([...a.shape, ...b.shape.map(() => 1)]), b] : [a, b];
}

/** f of each element of a with each of b: shape [...a.shape, ...b.shape]. @throws ValueError for what isn't binary */
export function outer(ufunc: Binary, a: NDArray, b: NDArray, options?: ElementwiseOptions): NDArray {
  checkBinary(ufunc, "outer");
  const spread = a.reshape([...a.shape, ...b.shape.map(() => 1)]);
  return callFunction(ufunc.formFor([spread, b]), [spread, b], options);
}

/** What can be looked at in part, whoever's array it is. */
export interface Sliced {
  readonly shape: readonly number[];
  slice(...selectors: readonly (number | string)[]): unknown;
  reshape(shape: readonly number[]): unknown;
}

/**
 * f(… f(f(x0, x1), x2) …) along an axis where calls of f run on a device: neighbours are joined, then their results, so f has to be
 * associative (it may be anything else), as for numba's reduce on the GPU.
 * https://numba.readthedocs.io/en/stable/cuda/ufunc.html
 * @param call f of two arrays
 * @throws AxisError; ValueError for what isn't binary, and for no elements without an initial one
 */
export function reduceInPairs(
  ufunc: Binary,
  x: Sliced,
  call: (a: unknown, b: unknown) => unknown,
  { axis: given = 0, keepdims, initial }: ReduceOptions,
): unknown {
  checkBinary(ufunc, "reduce");
  const rank = x.shape.length;
  const axis = normalizeAxis(given, rank);
  const before = Array.from({ length: axis }, () => ":");
  const length = x.shape[axis] as number;
  if (length === 0)
    throw new ValueError(
      initial === undefined
        ? `zero-size array to reduction operation ${ufunc.name} which has no identity`
        : `${ufunc.name}.reduce of no elements on the device: the result is the initial value`,
    );
  let joined = x;
  // What had no neighbour, joined from behind.
  let rest: unknown = null;
  for (let left = length; left > 1; left = left >> 1) {
    if (left % 2 === 1) {
      const last = joined.slice(...before, `${left - 1}:${left}`);
      rest = rest === null ? last : call(last, rest);
    }
    const even = left - (left % 2);
    joined = call(joined.slice(...before, `0:${even}:2`), joined.slice(...before, `1:${even}:2`)) as Sliced;
  }
  let result = rest === null ? joined : (call(joined, rest) as Sliced);
  if (initial !== undefined) result = call(initial, result) as Sliced;
  return keepdims === true ? result : result.reshape(x.shape.filter((_, each) => each !== axis));
}
