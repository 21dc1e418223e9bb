import type { ArrayModule, ModuleArray } from "../../src/kernel/array_module.js";
import * as np from "../../src/numpy/index.js";
import * as cp from "../../src/cupy/index.js";
export const mn: ArrayModule<np.NDArray> = np;
export const mc: ArrayModule<cp.NDArray> = cp;
export async function norm<A extends ModuleArray<A>>(xp: ArrayModule<A>, values: Float32Array): Promise<number> {
  const x = xp.asarray(values, { dtype: "float32" });
  return Number(await xp.sqrt(xp.sum(xp.square(x).add(1).mean())).item());
}
export const n1 = norm(np, new Float32Array(3)), n2 = norm(cp, new Float32Array(3));
export const n3 = norm(mn, new Float32Array(3)), n4 = norm(mc, new Float32Array(3));
export const a: cp.NDArray<"float32"> = cp.asarray([1,2]).add(1);
export const b: cp.NDArray<"float32"> = cp.asarray([1,2]).astype("int32").div(2);
export const c: cp.NDArray<"bool"> = cp.less(cp.asarray(new Int32Array(3)), 2);
// @ts-expect-error
export const d: cp.NDArray<"float64"> = cp.add(cp.asarray(np.zeros(3)), 2);
export const e: Promise<np.NDArray<"float32">> = a.get();
