/** What is wrong with files, by Spark's conditions. */
import { SparkException } from "../../errors/index.js";

/** A record that isn't of the schema, in the mode FAILFAST. */
export function malformedRecord(record: string, file: string | undefined, cause?: unknown): Error {
  const inner = new SparkException(
    `[MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION] The record can't be read by the schema, and the mode is FAILFAST; the mode PERMISSIVE has nulls for it: ${record} SQLSTATE: 22023`,
    {
      condition: "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION",
      messageParameters: { badRecord: record, failFastMode: "FAILFAST" },
      sqlState: "22023",
      cause,
    },
  );
  if (file === undefined) return inner;
  return new SparkException(
    `[FAILED_READ_FILE.NO_HINT] The file file://${file} can't be read. ${inner.message} SQLSTATE: KD001`,
    {
      condition: "FAILED_READ_FILE.NO_HINT",
      messageParameters: { path: `file://${file}` },
      sqlState: "KD001",
      cause: inner,
    },
  );
}

/** No schema comes of records of which one is wrong, in the mode FAILFAST. */
export function malformedWhileInferring(): Error {
  return malformedRecord("_corrupt_record", undefined);
}

/** A file that is no file of its format. */
export function failedFile(file: string, why: string, cause?: unknown): Error {
  return new SparkException(
    `[FAILED_READ_FILE.NO_HINT] The file file://${file} can't be read: ${why}. SQLSTATE: KD001`,
    {
      condition: "FAILED_READ_FILE.NO_HINT",
      messageParameters: { path: `file://${file}` },
      sqlState: "KD001",
      cause,
    },
  );
}
