/**
 * `round` and its kin. Spark rounds the digits that a double is written with, not the double: `round(2.675, 2)` is 2.68. So do these, with
 * whole numbers of 128 bits.
 */
import type { NotSupportedError } from "../../../errors.js";
import { type DataType, DecimalType } from "../../types/index.js";
import { isFloating } from "../expression/cast-rules.js";
import { sqlType } from "../expression/sql-types.js";
import { typeQuoted } from "../expression/type-names.js";
import type { Typed } from "../expression/typed.js";
import { notEmbedded } from "../not-embedded.js";
import { analysisError, callQuoted, notFoldable } from "./analysis-errors.js";
import { isFoldable, wholeConstant } from "./constants.js";
import { scaled } from "./decimal-sql.js";
import type { FunctionTable, ScalarSpec } from "./function-spec.js";
import { MATH } from "./math.js";
import { decimal, int, numeric, takes } from "./parameters.js";

const MOST = DecimalType.MOST_DIGITS;
/** Digits behind the point that are looked at, of a number below 2^52 and of one below a ten thousandth. */
const [USUAL, TINY] = [22, 33];
const LEAST_WHOLE = 4_503_599_627_370_496;

/** What is left of a decimal, as Spark's `RoundBase` has it. */
function roundedDecimal({ precision, scale }: DecimalType, digits: number): DecimalType {
  const whole = precision - scale + 1;
  if (digits < 0) return new DecimalType(Math.min(Math.max(whole, -digits + 1), MOST), 0);
  const kept = Math.min(scale, digits);
  return new DecimalType(Math.min(whole + kept, MOST), kept);
}

function digitsOf(typed: Typed | undefined, name: string): number | null {
  return typed === undefined ? 0 : wholeConstant(typed, `the number of digits of F.${name}`);
}

type Half = "spark_half_up" | "spark_half_even";

const tens = (n: number) => `CAST(1${"0".repeat(n)} AS HUGEINT)`;

/** A decimal's digits as a whole number. */
const unscaled = (sql: string) => `CAST(replace(CAST(${sql} AS VARCHAR), '.', '') AS HUGEINT)`;

function doubleSql(x: string, digits: number, half: Half, type: DataType): string {
  if (digits > 15 || digits < -18) throw tooMany(digits);
  const d = type.typeName === "float" ? `CAST(${x} AS DOUBLE)` : x;
  const words = sqlType(type);
  const text = `CAST(${d} AS VARCHAR)`;
  const made = (whole: string, places: number) =>
    `CAST((CAST(${whole} AS VARCHAR) || 'e${-places}') AS ${words})`;
  if (digits < 0) {
    const whole = `CASE WHEN abs(${d}) < 9007199254740992 THEN CAST(trunc(${d}) AS HUGEINT) ELSE CAST(CAST(${text} AS DECIMAL(38,0)) AS HUGEINT) END`;
    const rounded = made(`${half}(${whole}, ${tens(-digits)})`, digits);
    // So great a number has nothing but zeros there.
    return `(CASE WHEN NOT isfinite(${d}) OR abs(${d}) >= CAST('1e${17 - digits}' AS DOUBLE) THEN ${x} ELSE ${rounded} END)`;
  }
  const at = (places: number) =>
    made(`${half}(${unscaled(`CAST(${text} AS DECIMAL(38,${places}))`)}, ${tens(places - digits)})`, digits);
  return `(CASE WHEN NOT isfinite(${d}) OR abs(${d}) >= ${LEAST_WHOLE} THEN ${x} WHEN abs(${d}) >= CAST('1e-4' AS DOUBLE) THEN ${at(USUAL)} WHEN abs(${d}) < CAST('1e-16' AS DOUBLE) THEN ${x} * 0 + 0 ELSE ${at(TINY)} END)`;
}

function decimalSql(x: string, from: DecimalType, digits: number, half: Half): string {
  const to = roundedDecimal(from, digits);
  if (digits >= from.scale) return `CAST(${x} AS ${sqlType(to)})`;
  if (from.scale - digits > MOST) return `CAST(${x} * 0 AS ${sqlType(to)})`;
  return atPlace(`${half}(${unscaled(x)}, ${tens(from.scale - digits)})`, digits, to);
}

