import type { FunctionFamily } from "./function-line.js";

export const URL_FUNCTIONS: FunctionFamily = {
  parse_url: {
    takes: "url, partToExtract, key?",
    gives: "string",
    doc: "A part of a URL: `HOST`, `PATH`, `QUERY`, `REF`, `PROTOCOL`, `FILE`, `AUTHORITY` or `USERINFO`; of the query the value of a key.",
  },
  try_parse_url: {
    takes: "url, partToExtract, key?",
    gives: "string",
    doc: "{@link parse_url} that gives null for what is no URL.",
  },
  try_url_decode: {
    takes: "str",
    gives: "string",
    doc: "{@link url_decode} that gives null for what can't be read.",
  },
  url_decode: { takes: "str", gives: "string", doc: "The text that a form's encoding (`a+b%21`) says." },
  url_encode: { takes: "str", gives: "string", doc: "Text in a form's encoding (`a+b%21`)." },
};
