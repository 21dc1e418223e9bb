import type { FunctionFamily } from "./function-line.js";

export const NORMAL: FunctionFamily = {
  broadcast: {
    takes: "df",
    written: "broadcast.ts",
    embedded: "yes",
    doc: "Says that a DataFrame is small, so that a join should bring it to every executor whole.",
  },
  call_function: {
    takes: "funcName: string, ...cols",
    written: "normal.ts",
    embedded: "of those that it has",
    doc: "A function of SQL's by its name, also one with a catalog's.",
  },
  call_udf: {
    takes: "udfName: string, ...cols",
    written: "normal.ts",
    embedded: "of those that it has",
    doc: "A registered function by its name.",
  },
  col: { takes: "col: string", written: "normal.ts", embedded: "yes", doc: "The column of a name." },
  column: { takes: "col: string", written: "normal.ts", embedded: "yes", doc: "The same as {@link col}." },
  expr: { takes: "str: string", written: "normal.ts", embedded: "yes", doc: "An expression in SQL's words." },
  udf: {
    takes: "f: value, returnType?: schema, options?: options",
    written: "udf.ts",
    embedded: "yes",
    doc: "A function of one's own as a function of columns, called for each row or, vectorised, for many at once.",
  },
  lit: { takes: "col: value", written: "normal.ts", embedded: "yes", doc: "A column of one value." },
};
