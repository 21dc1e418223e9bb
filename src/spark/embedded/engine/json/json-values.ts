/**
 * JSON's values as values of a schema, as Spark's parser makes them: what a field can't be is null and the rest of the record is kept, as long as
 * the text is JSON at all.
 */
import { ArrayType, type DataType, DecimalType, MapType, StructType } from "../../../types/index.js";
import { doubleText } from "../../../types/number-text.js";
import { rowMaker, Timestamp } from "../../../types/values.js";
import { quoted } from "../../javascript/json/write.js";
import { notEmbedded } from "../../not-embedded.js";
import {
  BadTextError,
  bad,
  dateOf,
  decimalOf,
  integerOf,
  timestampNtzOf,
  timestampOf,
} from "../text-values.js";
import type { JsonOptions } from "./json-options.js";
import type { JsonParser } from "./json-parser.js";

/** A value of which some parts couldn't be read and are null. */
export class PartialValue extends Error {
  readonly value: unknown;
  override readonly cause: unknown;

  constructor(value: unknown, cause: unknown) {
    super("a part of the value can't be read");
    this.value = value;
    this.cause = cause;
  }
}

/** Reads the value that begins at the parser's token, and leaves it at the value's last. @throws BadTextError; PartialValue; JsonSyntaxError */
export type ReadValue = (parser: JsonParser) => unknown;

/** @throws NotSupportedError for a type that isn't read from JSON here */
export function readerOf(type: DataType, options: JsonOptions): ReadValue {
  const read = valueReader(type, options);
  const whole: ReadValue = (parser) => {
    if (parser.token === "name") parser.next();
    return parser.token === "null" ? null : read(parser);
  };
  return whole;
}

function valueReader(type: DataType, options: JsonOptions): ReadValue {
  if (type instanceof StructType) {
    const fields = fieldsReader(type, options, false);
    const make = rowMaker(type.names);
    return (parser) => {
      if (parser.token !== "{") return bad(parser.value);
      try {
        return make(fields(parser));
      } catch (error) {
        if (!(error instanceof PartialValue)) throw error;
        throw new PartialValue(make(error.value as unknown[]), error.cause);
      }
    };
  }
  if (type instanceof ArrayType) return arrayReader(readerOf(type.elementType, options));
  if (type instanceof MapType) return mapReader(type, options);
  if (type instanceof DecimalType) {
    return ({ token, value }) =>
      token === "integer" || token === "fraction" || (token === "string" && value !== "")
        ? decimalOf(value, type)
        : bad(value);
  }
  switch (type.typeName) {
    case "string":
    case "char":
    case "varchar":
      return (parser) => (parser.token === "string" ? parser.value : textOf(parser));
    case "boolean":
      return ({ token, value }) => (token === "true" ? true : token === "false" ? false : bad(value));
    case "byte":
      // As Java makes bytes of numbers: 128 to 255 are negative ones.
      return ({ token, value }) => {
        const number = token === "integer" ? Number(value) : bad(value);
        return number >= -128 && number <= 255 ? (number << 24) >> 24 : bad(value);
      };
    case "short":
    case "integer":
    case "long":
      return ({ token, value }) => (token === "integer" ? integerOf(value, type) : bad(value));
    case "float":
    case "double": {
      const odd = options.allowNonNumericNumbers ? ODD_TEXTS : {};
      const number = type.typeName === "float" ? Math.fround : (x: number) => x;
      return (parser) => {
        const { token, value } = parser;
        // A whole number has no zero below zero.
        if (token === "integer") return number(Number(value) + 0);
        if (token === "fraction") return number(Number(value));
        if (token === "odd") return parser.odd;
        return token === "string" && Object.hasOwn(odd, value) ? odd[value] : bad(value);
      };
    }
    case "date":
      return ({ token, value }) =>
        token !== "string" || value === ""
          ? bad(value)
          : options.patterns.date === undefined && DAYS.test(value)
            ? dateOfDays(value)
            : dateOf(value, options.patterns);
    case "timestamp":
      return ({ token, value }) => {
        if (token === "integer") return new Timestamp(BigInt(value) * 1_000_000n);
        return token === "string" && value !== "" ? timestampOf(value, options.patterns) : bad(value);
      };
    case "timestamp_ntz":
      return ({ token, value }) =>
        token === "string" && value !== "" ? timestampNtzOf(value, options.patterns) : bad(value);
    case "binary":
      return ({ token, value }) => (token === "string" ? bytesOf(value) : bad(value));
    default:
      throw notEmbedded(`reading ${type.simpleString()} from json`);
  }
}

/** Fewer digits than a year has, or more: days, as the first Spark wrote dates. */
const DAYS = /^[+-]?(?:\d{1,3}|\d{8,10})$/;
const FIRST_GREGORIAN_DAY = -141_427;

