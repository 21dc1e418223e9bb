import type { GoldenGroup } from "../family.js";

/** Patterns that are written down, which RE2 or JavaScript matches. */
const WRITTEN = [
  "a", "b$", "^a", "[0-9]+", "([a-z])([a-z0-9])?", "\\\\w+", "(\\\\w)\\\\1", "a|b|", "(?i)AB", "a*", "\\\\s+", "[^a-z]", "(a+)(b*)", "\\\\.", "é", "(?<=a)b", "a\\\\r$", "[a\\\\r]+$", "(?:a|b)c?$", "\\\\p{L}+",
]; // biome-ignore format: a list
const patterns: GoldenGroup = {
  table: "regexps",
  kind: "scalar",
  queries: [
    "rlike(s, p)",
    "regexp_extract(s, p, 0)",
    "regexp_extract_all(s, p, 0)",
    "regexp_count(s, p)",
    "regexp_instr(s, p)",
    "regexp_instr(s, p, n)",
    "regexp_substr(s, p)",
    "regexp_replace(s, p, by)",
    "regexp_replace(s, p, by, 2)",
    "regexp_replace(s, p, '')",
    "split(s, p)",
    "split(s, p, n)",
    "split(s, p, 2)",
    ...WRITTEN.map((pattern) => `s rlike '${pattern}'`),
  ],
};
const TEXTS = WRITTEN.filter((pattern) => !["a|b|", "a*"].includes(pattern));
const texts: GoldenGroup = {
  table: "texts",
  kind: "scalar",
  queries: [
    ...TEXTS.flatMap((pattern) => [
      `s rlike '${pattern}'`,
      `regexp_extract(s, '${pattern}', 0)`,
      `regexp_extract_all(s, '${pattern}', 0)`,
      `regexp_count(s, '${pattern}')`,
      `regexp_replace(s, '${pattern}', '<>')`,
      `regexp_replace(s, '${pattern}', '[$0]')`,
      `split(s, '${pattern}')`,
    ]),
    "regexp(s, 'a')",
    "regexp_like(s, 'a')",
    "regexp_extract(s, '(a)(b)')",
    "regexp_extract(s, '(a)(b)?', 2)",
    "regexp_extract(s, '(a)(b)', n)",
    "regexp_extract(s, '(a)', 2)",
    "regexp_extract(s, 'a')",
    "regexp_extract(s, '(a', 1)",
    "regexp_extract_all(s, '(a)(b)?')",
    "regexp_extract_all(s, '(a)(b)?', 2)",
    "regexp_extract_all(s, '(a)', 2)",
    "regexp_extract_all(s, '([a-z])([a-z])', 2)",
    "regexp_replace(s, 'a', null)",
    "regexp_replace(s, null, 'a')",
    "regexp_replace(s, 'b', '-', 3)",
    "split(s, 'b', 1)",
    "split(s, '', 2)",
    "split(s, '', n)",
    "split(s, ',', n)",
    "split(s, '.')",
    "split(s, '\\\\.')",
    "split(null, ',')",
    "s rlike null",
    "n rlike '1'",
    "split(n, '-')",
  ],
};
const wrong: GoldenGroup = {
  table: "wrong_regexps",
  kind: "scalar",
  queries: ["rlike(s, p)", "regexp_extract(s, p, 0)", "regexp_replace(s, p, s)"],
};
const replacements: GoldenGroup = {
  table: "replacements",
  kind: "scalar",
  queries: [
    "regexp_replace(s, '(a)(b)?(?<n>c)?', by)",
    // Spark's SQL would put a setting in the place of a name in braces behind a dollar.
    "regexp_replace(s, '(a)(b)?(?<n>c)?', concat('<$', '{n}>'))",
    "regexp_replace(s, '(a)(b)?(?<n>c)?', concat('$', '{m}'))",
    "regexp_replace(s, '(a)(b)?(?<n>c)?', concat('$', '{n'))",
  ],
};

export default [patterns, texts, wrong, replacements];
