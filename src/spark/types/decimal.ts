import { OverflowError, ValueError } from "../../errors.js";

/**
 * An exact decimal number: `unscaled / 10 ** scale`. `Decimal.of("12.50")` has scale 2.
 *
 * JavaScript has no such numbers, so arithmetic on columns is Spark's; this class reads, writes and compares.
 */
export class Decimal {
  readonly unscaled: bigint;
  /** Digits behind the point. */
  readonly scale: number;

  /** @throws ValueError for a scale that is no whole number from 0 */
  constructor(unscaled: bigint, scale = 0) {
    if (!(Number.isInteger(scale) && scale >= 0)) {
      throw new ValueError(`a decimal's scale is ${scale}; it is a whole number from 0`);
    }
    this.unscaled = unscaled;
    this.scale = scale;
  }

  /**
   * From its digits, as `"-12.50"` or `"1.5e-3"`, a bigint, or a number that is whole. A number with a fraction is none that is written in
   * decimal digits: say `Decimal.of(String(x))` to take the shortest ones that read back as it.
   *
   * @throws ValueError for anything else
   */
  static of(value: string | bigint | number): Decimal {
    if (typeof value === "bigint") return new Decimal(value);
    if (typeof value === "number") {
      if (Number.isSafeInteger(value)) return new Decimal(BigInt(value));
      throw new ValueError(
        `a decimal of the number ${value} isn't exact. Give its digits: Decimal.of("${value}").`,
      );
    }
    const [, sign, whole, fraction = "", bare = "", exponent = "0"] =
      /^\s*([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d{1,9}))?\s*$/.exec(value) ?? [];
    if (sign === undefined) {
      throw new ValueError(`${JSON.stringify(value)} is no decimal number, which is as "-12.50" or "1.5e-3"`);
    }
    const behind = fraction + bare;
    const magnitude = BigInt((whole ?? "") + behind);
    const unscaled = sign === "-" ? -magnitude : magnitude;
    const scale = behind.length - Number(exponent);
    if (Math.abs(scale) > MOST_SCALE)
      throw new ValueError(`${value} has more digits than any decimal of Spark's`);
    return scale >= 0 ? new Decimal(unscaled, scale) : new Decimal(unscaled * 10n ** BigInt(-scale), 0);
  }

  /** How many digits it is written in, without zeros before the point: its precision. */
  get precision(): number {
    const digits = (this.unscaled < 0n ? -this.unscaled : this.unscaled).toString().length;
    return Math.max(digits, this.scale);
  }

  /**
   * The same number with another scale.
   *
   * @throws OverflowError where digits that aren't zero would be lost
   */
  withScale(scale: number): Decimal {
    if (scale === this.scale) return this;
    if (scale > this.scale) return new Decimal(this.unscaled * 10n ** BigInt(scale - this.scale), scale);
    const divisor = 10n ** BigInt(this.scale - scale);
    if (this.unscaled % divisor !== 0n) {
      throw new OverflowError(`${this} has more than ${scale} digits behind the point`);
    }
    return new Decimal(this.unscaled / divisor, scale);
  }

  /** −1, 0 or 1, as Array.sort wants it. `1.0` and `1.00` are the same number. */
  compare(other: Decimal): number {
    const scale = Math.max(this.scale, other.scale);
    const [mine, its] = [this.withScale(scale).unscaled, other.withScale(scale).unscaled];
    return mine < its ? -1 : mine > its ? 1 : 0;
  }

  equals(other: Decimal): boolean {
    return this.compare(other) === 0;
  }

  /** The nearest number; a decimal of more than 15 digits may have none that is the same. */
  toNumber(): number {
    return Number(this.toString());
  }

  /** All digits, never with an exponent: `-12.50`. */
  toString(): string {
    const negative = this.unscaled < 0n;
    const digits = (negative ? -this.unscaled : this.unscaled).toString().padStart(this.scale + 1, "0");
    const point = digits.length - this.scale;
    const text = this.scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
    return negative ? `-${text}` : text;
  }

  /** A string: a JSON reader would make a number of digits that aren't kept. */
  toJSON(): string {
    return this.toString();
  }

  get [Symbol.toStringTag](): string {
    return this.toString();
  }
}

/** Beyond it no number has a digit in any decimal of Spark's; it keeps `Decimal.of("1e999999999")` from filling the memory. */
const MOST_SCALE = 400;
