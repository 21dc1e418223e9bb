import type { FunctionFamily } from "./function-line.js";

export const SORT: FunctionFamily = {
  asc: { takes: "col", written: "sort.ts", embedded: "yes", doc: "For orderBy: ascending, nulls first." },
  asc_nulls_first: {
    takes: "col",
    written: "sort.ts",
    embedded: "yes",
    doc: "For orderBy: ascending, nulls first.",
  },
  asc_nulls_last: {
    takes: "col",
    written: "sort.ts",
    embedded: "yes",
    doc: "For orderBy: ascending, nulls last.",
  },
  desc: { takes: "col", written: "sort.ts", embedded: "yes", doc: "For orderBy: descending, nulls last." },
  desc_nulls_first: {
    takes: "col",
    written: "sort.ts",
    embedded: "yes",
    doc: "For orderBy: descending, nulls first.",
  },
  desc_nulls_last: {
    takes: "col",
    written: "sort.ts",
    embedded: "yes",
    doc: "For orderBy: descending, nulls last.",
  },
};
