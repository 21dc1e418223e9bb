/** Numbers by their decimal digits, for what rounds as Java. */

/** `0.d1d2d3… × 10^point`, without zeros at either end. */
export interface Digits {
  readonly negative: boolean;
  readonly digits: string;
  readonly point: number;
}

/** Of a number as it is written: `-12.50`, `1.5E-7`. */
export function digitsOf(text: string): Digits {
  const [, sign, whole = "", after = "", exponent = "0"] = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(
    text,
  )!;
  const all = whole + after;
  const digits = all.replace(/^0+/, "");
  const point = whole.length + Number(exponent) - (all.length - digits.length);
  return { negative: sign === "-", digits: digits.replace(/0+$/, ""), point: digits === "" ? 0 : point };
}

/** All digits of a double, of which the shortest text leaves out most. */
function exactDigitsOf(value: number): Digits {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = (bits & 0xfffffffffffffn) | (exponent === 0 ? 0n : 0x10000000000000n);
  const power = Math.max(exponent, 1) - 1075;
  const sign = bits >> 63n === 1n ? "-" : "";
  // A power of two behind the point is as many fives before it.
  return power >= 0
    ? digitsOf(`${sign}${fraction << BigInt(power)}`)
    : digitsOf(`${sign}${fraction * 5n ** BigInt(-power)}E${power}`);
}

/** As Java's Double.toString has them: the fewest that give the number back, but two of the least numbers. */
export function javaDigitsOf(value: number): Digits {
  const digits = digitsOf(Math.abs(value) <= 2 * Number.MIN_VALUE ? value.toExponential(1) : String(value));
  return { ...digits, negative: digits.negative || Object.is(value, -0) };
}

/** Where a half goes. */
export type Half = "up" | "down" | "even";

/** Where DecimalFormat takes a half of a double's fewest digits: to where the number is, and to the even one if it is there. */
export function halfOf(value: number): Half {
  const [few, all] = [javaDigitsOf(value), exactDigitsOf(value)];
  if (few.digits === all.digits && few.point === all.point) return "even";
  const isMore = all.point === few.point ? all.digits > few.digits : all.point > few.point;
  return isMore ? "up" : "down";
}

/** To so many digits, which may be none. */
function rounded({ negative, digits, point }: Digits, count: number, half: Half): Digits {
  if (count >= digits.length) return { negative, digits, point };
  if (count < 0) return { negative, digits: "", point: 0 };
  const kept = digits.slice(0, count);
  const next = digits[count]!;
  const isHalf = next === "5" && count + 1 === digits.length;
  const isOdd = /[13579]$/.test(kept);
  const up = isHalf ? half === "up" || (half === "even" && isOdd) : next >= "5";
  if (!up) return { negative, digits: kept.replace(/0+$/, ""), point };
  const more = String(BigInt(kept || "0") + 1n);
  const longer = more.length > kept.length ? 1 : 0;
  return { negative, digits: more.replace(/0+$/, ""), point: point + longer };
}

/** Without a sign: `12.50` for two places. */
export function fixed(number: Digits, places: number, half: Half): string {
  const { digits, point } = rounded(number, number.point + places, half);
  const whole = digits.padEnd(Math.max(point, 0), "0").slice(0, Math.max(point, 0)) || "0";
  const after = (point < 0 ? "0".repeat(-point) : "") + digits.slice(Math.max(point, 0));
  return places > 0 ? `${whole}.${after.padEnd(places, "0")}` : whole;
}

/** Without a sign: `1.25e+01` for two places. */
export function scientific(number: Digits, places: number): string {
  const { digits, point } = rounded(number, places + 1, "up");
  const exponent = digits === "" ? 0 : point - 1;
  const all = digits.padEnd(places + 1, "0");
  const power = String(Math.abs(exponent)).padStart(2, "0");
  return `${all[0]}${places > 0 ? `.${all.slice(1)}` : ""}e${exponent < 0 ? "-" : "+"}${power}`;
}

/** With commas between thousands. */
export function grouped(text: string): string {
  return text.replace(/^\d+/, (whole) => whole.replace(/\B(?=(?:\d{3})+$)/g, ","));
}
