/**
 * Where answers may differ in the last digits: Java computes these with fdlibm's algorithms, DuckDB with the C library's, and neither rounds
 * correctly every time. All else is the same to the bit.
 */
const ULPS: readonly (readonly [RegExp, number])[] = [
  [
    /\b(?:exp|expm1|ln|log|log10|log1p|log2|pow|power|sin|cos|tan|cot|sec|csc|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|cbrt|degrees|radians|hypot)\(/,
    2,
  ],
  // Sums of products, which Spark adds up by another formula than DuckDB.
  [
    /\b(?:std|stddev|stddev_samp|stddev_pop|variance|var_samp|var_pop|corr|covar_pop|covar_samp|regr_slope|regr_intercept|regr_sxx|regr_syy)\(/,
    16,
  ],
  // Sums of what nearly comes to nothing; Spark's go from row to row.
  [/\b(?:skewness|kurtosis|regr_r2|regr_sxy)\(/, 1024],
];

/** How many floats may lie between Spark's answer and ours. */
export function ulpsOf(query: string): number {
  return ULPS.find(([pattern]) => pattern.test(query))?.[1] ?? 0;
}
