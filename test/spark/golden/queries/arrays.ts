import type { GoldenGroup } from "../family.js";

/** Arrays of each kind: with null elements, with NaN and both zeros, perhaps null, perhaps empty. */
const INTS = "array(k, m, 2, k)";
const SPARE = "if(b, array(m, k, 3), if(c, array(), null))";
const DOUBLES = "array(f64, g64, 0.0D, -0.0D, cast('NaN' as double), f64)";
const BOTH = [INTS, SPARE, DOUBLES];

const over = (expression: string, ...arrays: readonly string[]) =>
  arrays.map((array) => expression.replaceAll("#", array));

const numbers: GoldenGroup = {
  table: "numbers",
  kind: "scalar",
  queries: [
    ...[INTS, SPARE, "array()", "array(1)", "array(null)", "array(i8, i64)", "array(i32, d10)"],
    ...["array(array(k), array(m, null))", "array(b, 1)"],
    ...over("size(#)", INTS, SPARE, "array()", "k"),
    ...over("cardinality(#)", SPARE),
    ...over("array_size(#)", INTS, SPARE, "k"),
    ...over("array_contains(#, 2)", ...BOTH),
    `array_contains(${SPARE}, m)`,
    `array_contains(${DOUBLES}, cast('NaN' as double))`,
    ...["array_contains(array(1, 2), 2L)", "array_contains(array(1, 2), null)"],
    ...["array_contains(array(array(1), array(2)), array(2))", "array_contains(array(1.5), 2.25)"],
    ...over("array_position(#, 2)", ...BOTH),
    `array_position(${INTS}, m)`,
    `array_position(${DOUBLES}, g64)`,
    ...over("array_remove(#, 2)", ...BOTH),
    `array_remove(${INTS}, k)`,
    `array_remove(${DOUBLES}, g64)`,
    ...over("array_append(#, k)", ...BOTH),
    ...over("array_prepend(#, k)", ...BOTH),
    ...["array_append(array(1), 2)", "array_append(array(1), null)", "array_prepend(array(1), 2.5D)", "array_append(array(), 1)"],
    ...over("array_compact(#)", ...BOTH, "array(1, 2)"),
    ...over("array_min(#)", ...BOTH, "array(null, 1)", "array(g64, f64)", "array(b, c)"),
    ...over("array_max(#)", ...BOTH, "array(null, 1)", "array(g64, f64)"),
    ...over("array_distinct(#)", ...BOTH, "array(null, null, 1)", "array(array(1), array(1), array(k))"),
    `array_except(${DOUBLES}, array(1.5D))`,
    ...["array_union", "array_intersect", "array_except", "arrays_overlap"].flatMap((name) => [
      `${name}(${INTS}, ${SPARE})`,
      `${name}(${SPARE}, array(k, null, m))`,
      `${name}(array(1, 2, 2, 1), array(m, 2))`,
      `${name}(${DOUBLES}, array(g64, 0.0D))`,
      `${name}(array(1, 2), array(2L, 3L))`,
      `${name}(array(1), array('a'))`,
      `${name}(array(1), 1)`,
    ]),
    ...["k", "m", "-1", "2"].map((index) => `element_at(${INTS}, ${index})`),
    ...["element_at(array(1, 2), 1)"],
    ...["k", "-1", "1"].map((index) => `try_element_at(${INTS}, ${index})`),
    ...["try_element_at(array(1, 2), 1)", "try_element_at(array(1, 2), 5)", `try_element_at(${SPARE}, m)`],
    ...["k", "0", "7"].map((index) => `get(${INTS}, ${index})`),
    ...[`get(${SPARE}, m)`, "get(array(1, 2), 0)", "get(array(1), i64)"],
    ...over("array_repeat(#, m)", "k", "f64", "array(k)"),
    ...["array_repeat(1, 2)", "array_repeat(k, k)", "array_repeat('x', -1)", "array_repeat(null, 2)"],
    ...["slice(#, 1, 2)", "slice(#, -2, 2)", "slice(#, m, m)", "slice(#, 2, 0)", "slice(#, 9, 2)", "slice(#, -9, 2)", "slice(#, k, 1)", "slice(#, 1, k)"].flatMap(
      (text) => over(text, INTS),
    ),
    `slice(${SPARE}, 1, 1)`,
    ...over("reverse(#)", ...BOTH),
    `concat(${INTS}, ${SPARE})`,
    ...[`concat(${DOUBLES}, array(k))`, "concat(array(1), array(2L), array(null))", "concat(array(1), array())", "concat(array(1))"],
    ...["concat(array(1), 'a')", "concat(array(1), 2)"],
    `flatten(array(${INTS}, array(m)))`,
    `flatten(array(${SPARE}, array(1)))`,
    ...["flatten(array(array(array(1), array(2))))", "flatten(array(1))", "flatten(array(array()))"],
    ...over("sort_array(#)", ...BOTH, "array(b, c, true)"),
    ...over("sort_array(#, false)", ...BOTH),
    "sort_array(array(1), b)",
    ...over("array_sort(#)", ...BOTH),
    ...["sequence(k, m)", "sequence(1, m)", "sequence(m, 1)", "sequence(1, 10, m)", "sequence(10, 1, -3)"],
    ...["sequence(1, 1)", "sequence(1L, 3)", "sequence(1, 1, 0)", "sequence(i8, 3Y)", "sequence(1, 2.5)"],
    ...["array_join(array('a', null), ',')"],
    ...over("array_join(#, ',')", INTS),
  ],
}; // biome-ignore format: lists

const STRINGS = "array(s, t, 'a', null)";
const texts: GoldenGroup = {
  table: "texts",
  kind: "scalar",
  queries: [
    ...["array_contains(#, t)", "array_position(#, 'a')", "array_distinct(#)", "array_remove(#, t)", "array_min(#)", "array_max(#)", "sort_array(#)"].flatMap(
      (text) => over(text, STRINGS),
    ),
    ...["array_join(#, ',')", "array_join(#, ', ', '-')", "array_join(#, t, s)", "array_join(#, ',', null)"].flatMap((text) =>
      over(text, STRINGS),
    ),
    ...["array_join(array(), ',')", "array_join(if(s = 'a', null, array(s)), ',')", "array_join(array(null), ',')"],
    ...["array_union(array(s, t), array('a', 'b'))", "array_intersect(array(s, t), array('a', 'abc'))", "array_except(array(s, t), array('a'))"],
    ...["arrays_overlap(array(s, 'a'), array(t))", "array_append(array(s), t)", "concat(array(s), array(t))", "reverse(array(s, t))"],
    ...["array_distinct(array(bin, bin))", "array_contains(array(bin), bin)", "element_at(array(s, t), 2)", "reverse(s)", "concat(s, t)"],
    ...["size(array(s, t))", "array_repeat(s, 2)", "slice(array(s, t), 2, 1)", "flatten(array(array(s), array(t)))"],
  ],
}; // biome-ignore format: lists

export default [numbers, texts];
