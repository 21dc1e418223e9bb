import { addRemoteStack, decodeAsync, type Road } from "../../portable/index.js";

/**
 * The error that a child's target threw, with the stacks of both sides. Never rejects.
 * @param started made where the process was started
 */
export async function readError(
  bytes: Uint8Array,
  road: Road,
  where: string,
  started: Error,
): Promise<unknown> {
  try {
    return addRemoteStack(await decodeAsync(bytes, road), where, started);
  } catch (reason) {
    return new Error(`the error of ${where} could not be read`, { cause: reason });
  }
}
