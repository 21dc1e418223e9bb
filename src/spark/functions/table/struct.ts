import type { FunctionFamily } from "./function-line.js";

export const STRUCT: FunctionFamily = {
  named_struct: { takes: "...cols", doc: "A struct of names, which are literals, and values in turn." },
  struct: {
    takes: "...cols in list",
    embedded: "yes",
    doc: "A struct of several columns, its fields named as they are.",
  },
};
