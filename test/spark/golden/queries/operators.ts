import { each, type GoldenGroup, pairs } from "../family.js";

const ALIKE = [["i8", "j8"], ["i16", "j16"], ["i32", "j32"], ["i64", "j64"], ["f32", "g32"], ["f64", "g64"], ["d10", "e10"]] as const; // biome-ignore format: pairs
const MIXED = [["i8", "j32"], ["i64", "f32"], ["i32", "e10"], ["d10", "g64"], ["i64", "d10"]] as const; // biome-ignore format: pairs
const ALL = ["i8", "i16", "i32", "i64", "f32", "f64", "d10", "d38"];

const numbers: GoldenGroup = {
  table: "numbers",
  kind: "scalar",
  queries: [
    ...["# + @", "# - @", "# * @", "# / @", "# % @"].flatMap((text) => pairs(text, ...ALIKE, ...MIXED)),
    ...pairs("# div @", ["i8", "j8"], ["i32", "j32"], ["i64", "j64"], ["d10", "e10"], ["i64", "e10"]),
    ...["# + 1", "1 - #", "# * 2", "# / 2", "# % 3", "10 / #"].flatMap((text) =>
      each(text, ...ALL.slice(0, 7)),
    ),
    ...each("-#", ...ALL.slice(0, 7)),
    ...each("+#", "i8", "f64", "d10"),
    ...["# & @", "# | @", "# ^ @"].flatMap((text) =>
      pairs(text, ["i8", "j8"], ["i16", "j32"], ["i64", "j64"]),
    ),
    ...each("~#", "i8", "i16", "i32", "i64"),
    ...["# = @", "# < @", "# <= @", "# > @", "# >= @", "# != @", "# <=> @"].flatMap((text) =>
      pairs(text, ...ALIKE, ...MIXED, ["b", "c"], ["d38", "e38"]),
    ),
    ...[
      "b and c",
      "b or c",
      "not b",
      "b and null",
      "b or null",
      "i32 <> 0 and 10 / i32 > 1",
      "i32 = 0 or 10 / i32 > 1",
    ],
    ...["i32 is null", "i32 is not null", "b is null", "null is null"],
    ...[
      "i32 in (1, 2, null)",
      "i32 not in (1, 2)",
      "f64 in (1.5D, 0D)",
      "i64 in (1, 2.5)",
      "d10 in (1, 2.5)",
    ],
    ...[
      "1 = 1L",
      "1.5 + 2",
      "1 / 0",
      "5 % 0",
      "null + 1",

      "i32 + '5'",
      "b + 1",
      "i32 and b",
      "i32 + b",
      "f32 + 1.5BD",
    ],
  ],
};

const texts: GoldenGroup = {
  table: "texts",
  kind: "scalar",
  queries: [
    ...[
      "s = t",
      "s < t",
      "s <= t",
      "s > t",
      "s >= t",
      "s != t",
      "s <=> t",
      "bin = bin",
      "s in ('a', 'abc', '')",
      "s = 'a'",
    ],
  ],
};

export default [numbers, texts];
