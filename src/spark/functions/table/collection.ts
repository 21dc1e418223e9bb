import type { FunctionFamily } from "./function-line.js";

export const COLLECTION: FunctionFamily = {
  cardinality: { takes: "col", gives: "number", doc: "The same as {@link size}." },
  concat: { takes: "...cols", doc: "Strings, binary or arrays joined; null if one is null." },
  element_at: {
    takes: "col, extraction: value",
    doc: "The value at a position of an array, from 1, or from −1 at the end, an error beyond them; the value of a key of a map, or null.",
  },
  reverse: { takes: "col", doc: "A string or an array backwards." },
  size: { takes: "col", gives: "number", doc: "How many values an array has, or entries a map." },
  try_element_at: {
    takes: "col, extraction",
    doc: "{@link element_at} that gives null beyond the ends; the position or key is a column.",
  },
};
