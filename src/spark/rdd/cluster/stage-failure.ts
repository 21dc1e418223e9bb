/** What an action says when a stage has failed. */
import { decode } from "../../../portable/index.js";
import { FunctionException, SparkException } from "../../errors/index.js";
import { ERROR_PARCEL } from "./stage-file.js";

/**
 * Spark's error in the words of the embedded engine, with that of the function as its cause.
 *
 * @returns the error itself where no function is to blame
 */
export function stageFailure(error: unknown, action: string): unknown {
  if (!(error instanceof FunctionException)) return error;
  const { condition, remoteStack, message } = error;
  const cause = thrown(error);
  const told = cause instanceof Error && cause !== error ? `${cause.name}: ${cause.message}` : message;
  return new SparkException(`Job aborted due to stage failure: ${action}: ${told}`, {
    cause,
    condition,
    remoteStack,
  });
}

/** What the function threw, of its own class where that arrived. */
function thrown(error: FunctionException): unknown {
  const { cause } = error;
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  if (typeof code === "string" && code.startsWith(ERROR_PARCEL))
    return decode(Buffer.from(code.slice(ERROR_PARCEL.length), "base64"), "process");
  return cause ?? error;
}
