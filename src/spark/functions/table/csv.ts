import type { FunctionFamily } from "./function-line.js";

export const CSV: FunctionFamily = {
  from_csv: {
    takes: "col, schema: string, options?: options",
    doc: "The struct that a line of csv says, of a schema in SQL's words.",
  },
  schema_of_csv: {
    takes: "csv: string, options?: options",
    gives: "string!",
    doc: "The schema of a line of csv, in SQL's words.",
  },
  to_csv: { takes: "col, options?: options", gives: "string", doc: "A struct as a line of csv." },
};
