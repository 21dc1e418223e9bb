import type { FunctionFamily } from "./function-line.js";

export const XML: FunctionFamily = {
  from_xml: {
    takes: "col, schema: schema, options?: options",
    doc: "The struct that XML says, of a schema.",
  },
  schema_of_xml: {
    takes: "xml: string, options?: options",
    gives: "string!",
    doc: "The schema of XML, in SQL's words.",
  },
  to_xml: { takes: "col, options?: options", gives: "string", doc: "A struct as XML." },
  xpath: { takes: "xml, path", gives: "string[]", doc: "The texts of the nodes at a path of XPath." },
  xpath_boolean: {
    takes: "xml, path",
    gives: "boolean",
    doc: "Whether an expression of XPath is true, or finds a node.",
  },
  xpath_double: {
    takes: "xml, path",
    gives: "number",
    doc: "The double at a path of XPath: NaN for what is none, 0 for nothing.",
  },
  xpath_float: {
    takes: "xml, path",
    gives: "number",
    doc: "The float at a path of XPath: NaN for what is none, 0 for nothing.",
  },
  xpath_int: {
    takes: "xml, path",
    gives: "number",
    doc: "The int at a path of XPath: 0 for what is none and for nothing.",
  },
  xpath_long: {
    takes: "xml, path",
    gives: "number",
    doc: "The bigint at a path of XPath: 0 for what is none and for nothing.",
  },
  xpath_number: { takes: "xml, path", gives: "number", doc: "The same as {@link xpath_double}." },
  xpath_short: {
    takes: "xml, path",
    gives: "number",
    doc: "The smallint at a path of XPath: 0 for what is none and for nothing.",
  },
  xpath_string: {
    takes: "xml, path",
    gives: "string",
    doc: "The text of the first node at a path of XPath.",
  },
};
