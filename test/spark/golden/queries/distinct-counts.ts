import { each, type GoldenGroup } from "../family.js";

const of = (value: string, ...deviations: readonly string[]) =>
  deviations.map((deviation) => `approx_count_distinct(${value}, ${deviation})`);

const groups: readonly string[] = [
  ...each("approx_count_distinct(#)", "i", "l", "x", "y", "z", "f", "dec", "w", "flag"),
  ...of("x", "0.39", "0.2", "0.1D", "0.01"),
  "approx_count_distinct(distinct w)",
  "approx_count_distinct(i) filter (where flag)",
  "approx_count_distinct(array(i, i))",
  "approx_count_distinct(named_struct('a', w, 'b', z))",
  "approx_count_distinct(null)",
  ...of("i", "0.4", "-0.1", "1", "0.1F", "null", "i", "0.05D + 0.05D"),
  "approx_count_distinct()",
  "approx_count_distinct(i, 0.1, 1)",
];
export default [
  { table: "groups", kind: "aggregate", queries: groups },
  { table: "groups", kind: "total", queries: groups.slice(0, 18) },
  {
    table: "groups",
    kind: "window",
    queries: ["approx_count_distinct(i) over (partition by g order by x, l)"],
  },
] satisfies GoldenGroup[];
