/** Formats of numbers as `to_number` and `to_char` have them: `S$9,999.00`. What they are made of, and numbers read and written by them. */
import { type JavaScriptFunction, javascript, RowError } from "./javascript-function.js";
import { kept } from "./kept.js";

/** Digits between two commas. */
export interface DigitGroup {
  readonly size: number;
  /** It begins with a `0`: each of its digits has to be there. */
  readonly isExact: boolean;
}

export interface NumberFormat {
  readonly before: "S" | "MI" | "";
  readonly hasCurrency: boolean;
  readonly groups: readonly DigitGroup[];
  /** Digits behind the point; undefined without one. */
  readonly places: number | undefined;
  readonly behind: "S" | "MI" | "PR" | "";
  readonly digits: number;
}

/** A format that there isn't. */
export class NumberFormatError extends Error {
  override readonly name = "NumberFormatError";
  /** What comes behind the dot of Spark's INVALID_FORMAT. */
  readonly part: string;

  constructor(part: string, message: string) {
    super(message);
    this.part = part;
  }
}

const FORM = /^(MI|S)?(\$)?([09,G]*)(?:[.D]([09]*))?(PR|MI|S)?$/;

/** @throws NumberFormatError */
export const numberFormat = kept((format: string): NumberFormat => {
  const letters = format.toUpperCase();
  check(letters);
  const [, before = "", currency, whole = "", places, behind = ""] = FORM.exec(letters)!;
  const groups = whole
    .split(/[,G]/)
    .filter((group) => group !== "")
    .map((group) => ({ size: group.length, isExact: group.startsWith("0") }));
  return {
    before: before as NumberFormat["before"],
    hasCurrency: currency !== undefined,
    groups,
    places: places?.length,
    behind: behind as NumberFormat["behind"],
    digits: groups.reduce((sum, { size }) => sum + size, 0) + (places?.length ?? 0),
  };
}, 100);

/** As Spark does, one thing after the other. */
function check(format: string): void {
  const wrong = (part: string, why: string) => new NumberFormatError(part, `The format '${format}' ${why}.`);
  if (format === "") throw wrong("EMPTY", "is empty");
  if (!/[09]/.test(format) && /[,G]/.test(format)) {
    throw wrong("CONT_THOUSANDS_SEPS", "has a comma that doesn't stand between digits");
  }
  const firstDigit = format.search(/[09]/);
  if (firstDigit < 0) throw wrong("WRONG_NUM_DIGIT", "has no 0 and no 9");
  const currency = format.indexOf("$");
  const point = format.search(/[.D]/);
  if (currency > firstDigit) throw wrong("CUR_MUST_BEFORE_DIGIT", "has a $ behind digits");
  if (point >= 0 && currency > point) throw wrong("CUR_MUST_BEFORE_DEC", "has a $ behind the point");
  if (point >= 0 && /[,G]/.test(format.slice(point))) {
    throw wrong("THOUSANDS_SEPS_MUST_BEFORE_DEC", "has a comma behind the point");
  }
  if (/(?:^|[^09])[,G]|[,G](?:[^09]|$)/.test(format)) {
    throw wrong("CONT_THOUSANDS_SEPS", "has a comma that doesn't stand between digits");
  }
  for (const token of [/[.D]/g, /\$/g, /S/g, /MI/g, /PR/g]) {
    if ((format.match(token)?.length ?? 0) > 1) throw wrong("WRONG_NUM_TOKEN", "has something twice");
  }
  if (!FORM.test(format)) {
    throw wrong("UNEXPECTED_TOKEN", "isn't [MI|S] [$] [0|9|G|,]* [.|D] [0|9]* [PR|MI|S]");
  }
}

/** What Java takes for white. */
function isBlank(letter: string): boolean {
  const code = letter.charCodeAt(0);
  return (
    (code >= 9 && code <= 13) || (code >= 28 && code <= 31) || /^[^\P{Z}\u00a0\u2007\u202f]$/u.test(letter)
  );
}

