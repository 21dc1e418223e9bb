/** Matrix products, delegated to BLAS for floats. https://numpy.org/doc/stable/reference/routines.linalg.html */
import {
  broadcastShapes,
  broadcastStrides,
  type DType,
  promoteTypes,
  shapeText,
  sizeOf,
} from "../array/index.js";
import { onHeap } from "../blas/index.js";
import { ValueError } from "../errors.js";
import {
  cast,
  leaf,
  type Node,
  OP_CODE,
  operation,
  realize,
  reduce,
  release,
  resolve,
} from "../kernel/index.js";
import { type Block, heap, newBlock } from "../memory/index.js";
import { NDArray } from "./ndarray.js";
import { isScalar, toArray } from "./operands.js";
import type { ArrayLike } from "./types.js";

/** One matrix (or a stack's first) as BLAS takes it: where it starts, whether it lies transposed, elements from row to row. */
interface Stored {
  readonly transposed: boolean;
  readonly ld: number;
}

/** How BLAS can read a matrix of these strides (in elements) without a copy; null when it can't. */
function stored(rows: number, columns: number, rowStride: number, columnStride: number): Stored | null {
  if ((columnStride === 1 || columns === 1) && (rowStride >= Math.max(1, columns) || rows === 1))
    return { transposed: false, ld: Math.max(rowStride, columns, 1) };
  if ((rowStride === 1 || rows === 1) && (columnStride >= Math.max(1, rows) || columns === 1))
    return { transposed: true, ld: Math.max(columnStride, rows, 1) };
  return null;
}

interface Operand {
  readonly array: NDArray;
  readonly address: number;
  /** Strides in elements of the last two axes. */
  readonly rowStride: number;
  readonly columnStride: number;
  readonly form: Stored;
}

/** An operand whose matrices BLAS can read, copied when its strides are others. */
function prepare(x: NDArray): Operand {
  const { shape, strides, offset } = x.layout();
  const rank = shape.length;
  const rowStride = strides[rank - 2] / x.itemsize;
  const columnStride = strides[rank - 1] / x.itemsize;
  const form = stored(shape[rank - 2], shape[rank - 1], rowStride, columnStride);
  if (form === null) return prepare(x.copy());
  return { array: x, address: (x.current().source as Block).address + offset, rowStride, columnStride, form };
}

function floatProduct(a: NDArray, b: NDArray, dtype: DType): NDArray {
  const [m, k] = a.shape.slice(-2);
  const n = b.shape[b.ndim - 1];
  const stack = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const shape = [...stack, m, n];
  const block = newBlock(sizeOf(shape) * dtype.itemsize);
  const out = new NDArray(leaf(block, dtype, shape, 0, null));
  if (out.size === 0 || k === 0) {
    // No products: sums of nothing.
    heap().u8.fill(0, block.address, block.address + out.nbytes);
    return out;
  }
  const left = prepare(a);
  const right = prepare(b);
  const precision = dtype.itemsize === 4 ? "float32" : "float64";
  const matrices = sizeOf(stack);
  const aStrides = broadcastStrides(a.shape.slice(0, -2), left.array.layout().strides.slice(0, -2), stack);
  const bStrides = broadcastStrides(b.shape.slice(0, -2), right.array.layout().strides.slice(0, -2), stack);
  for (let s = 0; s < matrices; s++) {
    let aAt = left.address;
    let bAt = right.address;
    for (let d = stack.length - 1, rest = s; d >= 0; d--) {
      const i = rest % stack[d];
      rest = Math.floor(rest / stack[d]);
      aAt += i * aStrides[d];
      bAt += i * bStrides[d];
    }
    const c = block.address + s * m * n * dtype.itemsize;
    onHeap.gemm(
      precision,
      left.form.transposed,
      right.form.transposed,
      m,
      n,
      k,
      1,
      aAt,
      left.form.ld,
      bAt,
      right.form.ld,
      0,
      c,
      n,
      [left, right, block],
    );
  }
  return out;
}

