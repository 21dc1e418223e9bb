/** Functions that promise to be one kernel. https://docs.cupy.dev/en/stable/user_guide/kernel.html#kernel-fusion */
import { sameShape } from "../array/index.js";
import { DTypeError, ValueError } from "../errors.js";
import { LEAF, type Node, operandsOf } from "../kernel/index.js";
import { openedGpu } from "../kernel/wgsl/index.js";
import { flushCount } from "./evaluate.js";
import { NDArray } from "./ndarray.js";
import { isUncomputed } from "./pending.js";
import { isPendingKernel } from "./pending_kernel.js";
import { isPendingProduct } from "./pending_product.js";
import { isPendingReduction } from "./pending_reduction.js";
import { isPendingView } from "./pending_view.js";
import { isPendingWrite } from "./pending_write.js";
import { MAX_OPERATIONS } from "./schedule.js";

/** Options of `fuse`. */
export interface FuseOptions {
  /** The fused function's name, also in errors. */
  readonly kernel_name?: string;
}

/** What every device binds beside the result; an open one may bind more. https://www.w3.org/TR/webgpu/#limits */
const LEAST_INPUTS = 7;

const TOO_LONG = `it has more than ${MAX_OPERATIONS} operations, with those that are pending on its arguments (await x.ready() computes them)`;

/** Why the function's own operations aren't one kernel; null when they are. */
function obstacle(root: Node, given: ReadonlySet<Node>): string | null {
  if (given.has(root)) return null;
  if (root.op === LEAF) return "its result was computed before";
  const from = isPendingReduction(root) ? (root.a as Node) : root;
  const seen = new Set<Node>();
  const inputs = new Set<Node>();
  const stack = [from];
  while (stack.length > 0) {
    const node = stack.pop() as Node;
    if (given.has(node) || (node.op === LEAF && node.source !== null)) {
      inputs.add(node);
      continue;
    }
    if (seen.has(node) || !isUncomputed(node)) continue;
    seen.add(node);
    if (isPendingReduction(node)) return "a reduction is used in another operation";
    if (isPendingProduct(node)) return "a product of matrices is computed by a kernel of its own";
    if (isPendingKernel(node)) return "a user's kernel runs alone";
    if (isPendingView(node)) return "what a view shows is computed before";
    if (isPendingWrite(node)) return "a write through a view is made on a copy";
    if (!sameShape(node.shape, from.shape))
      return `shapes ${JSON.stringify(node.shape)} and ${JSON.stringify(from.shape)} are computed one after the other`;
    stack.push(...operandsOf(node));
  }
  if (seen.size > MAX_OPERATIONS) return TOO_LONG;
  const bound = openedGpu()?.inputLimit ?? LEAST_INPUTS;
  return inputs.size > bound ? `it reads ${inputs.size} arrays, and the device binds ${bound}` : null;
}

type AnyFunction = (...args: never[]) => unknown;

function fused<F extends AnyFunction>(fn: F, options: FuseOptions): F {
  const name = options.kernel_name ?? (fn.name === "" ? "fused" : fn.name);
  const run = (...args: Parameters<F>): unknown => {
    const arrays = (args as readonly unknown[]).filter((x): x is NDArray => x instanceof NDArray);
    const host = args.some(
      (x: unknown) => typeof x === "object" && x !== null && !(x instanceof NDArray) && "toTypedArray" in x,
    );
    if (arrays.length > 0 && host)
      throw new DTypeError(
        `${name}: manycore/numpy and manycore/cupy arrays can't be mixed: use cp.asarray(x) or await cp.asnumpy(x)`,
      );
    const flushes = flushCount();
    const result = fn(...args);
    if (arrays.length === 0) return result;
    if (!(result instanceof NDArray))
      throw new DTypeError(`${name}: a fused function gives one manycore/cupy array`);
    const reason =
      flushCount() > flushes ? TOO_LONG : obstacle(result.node, new Set(arrays.map((x) => x.node)));
    if (reason !== null)
      throw new ValueError(`${name} is not one kernel: ${reason}. Call the function without fuse.`);
    return result;
  };
  return Object.defineProperty(run, "name", { value: name }) as unknown as F;
}

/**
 * The function, checked at each call to be one kernel on its arguments: elementwise operations of one shape, with or without one
 * reduction at the end. Operations here are recorded and fused anyway; this is the promise, and an error where it doesn't hold.
 * What is pending on the arguments may need kernels of its own. Arrays of `manycore/numpy` run through as they are.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.fuse.html
 *
 * @example
 * const squared_diff = cp.fuse((x: cp.NDArray, y: cp.NDArray) => x.sub(y).mul(x.sub(y)));
 *
 * @throws at the call DTypeError for arrays of both modules or another result than an array; ValueError when it takes more kernels
 */
export function fuse<F extends AnyFunction>(fn: F): F;
export function fuse(options: FuseOptions): <F extends AnyFunction>(fn: F) => F;
export function fuse<F extends AnyFunction>(given: F | FuseOptions): F | ((fn: F) => F) {
  return typeof given === "function" ? fused(given, {}) : (fn: F) => fused(fn, given);
}
