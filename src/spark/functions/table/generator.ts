import type { FunctionFamily } from "./function-line.js";

export const GENERATOR: FunctionFamily = {
  explode: { takes: "col", doc: "A row for each value of an array, or for each entry of a map." },
  explode_outer: {
    takes: "col",
    doc: "{@link explode} that keeps the row, with null, of an empty array and of null.",
  },
  inline: { takes: "col", doc: "A row for each struct of an array, its fields as columns." },
  inline_outer: {
    takes: "col",
    doc: "{@link inline} that keeps the row, with nulls, of an empty array and of null.",
  },
  posexplode: { takes: "col", doc: "{@link explode} with the position, from 0, in a column before it." },
  posexplode_outer: {
    takes: "col",
    doc: "{@link posexplode} that keeps the row, with nulls, of an empty array and of null.",
  },
  stack: {
    takes: "...cols",
    doc: "As many rows as the first, a literal, says, of all the others' values in turn.",
  },
};
