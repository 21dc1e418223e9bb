/** Decimal arithmetic that gives Spark's digits. DuckDB's decimals have at most 38 digits and divide as doubles. */
import type { NotSupportedError } from "../../../errors.js";
import { DecimalType } from "../../types/index.js";
import { sqlType } from "../expression/sql-types.js";
import type { Typed } from "../expression/typed.js";
import { notEmbedded } from "../not-embedded.js";

const MOST = DecimalType.MOST_DIGITS;

/** `+ - * %` of two decimals, as a value of the result's type. */
export function fitsSql(
  symbol: string,
  args: readonly string[],
  typed: readonly Typed[],
  result: DecimalType,
): string {
  const [s, t] = typed.map(({ type }) => type as DecimalType) as [DecimalType, DecimalType];
  const scale = symbol === "*" ? s.scale + t.scale : Math.max(s.scale, t.scale);
  const whole = Math.max(s.precision - s.scale, t.precision - t.scale);
  // DuckDB brings both sides of a sum to one scale first, which may not fit where the result does.
  if (scale > result.scale || (symbol !== "*" && whole + scale > MOST)) throw tooWide(symbol, s, t);
  return `CAST(${args[0]} ${symbol} ${args[1]} AS ${sqlType(result)})`;
}

/** All of a decimal's digits as a whole number. */
export function unscaled(sql: string, { precision, scale }: DecimalType): string {
  if (scale === 0) return `CAST(${sql} AS HUGEINT)`;
  if (precision + scale + 1 <= MOST) return `CAST(${sql} * 1${"0".repeat(scale)} AS HUGEINT)`;
  return `CAST(replace(CAST(${sql} AS VARCHAR), '.', '') AS HUGEINT)`;
}

/** A whole number as the digits of a decimal. */
export function scaled(sql: string, { scale, precision }: DecimalType): string {
  const type = `DECIMAL(${precision},${scale})`;
  if (scale === 0) return `CAST(${sql} AS ${type})`;
  return `CAST(CAST(${sql} AS DECIMAL(38,0)) * CAST('0.${"0".repeat(scale - 1)}1' AS DECIMAL(${scale},${scale})) AS ${type})`;
}

/** Their quotient of Spark's type, the last digit rounded half up. */
export function dividedSql(a: string, s: DecimalType, b: string, t: DecimalType): string {
  const whole = s.precision - s.scale + t.scale;
  const result = quotient(s, t);
  if (whole + result.scale > MOST) throw tooWide("/", s, t);
  const shift = result.scale - s.scale + t.scale;
  const [top, bottom] = [unscaled(a, s), unscaled(b, t)];
  const moved = shift >= 0 ? `(${top} * CAST(1${"0".repeat(shift)} AS HUGEINT))` : undefined;
  if (moved === undefined) throw tooWide("/", s, t);
  return scaled(`spark_half_up(${moved}, ${bottom})`, result);
}

function quotient(s: DecimalType, t: DecimalType): DecimalType {
  const whole = s.precision - s.scale + t.scale;
  const scale = Math.max(6, s.scale + t.precision + 1);
  if (whole + scale <= MOST) return new DecimalType(whole + scale, scale);
  return new DecimalType(MOST, Math.max(MOST - whole, Math.min(scale, 6)));
}

/** What `div` gives: a bigint, without what is behind the point. */
export function wholeQuotientSql(a: string, s: DecimalType, b: string, t: DecimalType): string {
  const scale = Math.max(s.scale, t.scale);
  if (s.precision - s.scale + scale > MOST || t.precision - t.scale + scale > MOST)
    throw tooWide("div", s, t);
  const widen = (sql: string, type: DecimalType) =>
    unscaled(
      `CAST(${sql} AS DECIMAL(${type.precision - type.scale + scale},${scale}))`,
      new DecimalType(type.precision - type.scale + scale, scale),
    );
  return `CAST(${widen(a, s)} // ${widen(b, t)} AS BIGINT)`;
}

/** A sum of decimals over how many they were, the last digit rounded half up. */
export function averageSql(
  sum: string,
  count: string,
  { precision, scale }: DecimalType,
  result: DecimalType,
): string {
  const total = new DecimalType(Math.min(precision + 10, MOST), scale);
  const shift = result.scale - scale;
  if (total.precision + shift > MOST) {
    throw notEmbedded(`an average of ${precision} digits`, "Cast to a narrower decimal first");
  }
  const all = `(${unscaled(`CAST(${sum} AS ${sqlType(total)})`, total)} * ${10 ** shift})`;
  return scaled(`spark_half_up(${all}, nullif(${count}, 0))`, result);
}

function tooWide(symbol: string, s: DecimalType, t: DecimalType): NotSupportedError {
  return notEmbedded(
    `${s.simpleString()} ${symbol} ${t.simpleString()}, whose exact result has more than 38 digits,`,
    "Cast to narrower decimals first",
  );
}