/** Integers and bools: products summed by a fused reduction, wrapping in the result's dtype as NumPy does. */
function exactProduct(a: NDArray, b: NDArray, dtype: DType): NDArray {
  const left = a.reshape([...a.shape, 1]).current();
  const right = b.reshape([...b.shape.slice(0, -2), 1, ...b.shape.slice(-2)]).current();
  const op = dtype.kind === "bool" ? "logical_and" : "multiply";
  const shape = broadcastShapes(left.shape, right.shape);
  const resolved = resolve(op, OP_CODE[op], left.dtype, right.dtype, null);
  const products: Node = operation(resolved, shape, sizeOf(shape), left, right, null);
  const out = reduce(products, dtype.kind === "bool" ? "any" : "sum", [shape.length - 2], false, dtype);
  release(products);
  return new NDArray(out);
}

function castTo(x: NDArray, dtype: DType): NDArray {
  if (x.dtype === dtype) return x;
  return new NDArray(cast(x.current(), dtype));
}

/**
 * Matrix product of the last two axes, broadcast over the others; vectors count as one row or one column that is dropped
 * again. float32 and float64 go to BLAS (`blas.provider()`), integers wrap round in the promoted dtype.
 * https://numpy.org/doc/stable/reference/generated/numpy.matmul.html
 * @throws ValueError for scalars, or when the inner lengths differ
 */
export function matmul(x: ArrayLike, y: ArrayLike): NDArray {
  const a = toArray(x);
  const b = toArray(y);
  if (a.ndim === 0 || b.ndim === 0)
    throw new ValueError(
      `matmul: Input operand ${a.ndim === 0 ? 0 : 1} does not have enough dimensions (has 0, requires at least 1): use multiply for scalars`,
    );
  const inner = a.shape[a.ndim - 1];
  const other = b.shape[Math.max(0, b.ndim - 2)];
  if (inner !== other)
    throw new ValueError(
      `matmul: Input operand 1 has a mismatch in its core dimension 0 (size ${other} is different from ${inner}): shapes ${shapeText(a.shape)} and ${shapeText(b.shape)}`,
    );
  const dtype = promoteTypes(a.dtype, b.dtype);
  const left = castTo(a.ndim === 1 ? a.reshape(1, -1) : a, dtype);
  const right = castTo(b.ndim === 1 ? b.reshape(-1, 1) : b, dtype);
  realize(left.node);
  realize(right.node);
  const out = dtype.kind === "float" ? floatProduct(left, right, dtype) : exactProduct(left, right, dtype);
  const shape = out.shape.filter(
    (_n, d) => !((a.ndim === 1 && d === out.ndim - 2) || (b.ndim === 1 && d === out.ndim - 1)),
  );
  return shape.length === out.ndim ? out : out.reshape(shape);
}

/**
 * Dot product: of vectors their inner product, of matrices `matmul`, with a scalar `multiply`; an n-d array is summed over
 * its last axis and the second-to-last (or only) axis of the other.
 * https://numpy.org/doc/stable/reference/generated/numpy.dot.html
 * @throws ValueError when the lengths differ
 */
export function dot(x: ArrayLike, y: ArrayLike): NDArray {
  const a = toArray(x);
  const b = toArray(y);
  if (isScalar(x) || isScalar(y) || a.ndim === 0 || b.ndim === 0) return a.mul(b);
  const inner = a.shape[a.ndim - 1];
  const other = b.shape[Math.max(0, b.ndim - 2)];
  if (inner !== other)
    throw new ValueError(
      `shapes ${shapeText(a.shape)} and ${shapeText(b.shape)} not aligned: ${inner} (dim ${a.ndim - 1}) != ${other} (dim ${Math.max(0, b.ndim - 2)})`,
    );
  if (a.ndim <= 2 && b.ndim <= 2) return matmul(a, b);
  // Rows of the one with columns of the other, all pairs: one product of two matrices.
  // Lengths said in full: -1 can't be told where there are no elements.
  const rows = a.reshape(sizeOf(a.shape.slice(0, -1)), inner);
  if (b.ndim === 1) return matmul(rows, b).reshape(a.shape.slice(0, -1));
  const order = [b.ndim - 2, ...b.shape.map((_n, d) => d).filter((d) => d !== b.ndim - 2)];
  const columns = b.transpose(...order).reshape(inner, sizeOf(b.shape.slice(0, -2)) * b.shape[b.ndim - 1]);
  return matmul(rows, columns).reshape([
    ...a.shape.slice(0, -1),
    ...b.shape.slice(0, -2),
    b.shape[b.ndim - 1],
  ]);
}
