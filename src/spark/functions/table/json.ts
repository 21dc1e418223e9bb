import type { FunctionFamily } from "./function-line.js";

export const JSON_FUNCTIONS: FunctionFamily = {
  from_json: {
    takes: "col, schema: schema, options?: options",
    doc: "The struct, array or map that JSON says, of a schema; null of what is no JSON.",
  },
  get_json_object: {
    takes: "col, path: string",
    gives: "string",
    doc: "What stands at a path, such as `$.a[0].b`, of JSON, as text.",
  },
  json_array_length: {
    takes: "col",
    gives: "number",
    doc: "How many values a JSON array has; null of what is none.",
  },
  json_object_keys: {
    takes: "col",
    gives: "string[]",
    doc: "The names that a JSON object has; null of what is none.",
  },
  json_tuple: {
    takes: "col, ...fields: string >= 1",
    doc: "What a JSON object has at several names, as text, in columns `c0`, `c1`…",
  },
  schema_of_json: {
    takes: "json: string, options?: options",
    gives: "string!",
    doc: "The schema of JSON, in SQL's words.",
  },
  to_json: {
    takes: "col, options?: options",
    gives: "string",
    doc: "A struct, array, map or variant as JSON.",
  },
};
