/**
 * A side door for `manycore/simd`: how a user's compiled function becomes an operation of np's lazy graph. Nothing here is what
 * programs are written with; that is index.ts.
 */
export { callFunction, safeToCast } from "./element_function.js";
export { type HeapArgument, heapArgument } from "./heap_argument.js";
export { NDArray } from "./ndarray.js";
export { isScalar, toArray } from "./operands.js";
