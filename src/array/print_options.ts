/** The options of printing: a process-wide set, as NumPy's. https://numpy.org/doc/stable/reference/routines.io.html#text-formatting-options */
import { ValueError } from "../errors.js";

/** When a float is cut to `precision` digits after the point: see {@link PrintOptions.floatmode}. */
export type FloatMode = "fixed" | "unique" | "maxprec" | "maxprec_equal";

/** `-`: a sign for negative numbers only; `+`: always; a space: a blank in its place. */
export type SignMode = "-" | "+" | " ";

/** Functions that print an element in place of the built-in form. The narrower key wins. */
export interface ElementFormatters {
  readonly all?: (x: number | bigint | boolean) => string;
  readonly bool?: (x: boolean) => string;
  readonly int_kind?: (x: number | bigint) => string;
  readonly int?: (x: number | bigint) => string;
  readonly float_kind?: (x: number) => string;
  readonly float?: (x: number) => string;
}

/** How arrays are printed; the names and defaults are NumPy's. */
export interface PrintOptions {
  /** Digits after the decimal point, at most (8). */
  readonly precision: number;
  /** Arrays of more elements than this are summarised with `...` (1000). `Infinity` prints all. */
  readonly threshold: number;
  /** Elements that a summary shows at each end of an axis (3). */
  readonly edgeitems: number;
  /** Characters in a line (75). */
  readonly linewidth: number;
  /** Whether small numbers never cause scientific notation (false). */
  readonly suppress: boolean;
  readonly nanstr: string;
  readonly infstr: string;
  readonly sign: SignMode;
  /**
   * `maxprec`: as many digits as the float needs, up to `precision`; `maxprec_equal`: the same number for all;
   * `fixed`: exactly `precision`; `unique`: as many as each float needs, `precision` is not looked at.
   */
  readonly floatmode: FloatMode;
  readonly formatter: ElementFormatters | null;
}

const DEFAULTS: PrintOptions = Object.freeze({
  precision: 8,
  threshold: 1000,
  edgeitems: 3,
  linewidth: 75,
  suppress: false,
  nanstr: "nan",
  infstr: "inf",
  sign: "-",
  floatmode: "maxprec",
  formatter: null,
});

let current: PrintOptions = DEFAULTS;

const FLOAT_MODES: readonly string[] = ["fixed", "unique", "maxprec", "maxprec_equal"];

function requireCount(name: string, value: unknown, finite: boolean): void {
  if (typeof value !== "number" || Number.isNaN(value) || (finite && !Number.isInteger(value)))
    throw new ValueError(`${name} must be ${finite ? "an integer" : "a number"}, not ${String(value)}`);
  if (value < 0) throw new ValueError(`${name} must be >= 0, not ${value}`);
}

/**
 * `options` over `base`; what is undefined stays as in the base.
 * @throws ValueError for a value that an option can't take
 */
export function mergePrintOptions(base: PrintOptions, options: Partial<PrintOptions>): PrintOptions {
  const merged: PrintOptions = {
    ...base,
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
  };
  if (!FLOAT_MODES.includes(merged.floatmode))
    throw new ValueError(
      `floatmode option must be one of ${FLOAT_MODES.map((m) => `"${m}"`).join(", ")}, not ${JSON.stringify(merged.floatmode)}`,
    );
  if (merged.sign !== "-" && merged.sign !== "+" && merged.sign !== " ")
    throw new ValueError(`sign option must be one of ' ', '+', or '-', not ${JSON.stringify(merged.sign)}`);
  if (typeof merged.threshold !== "number" || Number.isNaN(merged.threshold))
    throw new ValueError("threshold must be a number and not NaN: Infinity prints arrays untruncated");
  requireCount("precision", merged.precision, true);
  requireCount("edgeitems", merged.edgeitems, true);
  requireCount("linewidth", merged.linewidth, false);
  return merged;
}

/**
 * Sets how arrays are printed from now on, in this thread. Options left out stay as they are, but `formatter`, which
 * is reset as NumPy resets it.
 * https://numpy.org/doc/stable/reference/generated/numpy.set_printoptions.html
 * @throws ValueError for a value that an option can't take
 */
export function set_printoptions(options: Partial<PrintOptions>): void {
  current = Object.freeze(mergePrintOptions({ ...current, formatter: null }, options));
}

/** The print options in force, a frozen object. https://numpy.org/doc/stable/reference/generated/numpy.get_printoptions.html */
export function get_printoptions(): PrintOptions {
  return current;
}

/** A scope of print options: closing it puts the former ones back. */
export interface PrintOptionsScope extends Disposable {
  /** The options in force inside. */
  readonly options: PrintOptions;
  /** Puts the former options back; a second call does nothing. */
  close(): void;
}

/**
 * Sets print options for a while: `using _ = np.printoptions({precision: 2})`, or `close()` by hand.
 * https://numpy.org/doc/stable/reference/generated/numpy.printoptions.html
 * @throws ValueError for a value that an option can't take
 */
export function printoptions(options: Partial<PrintOptions>): PrintOptionsScope {
  const former = current;
  set_printoptions(options);
  let open = true;
  const close = (): void => {
    if (open) current = former;
    open = false;
  };
  return { options: current, close, [Symbol.dispose]: close };
}
