import { SparkException } from "../../../errors/index.js";
import type { OperationSession } from "../session.js";

/** The option's name in small letters. */
export const OVERWRITE_MODE = "partitionoverwritemode";

/** Whether overwriting is about those partitions alone that have new rows. @throws SparkException for a mode that there isn't */
export function overwritesPartitions(
  session: OperationSession,
  options: ReadonlyMap<string, string>,
): boolean {
  const given = options.get(OVERWRITE_MODE) ?? session.setting("spark.sql.sources.partitionOverwriteMode");
  const mode = given?.toUpperCase() ?? "STATIC";
  if (mode === "STATIC" || mode === "DYNAMIC") return mode === "DYNAMIC";
  throw new SparkException(`partitionOverwriteMode is ${given}; it is static or dynamic`);
}
