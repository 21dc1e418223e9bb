import type { ArrayModule } from "../../src/kernel/array_module.js";
import * as np from "../../src/numpy/index.js";
import * as cp from "../../src/cupy/index.js";
export const modules: ArrayModule[] = [np, cp];
export const a: cp.NDArray<"float32"> = cp.asarray([1,2]).add(1);
export const b: cp.NDArray<"float32"> = cp.asarray([1,2]).astype("int32").div(2);
export const c: cp.NDArray<"bool"> = cp.less(cp.asarray(new Int32Array(3)), 2);
// @ts-expect-error
export const d: cp.NDArray<"float64"> = cp.add(cp.asarray(np.zeros(3)), 2);
export const e: Promise<np.NDArray<"float32">> = a.get();
