/** Boolean masks: the elements where a mask is true. https://numpy.org/doc/stable/user/basics.indexing.html#boolean-array-indexing */
import { heapView, shapeText } from "../array/index.js";
import { DTypeError, IndexError } from "../errors.js";
import { leaf } from "../kernel/index.js";
import { type Block, newBlock } from "../memory/index.js";
import { NDArray } from "./ndarray.js";

/** The address of an array's first element, the elements dense in C order. */
function denseAddress(x: NDArray): { block: Block; address: number } {
  const { offset } = x.layout();
  const block = x.ensureStorage().block;
  return { block, address: block.address + offset };
}

/**
 * A copy of the elements (or, with a mask of fewer axes, of the rows) where `mask` is true, in C order.
 * @throws IndexError when the mask's shape isn't that of the array's first axes; DTypeError when it isn't bool
 */
export function selectByMask(x: NDArray, mask: NDArray): NDArray {
  if (mask.dtype.kind !== "bool")
    throw new DTypeError(
      `an array index must be a bool mask, got dtype ${mask.dtype.name}: compare first, as x.gt(0); index arrays are not offered yet`,
    );
  if (mask.ndim > x.ndim)
    throw new IndexError(
      `too many indices for array: array is ${x.ndim}-dimensional, but ${mask.ndim} were indexed`,
    );
  for (let d = 0; d < mask.ndim; d++)
    if (mask.shape[d] !== x.shape[d])
      throw new IndexError(
        `boolean index did not match indexed array along axis ${d}; size of axis is ${x.shape[d]} but size of corresponding boolean axis is ${mask.shape[d]}: shapes ${shapeText(x.shape)} and ${shapeText(mask.shape)}`,
      );
  const dense = (a: NDArray): NDArray => (a.current().strides === null ? a : a.copy());
  x.ensureStorage();
  mask.ensureStorage();
  const source = dense(x);
  const bools = dense(mask);
  const rest = x.shape.slice(mask.ndim);
  const rowBytes = rest.reduce((n, d) => n * d, 1) * x.itemsize;
  const u8 = heapView(mask.dtype) as Uint8Array;
  let count = 0;
  // Through `.data` any byte may have been written into a bool.
  for (let k = 0, at = denseAddress(bools).address; k < bools.size; k++) if (u8[at + k] !== 0) count++;
  const block = newBlock(count * rowBytes);
  const maskAt = denseAddress(bools).address;
  const from = denseAddress(source).address;
  if (rowBytes === x.itemsize) {
    const view = heapView(x.dtype) as Float64Array;
    const base = from / x.itemsize;
    let to = block.address / x.itemsize;
    for (let k = 0; k < bools.size; k++) if (u8[maskAt + k] !== 0) view[to++] = view[base + k];
  } else {
    let to = block.address;
    for (let k = 0; k < bools.size; k++) {
      if (u8[maskAt + k] === 0) continue;
      u8.copyWithin(to, from + k * rowBytes, from + (k + 1) * rowBytes);
      to += rowBytes;
    }
  }
  return new NDArray(leaf(block, x.dtype, [count, ...rest], 0, null));
}
