import type { FunctionFamily } from "./function-line.js";

export const VARIANT: FunctionFamily = {
  is_valid_variant: { takes: "v", gives: "boolean", doc: "Whether the bytes of a variant are well formed." },
  is_variant_null: {
    takes: "v",
    gives: "boolean!",
    doc: "Whether a variant is JSON's null; SQL's null isn't.",
  },
  parse_json: { takes: "col", doc: "The variant that JSON says; an error for what is no JSON." },
  schema_of_variant: { takes: "v", gives: "string", doc: "The schema of a variant, in SQL's words." },
  schema_of_variant_agg: {
    takes: "v",
    gives: "string!",
    doc: "The schema that all variants of a column fit, in SQL's words.",
  },
  to_variant_object: {
    takes: "col",
    doc: "A struct, array or map as a variant; structs and maps become objects.",
  },
  try_parse_json: { takes: "col", doc: "{@link parse_json} that gives null for what is no JSON." },
  try_variant_array_append: {
    takes: "v, path: string, value",
    doc: "{@link variant_array_append} that gives null for what can't be done.",
  },
  try_variant_get: {
    takes: "v, path: string, targetType: string",
    doc: "{@link variant_get} that gives null for what the type can't hold.",
  },
  try_variant_insert: {
    takes: "v, path: string, value",
    doc: "{@link variant_insert} that gives null for what can't be done.",
  },
  try_variant_set: {
    takes: "v, path: string, value, create_if_missing: boolean = true",
    doc: "{@link variant_set} that gives null for what can't be done.",
  },
  variant_array_append: {
    takes: "v, path: string, value",
    doc: "A variant with a value more at the end of the array at a path.",
  },
  variant_delete: { takes: "v, ...paths: string >= 1", doc: "A variant without what stands at these paths." },
  variant_get: {
    takes: "v, path: string, targetType: string",
    doc: "What stands at a path, such as `$.a[0]`, of a variant, as a type in SQL's words; null for nothing.",
  },
  variant_insert: {
    takes: "v, path: string, value",
    doc: "A variant with a value more at a path where there is none.",
  },
  variant_set: {
    takes: "v, path: string, value, create_if_missing: boolean = true",
    doc: "A variant with a value at a path, in the place of what stands there; where nothing does too unless told not to.",
  },
  variant_strip_nulls: {
    takes: "v, include_arrays: boolean = true",
    doc: "A variant without the nulls in its objects, and in its arrays unless told not to.",
  },
};
