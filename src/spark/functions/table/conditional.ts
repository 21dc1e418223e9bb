import type { FunctionFamily } from "./function-line.js";

export const CONDITIONAL: FunctionFamily = {
  coalesce: { takes: "...cols", doc: "The first value that isn't null." },
  equal_null: { takes: "col1, col2", gives: "boolean!", doc: "Equality in which null equals null." },
  ifnull: { takes: "col1, col2", doc: "`col1`, or `col2` where it is null." },
  ilike: {
    takes: "str, pattern, escapeChar?",
    gives: "boolean",
    doc: "{@link like} without regard to case.",
  },
  isnan: { takes: "col", gives: "boolean!", doc: "Whether it is NaN; null isn't." },
  isnotnull: { takes: "col", gives: "boolean!", doc: "Whether it isn't null." },
  isnull: { takes: "col", gives: "boolean!", doc: "Whether it is null." },
  like: {
    takes: "str, pattern, escapeChar?",
    gives: "boolean",
    doc: "Whether a whole string fits a pattern of SQL's, in which `_` is any character and `%` any number of them.",
  },
  nanvl: { takes: "col1, col2", doc: "`col1`, or `col2` where it is NaN." },
  nullif: { takes: "col1, col2", doc: "`col1`, or null where both are equal." },
  nullifzero: { takes: "col", doc: "The number, or null where it is zero." },
  nvl: { takes: "col1, col2", doc: "The same as {@link ifnull}." },
  nvl2: { takes: "col1, col2, col3", doc: "`col2` where `col1` isn't null, `col3` where it is." },
  regexp: { takes: "str, regexp", gives: "boolean", doc: "The same as {@link rlike}." },
  regexp_like: { takes: "str, regexp", gives: "boolean", doc: "The same as {@link rlike}." },
  rlike: {
    takes: "str, regexp",
    gives: "boolean",
    doc: "Whether a part of the string fits a regular expression of Java's.",
  },
  when: {
    takes: "condition, value: value",
    written: "conditional.ts",
    doc: "The value where a condition is true; `.when(…)` and `.otherwise(…)` go on from it.",
  },
  zeroifnull: { takes: "col", doc: "The number, or zero where it is null." },
};
