import { NotSupportedError } from "../../errors.js";

const SPARK = "to Spark for this: SparkSession.builder.remote(…).";

/**
 * What Spark does and this engine doesn't.
 *
 * @param instead what would do here, a sentence up to its full stop: `Cast it to string`
 */
export function notEmbedded(operation: string, instead?: string): NotSupportedError {
  const wayOut = instead === undefined ? `Connect ${SPARK}` : `${instead}, or connect ${SPARK}`;
  return new NotSupportedError(operation, "the embedded engine", wayOut);
}
