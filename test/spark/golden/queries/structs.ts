import type { GoldenGroup } from "../family.js";

const numbers: GoldenGroup = {
  table: "numbers",
  kind: "scalar",
  queries: [
    ...["named_struct('a', k, 'b', f64)", "named_struct('a', array(k, m), 'B', named_struct('c', d10))"],
    ...["named_struct('a')", "named_struct(k, 1)", "named_struct('a', 1, null, 2)", "named_struct(1, 2)"],
    ...["named_struct('a', k) = named_struct('a', m)", "array(named_struct('a', k), named_struct('a', m))"],
    ...["array_distinct(array(named_struct('a', k), named_struct('a', 1)))"],
    ...["coalesce(if(b, named_struct('a', k), null), named_struct('a', 0))"],
  ],
}; // biome-ignore format: lists

export default [numbers];
