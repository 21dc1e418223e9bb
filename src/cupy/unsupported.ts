/** What np has and the device can't do: each says so by name, with the way out. */
import { NotSupportedError } from "../errors.js";

const ON_THE_HOST = (call: string): string => `Do it on the host: ${call}, with np from manycore/numpy.`;

/** @throws NotSupportedError always */
export function refuse(operation: string, onHost: string): never {
  throw new NotSupportedError(operation, "cupy", ON_THE_HOST(onHost));
}
