/**
 * Arrays as text, character for character as NumPy 2 prints them.
 * https://numpy.org/doc/stable/reference/generated/numpy.array2string.html
 */
import type { DType } from "./dtype.js";
import { floatFormatter, floatScalarText } from "./format_float.js";
import { contiguousStrides, shapeText, sizeOf } from "./layout.js";
import {
  type ElementFormatters,
  type FloatMode,
  get_printoptions,
  mergePrintOptions,
  type PrintOptions,
  type SignMode,
} from "./print_options.js";

type Element = number | bigint | boolean;

/** What printing needs of an array. `get` is asked for the elements that are shown only, by their C-order place. */
export interface Printable {
  readonly dtype: DType;
  readonly shape: readonly number[];
  get(flat: number): Element;
}

/** Options of {@link array2string}; those left out are the print options in force. */
export interface Array2StringOptions {
  readonly max_line_width?: number;
  readonly precision?: number;
  readonly suppress_small?: boolean;
  /** Between elements (a space). */
  readonly separator?: string;
  /** What the caller puts before the text: lines after the first are indented by its length. */
  readonly prefix?: string;
  /** What the caller puts after the text: lines are shorter by its length. */
  readonly suffix?: string;
  readonly threshold?: number;
  readonly edgeitems?: number;
  readonly sign?: SignMode;
  readonly floatmode?: FloatMode;
  readonly formatter?: ElementFormatters;
}

/** Options of {@link array_repr} and {@link array_str}. */
export type ArrayTextOptions = Pick<Array2StringOptions, "max_line_width" | "precision" | "suppress_small">;

/** dtypes that a reader of the elements assumes: `repr` leaves them out. NumPy's on Linux and macOS. */
const IMPLIED_DTYPES: readonly string[] = ["bool", "int64", "float64"];
const ELLIPSIS = "...";

/** The elements that a summary shows, in order: they alone decide widths. */
function shownElements(a: Printable, strides: readonly number[], edge: number): Element[] {
  const shown: Element[] = [];
  const visit = (axis: number, base: number): void => {
    if (axis === a.shape.length) {
      shown.push(a.get(base));
      return;
    }
    const length = a.shape[axis];
    // Zero edge items measure all elements, as NumPy's a[-0:] does.
    const cut = edge > 0 && length > 2 * edge;
    for (let i = 0; i < length; i++) {
      if (cut && i === edge) i = length - edge;
      visit(axis + 1, base + i * strides[axis]);
    }
  };
  visit(0, 0);
  return shown;
}

function integerFormatter(data: readonly Element[], signOption: SignMode): (x: Element) => string {
  const values = data as readonly (number | bigint)[];
  let least = values[0];
  let most = values[0];
  for (const x of values) {
    if (x < least) least = x;
    if (x > most) most = x;
  }
  const sign = signOption === " " && least < 0 ? "-" : signOption;
  const width = Math.max(String(most).length + (most >= 0 && sign !== "-" ? 1 : 0), String(least).length);
  return (x) => (sign === "-" || (x as number) < 0 ? String(x) : sign + String(x)).padStart(width);
}

/** The function that prints an element, fitted to those that are shown. */
function elementFormatter(
  type: DType,
  data: readonly Element[],
  zeroD: boolean,
  options: PrintOptions,
): (x: Element) => string {
  const own = options.formatter;
  if (own !== null) {
    const ofKind =
      type.kind === "bool"
        ? own.bool
        : type.kind === "float"
          ? (own.float ?? own.float_kind)
          : (own.int ?? own.int_kind);
    const chosen = (ofKind ?? own.all) as ((x: Element) => string) | undefined;
    if (chosen !== undefined) return chosen;
  }
  switch (type.kind) {
    case "bool": {
      // As wide as False, but alone.
      const yes = zeroD ? "True" : " True";
      return (x) => (x ? yes : "False");
    }
    case "int":
    case "uint":
      return integerFormatter(data, options.sign);
    case "float":
      return floatFormatter(data as readonly number[], type.itemsize === 4, options) as (
        x: Element,
      ) => string;
  }
}

/** Words put into lines no wider than a limit; lines after the first start with the indent. */
class Lines {
  #done = "";
  #line: string;
  readonly #indent: string;
  readonly #limit: number;

  constructor(indent: string, limit: number) {
    this.#indent = indent;
    this.#line = indent;
    this.#limit = limit;
  }

  /** Adds a word, in a new line if this one is full; a word wider than a line stands alone. */
  add(word: string): void {
    const [first, ...rest] = word.split("\n");
    const width = rest.reduce((most, part) => Math.max(most, part.length), first.length);
    if (this.#line.length + width > this.#limit && this.#line.length > this.#indent.length) {
      this.#break(this.#indent);
    }
    if (rest.length === 0) {
      this.#line += first;
      return;
    }
    // A word of several lines, from a formatter of the user's, keeps its own column.
    const column = " ".repeat(this.#line.length);
    this.#line += first;
    for (const part of rest) this.#break(column + part);
    this.#line += " ".repeat(width - rest[rest.length - 1].length);
  }

  /** Adds what never causes a break. */
  append(text: string): void {
    this.#line += text;
  }

  #break(next: string): void {
    this.#done += `${this.#line.trimEnd()}\n`;
    this.#line = next;
  }

