import type { GoldenGroup } from "../family.js";

const BY = "partition by g order by x, l";
export default [
  {
    table: "groups",
    kind: "window",
    queries: [
      ...[
        "row_number()",
        "rank()",
        "dense_rank()",
        "percent_rank()",
        "cume_dist()",
        "ntile(3)",
        "ntile(1)",
      ].map((call) => `${call} over (${BY})`),
      ...[
        "lag(i)",
        "lag(i, 2)",
        "lag(i, 1, 0)",
        "lead(w)",
        "lead(i, 2, -1)",
        "lag(i, -1)",
        "nth_value(i, 2)",
        "first_value(i)",
        "last_value(i)",
        "first(w)",
        "sum(i)",
        "count(*)",
        "avg(x)",
        "max(w)",
        "min(l)",
      ].map((call) => `${call} over (${BY})`),
      ...[
        "sum(i)",
        "count(w)",
        "max(x)",
        "first_value(w)",
        "last_value(w)",
        "nth_value(w, 2)",
        "collect_list(i)",
      ].flatMap((call) => [
        `${call} over (${BY} rows between 2 preceding and current row)`,
        `${call} over (${BY} rows between unbounded preceding and unbounded following)`,
        `${call} over (${BY} rows between 1 following and 2 following)`,
      ]),
      ...[
        "sum(i) over (partition by g)",
        "count(*) over ()",
        "rank() over (order by i)",
        "rank() over (order by i desc nulls last)",
        "dense_rank() over (order by w desc)",
        "row_number() over (order by i, l, x)",
        "sum(l) over (order by i range between 5 preceding and 5 following)",
        "avg(i) over (partition by w order by l)",
        "row_number() over ()",
        "sum(i) + row_number() over (order by l, x)",
      ].slice(0, 8),
    ],
  },
] satisfies GoldenGroup[];
