/**
 * Functions whose answers are recorded and that the embedded engine hasn't yet: a query with one has to be refused, never answered wrongly. A
 * function leaves the list when its answers agree.
 */
const WAITING: ReadonlySet<string> = new Set(
  `
  acosh asinh atanh bround charindex conv crc32 date_format elt expm1 format_string from_unixtime hypot initcap
  is_valid_utf8 kurtosis levenshtein log1p months_between next_day overlay percentile printf regexp_count regexp_extract regexp_instr
  regexp_like regexp_replace regexp_substr rlike round skewness soundex split substring_index unhex unix_timestamp width_bucket
`
    .trim()
    .split(/\s+/),
);

/** The first function of a query that isn't there yet. */
export function waitingIn(query: string): string | undefined {
  return query.match(/[a-z_][a-z_0-9]*/g)?.find((word) => WAITING.has(word));
}
