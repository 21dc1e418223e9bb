import type { FunctionFamily } from "./function-line.js";

export const MAP: FunctionFamily = {
  create_map: { takes: "...cols in list", sends: "map", doc: "A map of keys and values in turn." },
  map_concat: {
    takes: "...cols in list",
    doc: "The entries of several maps in one; a key that two have is an error.",
  },
  map_contains_key: { takes: "col, value: value", gives: "boolean", doc: "Whether a map has a key." },
  map_entries: { takes: "col", doc: "The entries of a map as an array of structs of `key` and `value`." },
  map_from_arrays: { takes: "col1, col2", doc: "A map of an array of keys and an array of values." },
  map_from_entries: { takes: "col", doc: "A map of an array of structs of two fields." },
  map_keys: { takes: "col", doc: "The keys of a map as an array." },
  map_values: { takes: "col", doc: "The values of a map as an array." },
  str_to_map: {
    takes: 'text, pairDelim: column = ",", keyValueDelim: column = ":"',
    gives: "Map<string, string | null>",
    doc: "A map of what a string says, such as `a:1,b:2`; the delimiters are regular expressions.",
  },
};