function dateOfDays(text: string): Date {
  const day = Number(text);
  if (day < -(2 ** 31) || day >= 2 ** 31) return bad(text);
  if (day >= FIRST_GREGORIAN_DAY && day <= 1e8) return new Date(day * 86_400_000);
  throw notEmbedded(`reading ${text} as a number of days from json`);
}

const ODD_TEXTS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  "+INF": Number.POSITIVE_INFINITY,
  "+Infinity": Number.POSITIVE_INFINITY,
  Infinity: Number.POSITIVE_INFINITY,
  "-INF": Number.NEGATIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

function bytesOf(text: string): Uint8Array {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(text)) return bad(text);
  return new Uint8Array(Buffer.from(text, "base64"));
}

/** @param isRoot of a record @returns the fields' values in the schema's order; the parser stands at the object's end */
export function fieldsReader(
  { fields }: StructType,
  options: JsonOptions,
  isRoot: boolean,
): (parser: JsonParser) => unknown[] {
  const readers = fields.map(({ dataType }) => readerOf(dataType, options));
  // Of a name that is there twice Spark fills the last column.
  const places = new Map(fields.map(({ name }, i) => [name, i]));
  if (isRoot) places.delete(options.corruptRecordColumn);
  return (parser) => {
    const values: unknown[] = new Array(fields.length).fill(null);
    let wrong: unknown;
    for (let token = parser.next(); token !== undefined && token !== "}"; token = parser.next()) {
      const place = parser.fieldName === undefined ? undefined : places.get(parser.fieldName);
      if (place === undefined) {
        parser.skipChildren();
        continue;
      }
      const depth = parser.depth;
      try {
        values[place] = readers[place]!(parser);
      } catch (error) {
        if (error instanceof PartialValue) {
          values[place] = error.value;
          wrong ??= error.cause;
        } else if (error instanceof BadTextError) {
          wrong ??= error;
          // Whatever it was in of the field's value, that is over.
          parser.skipChildren();
          while (parser.depth > depth) parser.next();
        } else throw error;
      }
    }
    if (wrong !== undefined) throw new PartialValue(values, wrong);
    return values;
  };
}

function arrayReader(read: ReadValue): ReadValue {
  return (parser) => {
    if (parser.token !== "[") return bad(parser.value);
    const values: unknown[] = [];
    let wrong: unknown;
    for (let token = parser.next(); token !== undefined && token !== "]"; token = parser.next()) {
      try {
        values.push(read(parser));
      } catch (error) {
        if (!(error instanceof PartialValue)) throw error;
        values.push(error.value);
        wrong ??= error.cause;
      }
    }
    if (wrong !== undefined) throw new PartialValue(values, wrong);
    return values;
  };
}

function mapReader(type: MapType, options: JsonOptions): ReadValue {
  if (type.keyType.typeName !== "string") {
    throw notEmbedded(`reading ${type.simpleString()} from json`);
  }
  const read = readerOf(type.valueType, options);
  return (parser) => {
    if (parser.token !== "{") return bad(parser.value);
    const values = new Map<string, unknown>();
    let wrong: unknown;
    for (let token = parser.next(); token !== undefined && token !== "}"; token = parser.next()) {
      const key = parser.fieldName!;
      if (options.refusesRepeatedKeys && values.has(key)) {
        throw notEmbedded("a map of JSON with a key twice");
      }
      try {
        values.set(key, read(parser));
      } catch (error) {
        if (!(error instanceof PartialValue)) throw error;
        values.set(key, error.value);
        wrong ??= error.cause;
      }
    }
    if (wrong !== undefined) throw new PartialValue(values, wrong);
    return values;
  };
}

/** What isn't a string as text: written anew, so that blanks are gone and 1.50 is 1.5. */
function textOf(parser: JsonParser): string {
  switch (parser.token) {
    case "string":
      return quoted(parser.value, true);
    case "integer":
      return parser.value === "-0" ? "0" : parser.value;
    case "fraction": {
      const number = Number(parser.value);
      return Number.isFinite(number) ? doubleText(number) : `"${doubleText(number)}"`;
    }
    case "odd":
      return `"${doubleText(parser.odd)}"`;
    case "{": {
      const fields: string[] = [];
      while (parser.next() !== "}") {
        const name = quoted(parser.fieldName!, true);
        parser.next();
        fields.push(`${name}:${textOf(parser)}`);
      }
      return `{${fields.join(",")}}`;
    }
    case "[": {
      const elements: string[] = [];
      while (parser.next() !== "]") elements.push(textOf(parser));
      return `[${elements.join(",")}]`;
    }
    default:
      return parser.token ?? bad("");
  }
}

/** As Jackson writes a string: the characters that JSON must escape, and no others. */
export function jsonString(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return `"${text.replace(/["\\\u0000-\u001f]/g, (char) => SHORT[char] ?? `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`)}"`;
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};
