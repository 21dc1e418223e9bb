/** Text as bytes and bytes as text: character sets, hexadecimal digits, base64, URLs. */
import { BinaryType, BooleanType, type DataType, StringType } from "../../types/index.js";
import { isText } from "../expression/cast-rules.js";
import { notEmbedded } from "../not-embedded.js";
import type { FunctionTable, Parameter, Parameters, ScalarSpec } from "./function-spec.js";
import { binary, string, takes } from "./parameters.js";

const toText = () => new StringType();
const toBytes = () => new BinaryType();
const toBoolean = () => new BooleanType();

/** Null when an argument is, or for reasons of its own. */
const maybe = (parameters: Parameters, sql: ScalarSpec["sql"], gives: () => DataType): ScalarSpec => ({
  kind: "scalar",
  takes: parameters,
  gives,
  sql,
  nullable: () => true,
});

/** Of strings or bytes, as they are: what is no UTF-8 is asked for in bytes. */
const textOrBytes: Parameter = {
  allowed: string.allowed,
  accept: (given, arg) => (given instanceof BinaryType ? given : string.accept(given, arg)),
};

const url = (name: string): ScalarSpec =>
  maybe(
    takes(string, string, null, string),
    ([text, part, key]) =>
      key === undefined ? `js_${name}(${text}, ${part})` : `js_${name}_key(${text}, ${part}, ${key})`,
    toText,
  );

/** The format of bytes is written down. */
const toBinary = (name: string): ScalarSpec => ({
  ...maybe(
    takes(string, null, string),
    ([text, format = "'hex'"], [, given]) => {
      if (given === undefined || given.kind === "literal") {
        const word = given === undefined ? "hex" : String(given.value).toLowerCase();
        if (word === "hex") return `js_${name}(${text}, 'hex')`;
        if (word === "utf-8" || word === "utf8") return `encode(${text})`;
      }
      throw notEmbedded(`F.${name} with the format ${format}`);
    },
    toBytes,
  ),
});

export const ENCODINGS: FunctionTable = {
  encode: maybe(takes(string, string), ([s, charset]) => `js_encode(${s}, ${charset})`, toBytes),
  decode: maybe(takes(binary, string), ([x, charset]) => `js_decode(${x}, ${charset})`, toText),
  unhex: maybe(takes(string), ([s]) => `js_unhex(${s})`, toBytes),
  unbase64: { kind: "scalar", takes: takes(string), gives: toBytes, sql: ([s]) => `js_unbase64(${s})` },
  to_base32: { kind: "scalar", takes: takes(binary), gives: toText, sql: ([x]) => `js_base32(${x})` },
  from_base32: { kind: "scalar", takes: takes(string), gives: toBytes, sql: ([s]) => `js_unbase32(${s})` },
  to_binary: toBinary("to_binary"),
  try_to_binary: toBinary("try_to_binary"),
  url_encode: maybe(takes(string), ([s]) => `js_url_encode(${s})`, toText),
  url_decode: maybe(takes(string), ([s]) => `js_url_decode(${s})`, toText),
  try_url_decode: maybe(takes(string), ([s]) => `js_try_url_decode(${s})`, toText),
  parse_url: url("parse_url"),
  try_parse_url: url("try_parse_url"),
  is_valid_utf8: maybe(
    takes(textOrBytes),
    ([s], [a]) => (isText(a!.type) ? `(CASE WHEN ${s} IS NOT NULL THEN true END)` : `js_is_valid_utf8(${s})`),
    toBoolean,
  ),
};
