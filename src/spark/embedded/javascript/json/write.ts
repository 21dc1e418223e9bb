/** JSON as Spark writes what it has read: numbers as Java's, no spaces. */
import type { Json } from "./read.js";

/** As Java's Double.toString. */
function javaDouble(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  return `${digits.includes(".") ? digits : `${digits}.0`}E${Number(exponent)}`;
}

const SHORT: Readonly<Record<string, string>> = {
  "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\",
}; // biome-ignore format: a table

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped
const TO_ESCAPE = /["\\\0-\x1f]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped
const TO_ESCAPE_WITH_HALVES = /["\\\0-\x1f\ud800-\udfff]/g;

/** @param halves whether characters beyond U+FFFF are written by the codes of their halves */
export function quoted(text: string, halves: boolean): string {
  const escaped = text.replace(
    halves ? TO_ESCAPE_WITH_HALVES : TO_ESCAPE,
    (letter) => SHORT[letter] ?? `\\u${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
  return `"${escaped}"`;
}

/** @param halves as of {@link quoted} */
export function writeJson(json: Json, halves: boolean): string {
  switch (json.kind) {
    case "object":
      return `{${json.entries.map(([name, value]) => `${quoted(name, halves)}:${writeJson(value, halves)}`).join(",")}}`;
    case "array":
      return `[${json.items.map((item) => writeJson(item, halves)).join(",")}]`;
    case "string":
      return quoted(json.text, halves);
    case "integer":
      return json.text === "-0" ? "0" : json.text;
    case "real": {
      const text = javaDouble(Number(json.text));
      return /[nN]/.test(text) ? `"${text}"` : text;
    }
    case "boolean":
      return String(json.value);
    case "null":
      return "null";
  }
}
