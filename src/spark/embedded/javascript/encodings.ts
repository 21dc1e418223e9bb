/** Bytes as text and text as bytes: character sets, base64, hexadecimal digits, URLs. */
import { isUtf8 } from "node:buffer";
import { NOT_SUPPORTED } from "../expression/raise.js";
import { type JavaScriptFunction, javascript, RowError } from "./javascript-function.js";

type Charset = "iso-8859-1" | "us-ascii" | "utf-16" | "utf-16be" | "utf-16le" | "utf-32" | "utf-8";

const CHARSETS: readonly string[] = [
  "iso-8859-1",
  "us-ascii",
  "utf-16",
  "utf-16be",
  "utf-16le",
  "utf-32",
  "utf-8",
];

function charsetOf(name: string, of: string): Charset {
  const lower = name.toLowerCase();
  if (CHARSETS.includes(lower)) return lower as Charset;
  throw new RowError(
    "INVALID_PARAMETER_VALUE.CHARSET",
    `${of}: '${name}' is none of ${CHARSETS.join(", ")}.`,
  );
}

function malformed(of: string, charset: string): RowError {
  return new RowError(
    "MALFORMED_CHARACTER_CODING",
    `${of}: there is something that ${charset.toUpperCase()} hasn't.`,
  );
}

export function encoded(text: string, name: string): Uint8Array {
  const charset = charsetOf(name, "encode");
  switch (charset) {
    case "utf-8":
      return Buffer.from(text, "utf8");
    case "utf-16le":
      return Buffer.from(text, "utf16le");
    case "utf-16be":
      return Buffer.from(text, "utf16le").swap16();
    case "utf-16":
      // A mark of the order stands before what isn't empty.
      return text === "" ? new Uint8Array() : Buffer.from(`\ufeff${text}`, "utf16le").swap16();
    case "utf-32": {
      const points = Array.from(text, (letter) => letter.codePointAt(0)!);
      const bytes = Buffer.alloc(points.length * 4);
      for (const [i, point] of points.entries()) bytes.writeUInt32BE(point, i * 4);
      return bytes;
    }
    default: {
      const last = charset === "us-ascii" ? 0x7f : 0xff;
      if ([...text].some((letter) => letter.codePointAt(0)! > last)) throw malformed("encode", charset);
      return Buffer.from(text, "latin1");
    }
  }
}

export function decoded(bytes: Uint8Array, name: string): string {
  const charset = charsetOf(name, "decode");
  if (charset === "iso-8859-1") return Buffer.from(bytes).toString("latin1");
  if (charset === "us-ascii") {
    if (bytes.some((byte) => byte > 0x7f)) throw malformed("decode", charset);
    return Buffer.from(bytes).toString("latin1");
  }
  if (charset === "utf-8") {
    if (!isUtf8(bytes)) throw malformed("decode", charset);
    return Buffer.from(bytes).toString("utf8");
  }
  if (charset === "utf-32") throw new RowError(NOT_SUPPORTED, "decode from UTF-32");
  const [first, second] = bytes;
  const hasMark =
    charset === "utf-16" && ((first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe));
  const isLittle = charset === "utf-16le" || (hasMark && first === 0xff);
  const units = Buffer.from(hasMark ? bytes.subarray(2) : bytes);
  if (units.length % 2 === 1) throw malformed("decode", charset);
  const text = (isLittle ? units : units.swap16()).toString("utf16le");
  if (/\p{Surrogate}/u.test(text)) throw malformed("decode", charset);
  return text;
}

/** Of hexadecimal digits; an odd one stands for itself at the beginning. Null of what isn't any. */
function unhexed(text: string): Uint8Array | null {
  if (!/^[0-9A-Fa-f]*$/.test(text)) return null;
  return Buffer.from(text.length % 2 === 1 ? `0${text}` : text, "hex");
}

/** As Java's decoder of MIME: what is no digit is passed over. */
function unbase64(text: string): Uint8Array {
  const digits = text.replace(/[^A-Za-z0-9+/=]/g, "");
  const [, body = "", end = ""] = /^([^=]*)(=*)$/.exec(digits) ?? [];
  const isWhole = body.length % 4 !== 1 && (end === "" || (body.length + end.length) % 4 === 0);
  if (digits === "" || (isWhole && end.length < 3 && body + end === digits))
    return Buffer.from(body, "base64");
  throw new RowError(NOT_SUPPORTED, `unbase64 of '${text}', whose end isn't one,`);
}

function urlEncoded(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()~]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}

function urlDecoded(text: string): string | undefined {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  return text
    .replaceAll("+", " ")
    .replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"));
}

function toBinary(text: string, format: string): Uint8Array | null {
  if (format === "utf-8" || format === "utf8") return Buffer.from(text, "utf8");
  return unhexed(text);
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function base32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32[(held >> (bits - 5)) & 31];
    held &= 31;
  }
  if (bits > 0) text += BASE32[(held << (5 - bits)) & 31];
  return text.padEnd(Math.ceil(text.length / 8) * 8, "=");
}

/** Up to the first `=`; what is no digit is left out. */
function unbase32(text: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const letter of text.split("=", 1)[0]!) {
    const digit = BASE32.indexOf(/^[a-z]$/.test(letter) ? letter.toUpperCase() : letter);
    if (digit < 0) continue;
    held = ((held & 255) << 5) | digit;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 255);
  }
  // Java's decoder makes a byte of a digit alone, the end of the one before in front of it.
  if (bits === 5) bytes.push((held >> 2) & 255);
  return Uint8Array.from(bytes);
}

export const ENCODINGS: readonly JavaScriptFunction[] = [
  javascript("js_encode", ["string", "string"], "binary", encoded),
  javascript("js_decode", ["binary", "string"], "string", decoded),
  javascript("js_unhex", ["string"], "binary", unhexed),
  javascript("js_unbase64", ["string"], "binary", unbase64),
  javascript("js_base32", ["binary"], "string", base32),
  javascript("js_unbase32", ["string"], "binary", unbase32),
  javascript("js_url_encode", ["string"], "string", urlEncoded),
  javascript("js_url_decode", ["string"], "string", (text) => {
    const found = urlDecoded(text);
    if (found === undefined) throw new RowError("CANNOT_DECODE_URL", `'${text}' can't be decoded.`);
    return found;
  }),
  javascript("js_try_url_decode", ["string"], "string", (text) => urlDecoded(text) ?? null),
  javascript("js_is_valid_utf8", ["binary"], "boolean", (bytes) => isUtf8(bytes)),
  javascript("js_to_binary", ["string", "string"], "binary", (text, format) => {
    const found = toBinary(text, format);
    if (found === null) {
      throw new RowError("CONVERSION_INVALID_INPUT", `'${text}' (${format}) can't be made BINARY.`);
    }
    return found;
  }),
  javascript("js_try_to_binary", ["string", "string"], "binary", toBinary),
];
