import type { FunctionFamily } from "./function-line.js";

export const HIGHER_ORDER: FunctionFamily = {
  aggregate: {
    takes: "col, initialValue, merge: lambda(acc, x), finish?: lambda(acc)",
    doc: "`merge` of a state and each value of an array in turn, from `initialValue` on; `finish` of the last state.",
  },
  array_sort: {
    takes: "col, comparator?: lambda(x, y)",
    doc: "In ascending order, nulls last, or in that of a comparator, which gives a number below, above or equal to zero.",
  },
  exists: {
    takes: "col, f: lambda(x)",
    gives: "boolean",
    doc: "Whether `f` is true of a value of an array.",
  },
  filter: {
    takes: "col, f: lambda(x, i?)",
    doc: "The values of an array of which `f` is true; a second parameter is the index, from 0.",
  },
  forall: {
    takes: "col, f: lambda(x)",
    gives: "boolean",
    doc: "Whether `f` is true of all values of an array.",
  },
  map_filter: { takes: "col, f: lambda(k, v)", doc: "The entries of a map of which `f` is true." },
  map_zip_with: {
    takes: "col1, col2, f: lambda(k, v1, v2)",
    doc: "A map of the keys of two, with `f` of the key and its values in both, null where it has none.",
  },
  reduce: {
    takes: "col, initialValue, merge: lambda(acc, x), finish?: lambda(acc)",
    doc: "The same as {@link aggregate}.",
  },
  transform: {
    takes: "col, f: lambda(x, i?)",
    doc: "`f` of each value of an array; a second parameter is the index, from 0.",
  },
  transform_keys: { takes: "col, f: lambda(k, v)", doc: "A map whose keys are `f` of its keys and values." },
  transform_values: {
    takes: "col, f: lambda(k, v)",
    doc: "A map whose values are `f` of its keys and values.",
  },
  zip_with: {
    takes: "left, right, f: lambda(x, y)",
    doc: "`f` of the n-th values of two arrays; nulls fill the shorter one.",
  },
};
