/**
 * Macros that the functions' SQL uses: what is too long to be written where it stands. The engine makes them when it starts; a macro is
 * put in place of its call when a query is planned, so it costs nothing later.
 */
import { raise } from "../expression/raise.js";
import { ZONE_NAMES } from "./zone-names.js";

/** What Spark takes off both ends of a string that it reads something from. */
const BLANK = "[\\x00-\\x20\\x7F]*";
const DATE = "([+-]?[0-9]{4,7})(?:-([0-9]{1,2})(?:-([0-9]{1,2})";
const YEAR = "([+-]?[0-9]{4,6})";
const HOUR = "([01]?[0-9]|2[0-3])";
const SIXTIETHS = "([0-5]?[0-9])";
const CLOCK = `${HOUR}(?::${SIXTIETHS}(?::${SIXTIETHS}(?:\\.([0-9]*))?[\\x00-\\x20]*([^\\x00-\\x20].*?)?)?)?`;
/** Hours, and perhaps minutes and seconds: with colons, or two digits each. */
const AHEAD =
  "([+-])(?:([0-9]{1,2})(?::([0-9]{1,2})|:([0-9]{2}):([0-9]{2}))?|([0-9]{2})([0-9]{2})([0-9]{2})?)";

/** What Unicode's rule for a final sigma doesn't see: accents, signs and points within words. */
const IGNORED = "[\\p{Mn}\\p{Me}\\p{Cf}\\p{Lm}\\p{Sk}''.:·’]";

/** SQL that puts capital letters in the place of those that become several. */
function expanded(s: string): string {
  let sql = s;
  for (let code = 0x80; code < 0xffff; code++) {
    const letter = String.fromCharCode(code);
    const capitals = letter.toUpperCase();
    if ([...capitals].length > 1) sql = `replace(${sql}, '${letter}', '${capitals}')`;
  }
  return sql;
}

