import type { GoldenGroup } from "../family.js";

const MAP = "map('a', k, 'b', m)";
const SPARE = "if(b, map(1, k, 2, m), if(c, map(), null))";

const over = (expression: string, ...maps: readonly string[]) =>
  maps.map((map) => expression.replaceAll("#", map));

const numbers: GoldenGroup = {
  table: "numbers",
  kind: "scalar",
  queries: [
    ...[MAP, SPARE, "map()", "map(1, 2)", "map(1, 2, 3)", "map(i8, 1, 300, 2L)", "map(k, 1)", "map(m, 1, 2, 2)", "map(1, 2, 'a', 3)"],
    ...["map(f64, 1)", "map(0.0D, 1, -0.0D, 2)", "map(map(1, 2), 3)", "map(array(1), k)"],
    ...over("map_keys(#)", MAP, SPARE, "k"),
    ...over("map_values(#)", MAP, SPARE, "map(1, 2)"),
    ...over("map_entries(#)", MAP, SPARE, "map(1, 2)"),
    ...over("size(#)", MAP, SPARE, "map()"),
    ...over("cardinality(#)", MAP),
    ...over("map_contains_key(#, 1)", SPARE, "map(1, null)"),
    `map_contains_key(${SPARE}, m)`,
    ...["map_contains_key(map(1, 2), 1L)", "map_contains_key(map(1, 2), 'a')", "map_contains_key(map(1, 2), null)", "map_contains_key(map(f64, 1), g64)"],
    ...over("element_at(#, 1)", SPARE, "map(1, 2)"),
    ...[`element_at(${SPARE}, m)`, `element_at(${MAP}, 'a')`, `element_at(${MAP}, 'z')`, "element_at(map(1, 2), 1L)", "element_at(map(1, 2), 'a')"],
    ...[`try_element_at(${SPARE}, m)`, `try_element_at(${MAP}, 'b')`, "try_element_at(map(1, 2), 3)"],
    ...["map_from_arrays(array(1, 2), array(k, m))", "map_from_arrays(array(k), array(1))", "map_from_arrays(array(m, 2), array(1, 2))"],
    ...["map_from_arrays(array(1, 2), array(k))", "map_from_arrays(if(b, array(1), null), array(k))", "map_from_arrays(array(), array())", "map_from_arrays(1, array(2))"],
    ...["map_from_entries(map_entries(map('a', k)))", "map_from_entries(array(1))"],
    ...["map_concat(map(1, k), map(2, m))", "map_concat(map(m, 1), map(2, 2L))", `map_concat(${SPARE}, map(5, k))`, "map_concat()", "map_concat(map(1, 2))"],
    ...["map_concat(map(1, 2), map('a', 3))", "map_concat(map(1, 2), 3)"],
  ],
}; // biome-ignore format: lists

export default [numbers];