  /** The text without the indent of its first line. */
  finish(): string {
    return (this.#done + this.#line).slice(this.#indent.length);
  }
}

interface Printing {
  readonly array: Printable;
  readonly strides: readonly number[];
  readonly write: (x: Element) => string;
  readonly separator: string;
  readonly edge: number;
  readonly summarised: boolean;
}

/** The places along an axis that are shown, with null where the dots go. */
function shownPlaces(length: number, printing: Printing): (number | null)[] {
  const places: (number | null)[] = [];
  const cut = printing.summarised && 2 * printing.edge < length;
  for (let i = 0; i < (cut ? printing.edge : length); i++) places.push(i);
  if (!cut) return places;
  places.push(null);
  // The last element is always shown.
  for (let i = length - Math.max(printing.edge, 1); i < length; i++) places.push(i);
  return places;
}

/** One axis and those within it, in brackets. */
function layOut(printing: Printing, axis: number, base: number, indent: string, width: number): string {
  const { array, strides, separator } = printing;
  const axesLeft = array.shape.length - axis;
  if (axesLeft === 0) return printing.write(array.get(base));
  const places = shownPlaces(array.shape[axis], printing);
  const inner = (i: number): string =>
    layOut(printing, axis + 1, base + i * strides[axis], `${indent} `, width - 1);
  if (axesLeft > 1) {
    const between = separator.trimEnd() + "\n".repeat(axesLeft - 1);
    return `[${places.map((i) => (i === null ? ELLIPSIS : inner(i))).join(between + indent)}]`;
  }
  const lines = new Lines(indent, width - Math.max(separator.trimEnd().length, 1));
  places.forEach((i, n) => {
    if (n > 0) lines.append(separator);
    lines.add(i === null ? ELLIPSIS : inner(i));
  });
  return `[${lines.finish()}]`;
}

/**
 * The elements of an array in brackets, as NumPy's `str` writes them.
 * https://numpy.org/doc/stable/reference/generated/numpy.array2string.html
 * @param a an array of any dtype and shape; a summary reads no other elements than it shows
 * @throws ValueError for a value that an option can't take
 */
export function array2string(a: Printable, given: Array2StringOptions = {}): string {
  const options = mergePrintOptions(get_printoptions(), {
    precision: given.precision,
    threshold: given.threshold,
    edgeitems: given.edgeitems,
    linewidth: given.max_line_width,
    suppress: given.suppress_small,
    sign: given.sign,
    floatmode: given.floatmode,
    formatter: given.formatter,
  });
  const size = sizeOf(a.shape);
  if (size === 0) return "[]";
  const strides = contiguousStrides(a.shape, 1);
  const summarised = size > options.threshold;
  const shown = shownElements(a, strides, summarised ? options.edgeitems : Infinity);
  const write = elementFormatter(a.dtype, shown, a.shape.length === 0, options);
  const printing: Printing = {
    array: a,
    strides,
    write,
    separator: given.separator ?? " ",
    edge: options.edgeitems,
    summarised,
  };
  const indent = " ".repeat(1 + (given.prefix ?? "").length);
  return layOut(printing, 0, 0, indent, options.linewidth - (given.suffix ?? "").length);
}

/**
 * What NumPy's `repr` gives: `array([1., 2.], dtype=float32)`. The dtype is left out where the elements imply it
 * (bool, int64, float64), the shape is named where the brackets don't show it (empty or summarised).
 * https://numpy.org/doc/stable/reference/generated/numpy.array_repr.html
 * @throws ValueError for a value that an option can't take
 */
export function array_repr(a: Printable, given: ArrayTextOptions = {}): string {
  const { linewidth, threshold } = get_printoptions();
  const lineWidth = given.max_line_width ?? linewidth;
  const prefix = "array(";
  const text = prefix + array2string(a, { ...given, separator: ", ", prefix, suffix: ")" });
  const size = sizeOf(a.shape);
  const extras: string[] = [];
  if ((size === 0 && !(a.shape.length === 1 && a.shape[0] === 0)) || size > threshold)
    extras.push(`shape=${shapeText(a.shape)}`);
  if (size === 0 || !IMPLIED_DTYPES.includes(a.dtype.name)) extras.push(`dtype=${a.dtype.name}`);
  if (extras.length === 0) return `${text})`;
  const extra = `${extras.join(", ")})`;
  const lastLine = text.length + 1 - (text.lastIndexOf("\n") + 1);
  const fits = lastLine + extra.length + 1 <= lineWidth;
  return `${text},${fits ? " " : `\n${" ".repeat(prefix.length)}`}${extra}`;
}

/**
 * What NumPy's `str` gives: the elements in brackets, or the bare element of a 0-d array with all its digits.
 * https://numpy.org/doc/stable/reference/generated/numpy.array_str.html
 * @throws ValueError for a value that an option can't take
 */
export function array_str(a: Printable, given: ArrayTextOptions = {}): string {
  if (a.shape.length > 0) return array2string(a, given);
  const x = a.get(0);
  switch (a.dtype.kind) {
    case "bool":
      return x ? "True" : "False";
    case "float":
      return floatScalarText(x as number, a.dtype.itemsize === 4);
    default:
      return String(x);
  }
}
