import type { GoldenGroup } from "../family.js";

const INTS = "array(k, m, 2)";
const SPARE = "if(b, array(m, k, 3), if(c, array(), null))";
const over = (expression: string, ...arrays: readonly string[]) =>
  arrays.map((array) => expression.replaceAll("#", array));

const numbers: GoldenGroup = {
  table: "numbers",
  kind: "scalar",
  queries: [
    ...["transform(#, x -> x + 1)", "transform(#, (x, i) -> x + i)", "transform(#, x -> null)", "transform(#, x -> array(x, m))"].flatMap((text) =>
      over(text, INTS, SPARE),
    ),
    ...["filter(#, x -> x > 1)", "filter(#, (x, i) -> i > 0)", "filter(#, x -> x is null)", "exists(#, x -> x > 2)", "forall(#, x -> x > 0)"].flatMap(
      (text) => over(text, INTS, SPARE),
    ),
    ...["exists(array(1), x -> null)", "forall(array(1, 2), x -> x > 0)", "filter(array(f64, g64), x -> x > 0)", "transform(array(1, 0), x -> 1 div x)"],
    ...["filter(array(1), x -> 5)", "exists(array(1), x -> 5)"],
    ...["aggregate(#, 0, (s, x) -> s + x)", "aggregate(#, 0, (s, x) -> s + coalesce(x, 0), s -> s * 10)", "reduce(#, 0L, (s, x) -> s + coalesce(x, 1))"].flatMap(
      (text) => over(text, INTS, SPARE),
    ),
    ...["aggregate(array(1, 2), '', (s, x) -> concat(s, cast(x as string)))", "aggregate(array(1.5D), 0, (s, x) -> s + x)"],
    ...["transform(array(array(k), array(m, 1)), x -> transform(x, y -> y + size(x)))", "transform(array(k, m), x -> filter(array(1, 2, 3), y -> y > x))"],
    ...["aggregate(array(1, 2), 0, (s, x) -> s + aggregate(array(x, k), 0, (r, y) -> r + y))", "transform(array(1, 2), (x, i) -> transform(array(3), (y, j) -> x + y + i + j))"],
  ],
}; // biome-ignore format: lists

export default [numbers];