/** A number's digits with its point, as SQL reads them; null for a text that isn't of the format. */
function readNumber(text: string, format: NumberFormat): string | null {
  let at = 0;
  let isNegative = false;
  const take = (letter: string) => {
    if (text[at] !== letter) return false;
    at++;
    return true;
  };
  const sign = (kind: string) => {
    if (kind === "S" && take("+")) return;
    if ((kind === "S" || kind === "MI") && take("-")) isNegative = !isNegative;
  };
  const digitsOf = (groups: readonly DigitGroup[], hasCommas: boolean): string | undefined => {
    const parts = [""];
    for (; at < text.length; at++) {
      const letter = text[at]!;
      if (/^\p{Nd}$/u.test(letter)) parts[parts.length - 1] += decimalDigit(letter);
      else if (letter === "," && hasCommas) parts.push("");
      else if (!isBlank(letter)) break;
    }
    if (parts.length > groups.length) return undefined;
    const missing = groups.length - parts.length;
    const fits = groups.every(({ size, isExact }, i) => {
      const given = parts[i - missing]?.length ?? 0;
      return isExact ? given === size : given <= size;
    });
    return fits ? parts.join("") : undefined;
  };
  const isBracketed = format.behind === "PR" && take("<");
  sign(format.before);
  if (format.hasCurrency && !take("$")) return null;
  let whole: string | undefined = "";
  if (format.groups.length > 0) whole = digitsOf(format.groups, true);
  if (whole === undefined) return null;
  let fraction: string | undefined = "";
  if (format.places !== undefined) {
    const hasPoint = take(".");
    if (format.places > 0) {
      fraction = digitsOf([{ size: format.places, isExact: false }], !hasPoint);
      if (fraction === undefined) return null;
      if (!hasPoint) [whole, fraction] = [whole + fraction, ""];
    }
  }
  if (format.behind === "PR") {
    if (isBracketed !== take(">")) return null;
    if (isBracketed) isNegative = !isNegative;
  } else sign(format.behind);
  if (at < text.length || whole + fraction === "") return null;
  return `${isNegative ? "-" : ""}${whole === "" ? "0" : whole}.${fraction === "" ? "0" : fraction}`;
}

function decimalDigit(letter: string): string {
  if (letter >= "0" && letter <= "9") return letter;
  // Digits of a script stand one after the other, ten together.
  let zero = letter.charCodeAt(0);
  while (/^\p{Nd}$/u.test(String.fromCharCode(zero - 1)) && letter.charCodeAt(0) - zero < 9) zero--;
  return String(letter.charCodeAt(0) - zero);
}

/** @param number as a decimal is written, without an exponent */
function writeNumber(number: string, format: NumberFormat): string {
  const isNegative = number.startsWith("-") && /[1-9]/.test(number);
  const [whole = "", fraction = ""] = number.replace("-", "").split(".");
  const digits = whole.replace(/^0+/, "");
  const behind = fraction.replace(/0+$/, "");
  const room = format.groups.reduce((sum, { size }) => sum + size, 0);
  const isTooMuch = digits.length > room || behind.length > (format.places ?? 0);
  let text = "";
  /** A space is put before the signs. */
  const space = () => {
    const signs = /[-+<]*$/.exec(text)!.index;
    text = `${text.slice(0, signs)} ${text.slice(signs)}`;
  };
  const sign = (kind: string) => {
    if (kind === "S") text += isNegative ? "-" : "+";
    else if (kind === "MI") text += isNegative ? "-" : " ";
  };
  if (format.behind === "PR" && isNegative) text += "<";
  sign(format.before);
  if (format.hasCurrency) text += "$";
  let left = room;
  for (const [i, { size, isExact }] of format.groups.entries()) {
    if (i > 0) {
      if (/[0-9]$/.test(text)) text += ",";
      else space();
    }
    for (let n = 0; n < size; n++, left--) {
      if (isTooMuch) text += "#";
      else if (left <= digits.length) text += digits[digits.length - left];
      else if (isExact) text += "0";
      else space();
    }
  }
  if (format.places !== undefined) {
    if (text.endsWith(" ")) text = `${text.slice(0, -1)}0`;
    if (format.places > 0) text += ".";
    text += isTooMuch ? "#".repeat(format.places) : behind.padEnd(format.places, "0");
  }
  if (format.behind === "PR") text += isNegative ? ">" : "  ";
  else sign(format.behind);
  // A point without digits is a space at the end.
  return format.places === 0 ? `${text} ` : text;
}

export const NUMBER_FORMATS: readonly JavaScriptFunction[] = [
  javascript("js_to_number", ["string", "string", "boolean"], "string", (text, format, isTry) => {
    const found = readNumber(text, numberFormat(format));
    if (found === null && !isTry) {
      throw new RowError(
        "INVALID_FORMAT.MISMATCH_INPUT",
        `The text '${text}' isn't as the format ${format} has it; try_to_number gives null for it.`,
      );
    }
    return found;
  }),
  javascript("js_to_char", ["string", "string"], "string", (number, format) =>
    writeNumber(number, numberFormat(format)),
  ),
];