/** Statements, in the order in which they are run: a macro stands behind those that it uses. */
export const MACROS: readonly string[] = [
  // Whole division towards minus infinity; b is positive.
  macro("spark_floor_div(a, b)", "a // b - CASE WHEN a % b < 0 THEN 1 ELSE 0 END"),

  // Whole division to the nearest; halves go away from zero.
  macro(
    "spark_half_up(a, b)",
    "a // b + CASE WHEN abs(a % b) >= abs(b) - abs(a % b) THEN CASE WHEN (a < 0) = (b < 0) THEN 1 ELSE -1 END ELSE 0 END",
  ),

  // Whole division to the nearest; halves go to the even neighbour. b is positive.
  macro(
    "spark_half_even(a, b)",
    "a // b + CASE WHEN 2 * abs(a % b) > b OR (2 * abs(a % b) = b AND (a // b) % 2 <> 0) THEN sign(a) ELSE 0 END",
  ),

  // Letters that become several, as ß becomes SS, which DuckDB leaves as they are.
  macro("spark_upper(s)", `CASE WHEN strlen(s) = length(s) THEN upper(s) ELSE upper(${expanded("s")}) END`),
  // A sigma at the end of a word is another letter: behind a letter and before none, whatever points and accents stand between.
  macro(
    "spark_lower(s)",
    `CASE WHEN strlen(s) = length(s) THEN lower(s)
      ELSE lower(replace(regexp_replace(s, '([\\p{Lu}\\p{Ll}\\p{Lt}]${IGNORED}*)Σ(${IGNORED}*(?:[^\\p{Lu}\\p{Ll}\\p{Lt}]|$))', '\\1ς\\2', 'g'), 'İ', 'i̇')) END`,
  ),

  // From a place counted from 1, or from the end; what would stand before the string counts as well.
  macro(
    "spark_substring_from(s, start, count)",
    "CASE WHEN start IS NULL OR count IS NULL THEN NULL ELSE substring(s, CAST(greatest(start, 0) + 1 AS BIGINT), CAST(greatest(start + greatest(count, 0) - greatest(start, 0), 0) AS BIGINT)) END",
  ),
  macro(
    "spark_substring(s, from_place, count)",
    `spark_substring_from(s, CASE WHEN from_place IS NULL THEN NULL WHEN from_place > 0 THEN CAST(from_place AS BIGINT) - 1 WHEN from_place < 0 THEN length(s) + CAST(from_place AS BIGINT) ELSE 0 END, CAST(count AS BIGINT))`,
  ),
  macro(
    "spark_locate(sub, s, from_place)",
    `CAST(CASE WHEN from_place IS NULL THEN 0 WHEN sub IS NULL OR s IS NULL THEN NULL WHEN from_place <= 0 THEN 0
      WHEN instr(substring(s, from_place), sub) = 0 THEN 0
      ELSE instr(substring(s, from_place), sub) + from_place - 1 END AS INTEGER)`,
  ),

  // Doubles as Java writes them: with an exponent below a thousandth and from ten million. DuckDB's digits are the same, the fewest that
  // give the number back.
  macro(
    "spark_scientific_of(sign, digits, point)",
    `concat(sign, left(ltrim(digits, '0'), 1), '.',
      CASE WHEN length(trim(digits, '0')) > 1 THEN substr(trim(digits, '0'), 2) ELSE '0' END,
      'E', point - 1 - (length(digits) - length(ltrim(digits, '0'))))`,
  ),
  macro(
    "spark_scientific(t)",
    `spark_scientific_of(
      CASE WHEN t[1] = '-' THEN '-' ELSE '' END,
      replace(regexp_extract(t, '^-?([0-9.]+)', 1), '.', ''),
      length(regexp_extract(t, '^-?([0-9]+)', 1)) + coalesce(TRY_CAST(regexp_extract(t, 'e([+-][0-9]+)$', 1) AS INTEGER), 0))`,
  ),
  macro(
    "spark_float(x)",
    "CASE WHEN isfinite(x) AND abs(x) >= CAST('3.4028235677973366e38' AS DOUBLE) THEN CAST(CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END AS FLOAT) ELSE CAST(x AS FLOAT) END",
  ),
  macro(
    "spark_double_text(x)",
    `CASE
      WHEN x IS NULL THEN NULL
      WHEN isnan(x) THEN 'NaN'
      WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END
      WHEN x = 0 THEN CASE WHEN signbit(x) THEN '-0.0' ELSE '0.0' END
      WHEN abs(x) < CAST('1.2e-323' AS DOUBLE) THEN format('{:.1E}', x)
      WHEN abs(x) >= 0.001 AND abs(x) < 10000000 THEN CAST(x AS VARCHAR)
      ELSE spark_scientific(CAST(x AS VARCHAR))
    END`,
  ),
  // The least floats have fewer digits than Java writes: it gives two at least, the nearest.
  macro(
    "spark_float_text(x)",
    "CASE WHEN x <> 0 AND abs(x) < CAST('1.2e-44' AS FLOAT) THEN format('{:.1E}', CAST(x AS DOUBLE)) ELSE spark_double_text(x) END",
  ),

  // DuckDB takes the later of two moments at which clocks show the same; Java the earlier.
  macro(
    "spark_earlier(wall, zone)",
    "wall - (timezone(zone, timezone('UTC', timezone('UTC', timezone(zone, wall)) - to_days(1))) - (timezone('UTC', timezone(zone, wall)) - to_days(1)))",
  ),
  macro(
    "spark_moment(wall, zone)",
    `CASE
      WHEN timezone(zone, timezone('UTC', spark_earlier(wall, zone))) = wall THEN spark_earlier(wall, zone)
      ELSE timezone('UTC', timezone(zone, wall))
    END`,
  ),

  macro(
    "spark_year_text(y)",
    `CASE WHEN y > 9999 THEN concat('+', y) WHEN y < 0 THEN concat('-', lpad(CAST(-y AS VARCHAR), CAST(greatest(4, length(CAST(-y AS VARCHAR))) AS INTEGER), '0'))
      ELSE lpad(CAST(y AS VARCHAR), 4, '0') END`,
  ),
  macro(
    "spark_date_text(d)",
    `CASE
      WHEN d >= DATE '0001-01-01' AND d <= DATE '9999-12-31' THEN CAST(d AS VARCHAR)
      ELSE spark_year_text(year(d)) || strftime(d, '-%m-%d')
    END`,
  ),
  macro(
    "spark_timestamp_text(t)",
    `CASE
      WHEN t >= TIMESTAMP '0001-01-01' AND t < TIMESTAMP '10000-01-01' THEN CAST(t AS VARCHAR)
      ELSE spark_year_text(year(t)) || regexp_replace(strftime(t, '-%m-%d %H:%M:%S.%f'), '\\.?0*$', '')
    END`,
  ),

  // A date is a year, and perhaps a month, and perhaps a day; behind a space or a T anything may follow a whole one.
  macro(
    "spark_date_of(p)",
    `CASE WHEN p.y = '' THEN NULL
      ELSE TRY(make_date(CAST(p.y AS BIGINT), coalesce(TRY_CAST(p.m AS BIGINT), 1), coalesce(TRY_CAST(p.d AS BIGINT), 1))) END`,
  ),
  macro(
    "spark_try_date(s)",
    `spark_date_of(regexp_extract(s, '(?s)^${BLANK}${DATE}(?:[ T].*)?)?)?${BLANK}$', ['y', 'm', 'd']))`,
  ),
  macro(
    "spark_date(s)",
    `CASE WHEN s IS NULL THEN NULL ELSE coalesce(spark_try_date(s), ${raise(
      "CAST_INVALID_INPUT",
      "The string '",
      { sql: "s" },
      "' is no DATE; try_cast gives null for it.",
    )}) END`,
  ),
  // What a string says of a calendar and a clock, without its zone; digits behind microseconds are left out.
  macro(
    "spark_wall_of(p)",
    `CASE WHEN p.y = '' THEN NULL
      ELSE TRY(make_timestamp(CAST(p.y AS BIGINT), coalesce(TRY_CAST(p.m AS BIGINT), 1), coalesce(TRY_CAST(p.d AS BIGINT), 1),
        coalesce(TRY_CAST(p.h AS BIGINT), 0), coalesce(TRY_CAST(p.i AS BIGINT), 0), coalesce(TRY_CAST(p.s AS DOUBLE), 0))
        + to_microseconds(coalesce(TRY_CAST(rpad(p.f, 6, '0') AS BIGINT), 0))) END`,
  ),
  // A zone stands behind seconds alone.
  macro(
    "spark_wall_parts(s)",
    `regexp_extract(s, '^${BLANK}${YEAR}(?:-([0-9]{1,2})(?:-([0-9]{1,2})(?:[ T]${CLOCK})?)?)?${BLANK}$', ['y', 'm', 'd', 'h', 'i', 's', 'f', 'z'])`,
  ),
  // Seconds that a zone's clocks are ahead of UTC when they are always; null for the name of a place, and for what is no zone.
  macro(
    "spark_ahead_of(p)",
    `CASE
      WHEN p.sign = '' OR p.i > 59 OR p.s > 59 OR p.h * 3600 + p.i * 60 + p.s > 64800 THEN NULL
      WHEN p.sign = '-' THEN -(p.h * 3600 + p.i * 60 + p.s)
      ELSE p.h * 3600 + p.i * 60 + p.s END`,
  ),
  macro(
    "spark_ahead_parts(p)",
    `{'sign': p.sign,
      'h': coalesce(TRY_CAST(concat(p.h, p.h3) AS BIGINT), 0),
      'i': coalesce(TRY_CAST(concat(p.i, p.i2, p.i3) AS BIGINT), 0),
      's': coalesce(TRY_CAST(concat(p.s2, p.s3) AS BIGINT), 0)}`,
  ),
  macro(
    "spark_ahead(z)",
    `CASE
      WHEN z = '' THEN NULL
      WHEN z IN ('Z', 'UTC', 'GMT', 'UT') THEN 0
      WHEN z = 'EST' THEN -18000 WHEN z = 'MST' THEN -25200 WHEN z = 'HST' THEN -36000
      ELSE spark_ahead_of(spark_ahead_parts(
        regexp_extract(z, '^(?:UTC|GMT|UT)?${AHEAD}$', ['sign', 'h', 'i', 'i2', 's2', 'h3', 'i3', 's3']))) END`,
  ),
  // The shortest names have two letters; nothing is looked for in vain behind most strings.
  macro(
    "spark_place(z)",
    `CASE WHEN length(z) >= 2 AND z[1] >= 'A' AND contains(' ${ZONE_NAMES.join(" ")} ', concat(' ', z, ' ')) THEN z END`,
  ),
  // What a string says of a moment: what clocks show, where they are (`here` is the session's zone), null where it says nothing or nonsense.
  // The lambda has the string read once.
  macro(
    "spark_read_moment(s)",
    `list_transform([spark_wall_parts(s)], lambda p:
      {'wall': spark_wall_of(p), 'here': p.z = '', 'ahead': spark_ahead(p.z), 'place': spark_place(p.z)})[1]`,
  ),
];

function macro(head: string, body: string): string {
  return `CREATE OR REPLACE MACRO ${head} AS (${body.replace(/\n\s*/g, " ")})`;
}
