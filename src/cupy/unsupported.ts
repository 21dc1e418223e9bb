/** What CuPy has and the device doesn't do yet: each says so by name, with the way out. */
import { NotSupportedError } from "../errors.js";

const ON_THE_HOST = (call: string): string => `Do it on the host: ${call}, with np from manycore/numpy.`;

/** @throws NotSupportedError always */
export function refuse(operation: string, onHost: string): never {
  throw new NotSupportedError(operation, "cupy", ON_THE_HOST(onHost));
}

/** Not on the device yet. @throws NotSupportedError */
export function argmin(..._args: readonly unknown[]): never {
  return refuse("argmin", "np.argmin(await cp.asnumpy(x))");
}

/** Not on the device yet. @throws NotSupportedError */
export function argmax(..._args: readonly unknown[]): never {
  return refuse("argmax", "np.argmax(await cp.asnumpy(x))");
}

/** Not on the device yet. @throws NotSupportedError */
export function reshape(..._args: readonly unknown[]): never {
  return refuse("reshape", "(await cp.asnumpy(x)).reshape(...)");
}

/** Not on the device yet. @throws NotSupportedError */
export function transpose(..._args: readonly unknown[]): never {
  return refuse("transpose", "(await cp.asnumpy(x)).T");
}
