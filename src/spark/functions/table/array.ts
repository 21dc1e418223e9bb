import type { FunctionFamily } from "./function-line.js";

export const ARRAY: FunctionFamily = {
  array: { takes: "...cols in list", doc: "An array of several columns' values." },
  array_append: { takes: "col, value: value", doc: "With a value more at the end." },
  array_compact: { takes: "col", doc: "Without its nulls." },
  array_contains: { takes: "col, value: value", gives: "boolean", doc: "Whether the value is in it." },
  array_distinct: { takes: "col", doc: "Each value once, in the order of their first places." },
  array_except: { takes: "col1, col2", doc: "The values of `col1` that aren't in `col2`, each once." },
  array_insert: {
    takes: "arr, pos: column | number, value: value",
    doc: "With a value more at a position, from 1, or from −1 at the end; nulls fill what is missing before it.",
  },
  array_intersect: { takes: "col1, col2", doc: "The values that both have, each once." },
  array_join: {
    takes: "col, delimiter: string, null_replacement?: string",
    gives: "string",
    doc: "Its strings with `delimiter` between them; nulls are passed over, or replaced.",
  },
  array_max: { takes: "col", doc: "The greatest value; nulls are passed over." },
  array_min: { takes: "col", doc: "The least value; nulls are passed over." },
  array_position: {
    takes: "col, value: value",
    gives: "number",
    doc: "Where the value stands first, from 1; 0 is nowhere.",
  },
  array_prepend: { takes: "col, value: value", doc: "With a value more at the beginning." },
  array_remove: { takes: "col, element: value", doc: "Without all that equals a value." },
  array_repeat: { takes: "col, count: column | number", doc: "The value `count` times." },
  array_size: { takes: "col", gives: "number", doc: "How many values it has; null of null." },
  array_union: { takes: "col1, col2", doc: "The values of both, each once." },
  arrays_overlap: {
    takes: "a1, a2",
    gives: "boolean",
    doc: "Whether both have a value in common that isn't null; null if they have none, both aren't empty and one has a null.",
  },
  arrays_zip: {
    takes: "...cols",
    doc: "An array of structs, the n-th of the n-th values of all; nulls fill the shorter ones.",
  },
  flatten: { takes: "col", doc: "The values of the arrays in it, in one array." },
  get: { takes: "col, index: column | number", doc: "The value at an index, from 0; null beyond its ends." },
  sequence: {
    takes: "start, stop, step?",
    doc: "The values from `start` to `stop`, both among them, `step` apart; also of dates, with an interval.",
  },
  shuffle: { takes: "col, seed: seed", doc: "Its values in a random order." },
  slice: {
    takes: "x, start: column | number, length: column | number",
    doc: "`length` values from `start` on, which counts from 1, or from −1 at the end.",
  },
  sort_array: {
    takes: "col, asc: boolean = true",
    doc: "Its values in ascending order, nulls first, or in descending order, nulls last.",
  },
};
