import type { GoldenGroup } from "../family.js";

const MAPS = ["map(1, k, 2, m)", "map('a', f64, 'b', g64)", "if(b, map(m, k), null)", "map()"];

export default [
  {
    table: "numbers",
    kind: "scalar",
    queries: [
      ...MAPS.slice(0, 3).flatMap((map) => [
        `transform_values(${map}, (a, v) -> v + 1)`,
        `transform_keys(${map}, (a, v) -> concat(a, 'x'))`,
        `map_filter(${map}, (a, v) -> v > 1)`,
        `map_filter(${map}, (a, v) -> v is not null)`,
        `transform_values(${map}, (a, v) -> array(a))`,
        `transform_values(${map}, (a, v) -> null)`,
      ]),
      "transform_keys(map(1, k, 2, m), (a, v) -> a + 1)",
      "transform_keys(map(1, k, 2, m), (a, v) -> 7)",
      "transform_keys(map(1, k, 2, m), (a, v) -> v)",
      "map_zip_with(map(1, k, 2, m), map(2, m, 3, 5), (a, v, w) -> coalesce(v, 0) + coalesce(w, 0))",
      "map_zip_with(map('a', k), map('a', m, 'b', k), (a, v, w) -> concat(a, v, w))",
      "map_zip_with(map('a', k), map(1, m), (a, v, w) -> v)",
      "map_zip_with(if(b, map(1, k), null), map(1, m), (a, v, w) -> w)",
      "zip_with(array(k, m), array(1, 2, 3), (v, w) -> v + w)",
      "zip_with(array(k, m), array('a'), (v, w) -> concat(v, w))",
      "zip_with(if(b, array(k), null), array(m), (v, w) -> v)",
      "arrays_zip(array(k, m), array('a'))",
      "arrays_zip(array(k), if(b, array(m, k), null))",
      "arrays_zip(array(1), array(2), array(3))",
      "array_insert(array(k, m, 3), 1, 9)",
      "array_insert(array(k, m, 3), -1, 9)",
      "array_insert(array(k, m, 3), 5, m)",
      "array_insert(array(k, m, 3), -6, m)",
      "array_insert(array(k, m), k, 7)",
      "array_insert(if(b, array(k), null), m, k)",
      "array_insert(array(k), null, 1)",
      "array_insert(array(1, 2), 2, null)",
      "typeof(k)",
      "typeof(map(1, f64))",
      "typeof(array(d10))",
      "assert_true(b)",
      "assert_true(i32 is not null, 'no')",
      "raise_error('x')",
    ],
  },
] satisfies GoldenGroup[];
