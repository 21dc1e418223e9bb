import { each, type GoldenGroup } from "../family.js";

const REGRESSIONS = [
  "regr_count",
  "regr_avgx",
  "regr_avgy",
  "regr_slope",
  "regr_intercept",
  "regr_r2",
  "regr_sxx",
  "regr_syy",
  "regr_sxy",
];

const queries = [
  ...["skewness", "kurtosis"].flatMap((name) => each(`${name}(#)`, "z", "f", "l", "dec")),
  "skewness(distinct i)",
  "kurtosis(x) filter (where flag)",
  ...each("mode(#, true)", "i", "w", "flag", "dec"),
  ...[
    "mode() within group (order by i)",
    "mode() within group (order by i desc)",
    "mode(i, true) filter (where i > 2)",
  ],
  ...each("percentile(#, 0.5)", "z", "f", "l", "dec", "i", "w"),
  ...[
    "percentile(i, array(0.0, 0.1, 0.5, 0.9, 1.0))",
    "percentile(x, 0)",
    "percentile(x, 1)",
    "percentile(i, 0.3, 1)",
    "percentile(distinct i, 0.4)",
    "percentile(x, 0.25) filter (where flag)",
  ],
  ...["percentile(x, 1.5)", "percentile(x, -0.1D)", "percentile(x, array(0.5D, 2D))"],
  ...[0, 0.1, 0.25, 0.5, 0.75, 0.99, 1].flatMap((p) => each(`percentile_approx(#, ${p})`, "i", "x")),
  ...each("percentile_approx(#, array(0.1, 0.5, 0.9))", "i", "l", "f", "z"),
  "cast(percentile_approx(dec, 0.5) as double)",
  ...[
    "approx_percentile(i, 0.5)",
    "percentile_approx(x, 0.5, 100)",
    "percentile_approx(l, array(0.2), 1000)",
  ],
  ...[
    "percentile_cont(0.25) within group (order by x)",
    "percentile_cont(0.25) within group (order by x desc)",
    "percentile_cont(array(0.1, 0.9)) within group (order by i)",
  ],
  ...[
    "percentile_disc(0.25) within group (order by x)",
    "percentile_disc(0.25) within group (order by x desc)",
    "percentile_disc(0.5) within group (order by i)",
    "percentile_disc(1) within group (order by i)",
    "percentile_disc(0) within group (order by i)",
  ],
  ...[
    "listagg(w)",
    "listagg(w, ',')",
    "string_agg(w, '-')",
    "listagg(w, null)",
    "listagg(w) filter (where flag)",
  ],
  ...[
    "listagg(w, ',') within group (order by w)",
    "listagg(w, ',') within group (order by l desc, w)",
    "string_agg(w, '; ') within group (order by x nulls last, w)",
    "listagg(distinct w, ',') within group (order by w)",
    "listagg(i, ',') within group (order by i)",
  ],
  ...REGRESSIONS.flatMap((name) => [
    `${name}(x, f)`,
    `${name}(f, x)`,
    `${name}(i, y)`,
    `${name}(y, f) filter (where flag)`,
  ]),
  ...["corr(x, f)", "covar_samp(f, y)", "corr(i, l)", "covar_pop(f, x)"],
  ...[
    "last(i, true)",
    "last_value(i, true)",
    "any_value(i, true)",
    "first_value(i, true)",
    "last(i, true) filter (where flag)",
    "last(i, false)",
  ],
];

const BY = "partition by g order by x, l";

export default [
  { table: "groups", kind: "aggregate", queries },
  { table: "groups", kind: "total", queries: queries.filter((query) => !/1\.5|-0\.1D|2D/.test(query)) },
  {
    table: "groups",
    kind: "window",
    queries: [
      ...["lag(i)", "lead(w)", "lag(i, 1, 0)", "lead(i, 1, -1)", "nth_value(i, 2)"].map((call) => `${call} ignore nulls over (${BY})`),
      ...["last(i, true)", "first(w, true)", "last_value(w, true)", "mode(i, true)", "percentile(x, 0.5)", "nth_value(w, 2, true)", "nth_value(w, 1, false)", "skewness(x)", "percentile_approx(i, 0.5)"].map((call) => `${call} over (${BY})`),
      ...["last(i, true)", "percentile(i, 0.3)", "regr_slope(x, y)", "regr_intercept(x, y)", "regr_r2(x, y)", "regr_sxx(x, y)", "corr(x, y)", "stddev(x)"].map((call) => `${call} over (${BY} rows between 2 preceding and current row)`),
    ],
  },
] satisfies GoldenGroup[]; // biome-ignore format: lists
