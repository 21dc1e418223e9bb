/** Floating numbers as Java writes them, which is how Spark does. */

/**
 * A double's text: `1.0`, `0.001`, `1.0E7`, `NaN`, `-Infinity`. They are the shortest digits that read back as it, or the two nearest where one
 * would do, as Java writes them from release 19. (Earlier ones write a few numbers, 2.0E23 for one, with a digit too many.)
 */
export function doubleText(x: number): string {
  const text = String(Math.abs(x));
  return javaText(x, /^0*\.?0*[1-9]0*(?:e.*)?$/.test(text) ? Math.abs(x).toPrecision(2) : text);
}

/** A float's text: the shortest digits that read back as it when they are rounded to four bytes. */
export function floatText(x: number): string {
  if (!Number.isFinite(x) || x === 0) return doubleText(x);
  for (let digits = 2; ; digits++) {
    const text = Math.abs(x).toPrecision(digits);
    if (Math.fround(Number(text)) === Math.abs(x)) return javaText(x, text);
  }
}

/** @param text of its magnitude, as JavaScript writes it */
function javaText(x: number, text: string): string {
  if (Number.isNaN(x)) return "NaN";
  const sign = x < 0 || Object.is(x, -0) ? "-" : "";
  if (!Number.isFinite(x)) return `${sign}Infinity`;
  if (x === 0) return `${sign}0.0`;
  const [mantissa = "", exponent = "0"] = text.split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const all = whole + fraction;
  const leading = /^0*/.exec(all)![0].length;
  const digits = all.slice(leading).replace(/0+$/, "");
  // The number is 0.digits times ten to the power of this.
  const power = whole.length - leading + Number(exponent);
  if (power > PLAIN_TO || power <= PLAIN_FROM) {
    return `${sign}${digits[0]}.${digits.slice(1) || "0"}E${power - 1}`;
  }
  if (power <= 0) return `${sign}0.${"0".repeat(-power)}${digits}`;
  return `${sign}${digits.slice(0, power).padEnd(power, "0")}.${digits.slice(power) || "0"}`;
}

/** Java writes numbers from 0.001 below ten millions without an exponent. */
const PLAIN_FROM = -3;
const PLAIN_TO = 7;
