/** The module of some arrays. https://docs.cupy.dev/en/stable/reference/generated/cupy.get_array_module.html */
import { DTypeError } from "../errors.js";
import type { ArrayModule } from "../kernel/index.js";
import type { NDArray as HostNDArray } from "../numpy/index.js";
import { NDArray } from "./ndarray.js";

/**
 * `manycore/cupy` when an argument is one of its arrays, else `manycore/numpy`. A promise, since who stays on the device loads no
 * CPU kernels; CuPy's answers at once.
 *
 * @example
 * const xp = await cp.get_array_module(x);
 *
 * @throws DTypeError for arrays of both: they don't mix
 */
export async function get_array_module(
  ...args: readonly unknown[]
): Promise<ArrayModule<NDArray> | ArrayModule<HostNDArray>> {
  const onDevice = args.some((x) => x instanceof NDArray);
  const onHost = args.some(
    (x) => typeof x === "object" && x !== null && !(x instanceof NDArray) && "toTypedArray" in x,
  );
  if (onDevice && onHost)
    throw new DTypeError(
      "get_array_module of manycore/numpy and manycore/cupy arrays: they can't be mixed. Send one to the GPU with cp.asarray(x), or bring the other to the host with await cp.asnumpy(x)",
    );
  return onDevice ? import("./index.js") : import("../numpy/index.js");
}
