import type { TypeJson } from "../../types/data-type.js";

/** The constants of a call such as `from_json(text, schema, options)`, as one text in its SQL. */
export interface TextCall {
  /** Of `from_json` and `from_csv`. */
  readonly schema?: TypeJson;
  readonly options: readonly (readonly [name: string, value: string])[];
  readonly timeZone: string;
  /** The session's name for it, where it has one. */
  readonly corruptRecordColumn?: string;
}

/** So many calls are kept with what reads and writes their texts: a query has few. */
export const MOST_CALLS = 20;

/** What options of files take of a session. */
export function settingsOf({ timeZone, corruptRecordColumn }: TextCall) {
  return {
    timeZone,
    setting: (key: string) =>
      key === "spark.sql.columnNameOfCorruptRecord" ? corruptRecordColumn : undefined,
  };
}