/** So many tens, or so many parts of one, as a decimal. */
function atPlace(whole: string, digits: number, type: DecimalType): string {
  return digits > 0 ? scaled(whole, type) : `CAST(${whole} * ${tens(-digits)} AS ${sqlType(type)})`;
}

function wholeSql(x: string, digits: number, half: Half, type: DataType): string {
  if (digits >= 0) return x;
  if (digits < -19) return `(${x} * 0)`;
  const by = tens(-digits);
  return `CAST(${half}(CAST(${x} AS HUGEINT), ${by}) * ${by} AS ${sqlType(type)})`;
}

const rounds = (name: string, half: Half): ScalarSpec => ({
  kind: "scalar",
  takes: takes(numeric, null, int),
  gives(args) {
    const [x, places] = args;
    if (places !== undefined && !isFoldable(places)) {
      throw notFoldable(callQuoted(name, args), "scale", typeQuoted(places.type), places);
    }
    const digits = digitsOf(places, name);
    return x!.type instanceof DecimalType ? roundedDecimal(x!.type, digits ?? 0) : x!.type;
  },
  nullable: () => true,
  pretty: ([x, digits = "0"]) => `${name}(${x}, ${digits})`,
  sql([x], [a, places]) {
    const digits = digitsOf(places, name);
    const { type } = a!;
    if (digits === null) return `CAST(NULL AS ${sqlType(type)})`;
    if (isFloating(type)) return doubleSql(x!, digits, half, type);
    return type instanceof DecimalType
      ? decimalSql(x!, type, digits, half)
      : wholeSql(x!, digits, half, type);
  },
});

/** `ceil` and `floor`, which are of decimals where a number of digits is given; without one they are those of math.ts. */
function directed(name: string, up: boolean): ScalarSpec {
  const plain = MATH[name] as ScalarSpec;
  const typeOf = ([x, places]: readonly Typed[]) =>
    roundedDecimal(x!.type as DecimalType, digitsOf(places, name) ?? 0);
  return {
    ...plain,
    takes: {
      counts: "[1, 2]",
      of: (args, called) => (args.length === 2 ? [decimal, int] : plain.takes.of(args, called)),
    },
    gives(args) {
      const places = args[1];
      if (places === undefined) return plain.gives(args);
      if (isFoldable(places)) return typeOf(args);
      throw analysisError(
        "NON_FOLDABLE_ARGUMENT",
        `The number of digits of ${name} has to be constant, and "${places.pretty}" isn't.`,
        { funcName: `\`${name}\``, paramName: "`scale`", paramType: '"INT"' },
        "42K08",
      );
    },
    nullable: () => true,
    pretty: (args, given) =>
      args.length === 2
        ? `${name}(${args.join(", ")})`
        : (plain.pretty?.(args, given) ?? `${name}(${args[0]})`),
    sql(args, typed, context) {
      const [[x], [a, places]] = [args, typed];
      if (places === undefined) return plain.sql(args, typed, context);
      const from = a!.type as DecimalType;
      const digits = digitsOf(places, name);
      const words = sqlType(typeOf(typed));
      if (digits === null) return `CAST(NULL AS ${words})`;
      if (digits >= from.scale) return `CAST(${x} AS ${words})`;
      if (from.scale - digits > MOST) throw tooMany(digits);
      const [whole, by] = [unscaled(x!), tens(from.scale - digits)];
      const floor = up ? `-spark_floor_div(-(${whole}), ${by})` : `spark_floor_div(${whole}, ${by})`;
      return atPlace(floor, digits, typeOf(typed));
    },
  };
}

function tooMany(digits: number): NotSupportedError {
  return notEmbedded(`rounding to ${digits} digits`);
}

export const ROUNDING: FunctionTable = {
  round: rounds("round", "spark_half_up"),
  bround: rounds("bround", "spark_half_even"),
  ceil: directed("ceil", true),
  ceiling: directed("ceiling", true),
  floor: directed("floor", false),
};
