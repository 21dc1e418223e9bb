import { each, type GoldenGroup, pairs } from "../family.js";

const numbers: GoldenGroup = {
  table: "numbers",
  kind: "scalar",
  queries: [
    ...[
      "coalesce(#, @)",
      "nvl(#, @)",
      "ifnull(#, @)",
      "nullif(#, @)",
      "greatest(#, @)",
      "least(#, @)",
      "if(b, #, @)",
    ].flatMap((text) =>
      pairs(
        text,
        ["i8", "j8"],
        ["i32", "j64"],
        ["f64", "g64"],
        ["f32", "g32"],
        ["i32", "f32"],
        ["d10", "i64"],
        ["d10", "e38"],
        ["b", "c"],
      ),
    ),
    ...each("coalesce(#)", "i8", "f64"),
    "coalesce(null, null, i32)",
    "coalesce(i8, 0)",
    "coalesce(i32, 1.5)",
    "coalesce(null)",
    ...["nvl2(i32, i8, j8)", "nvl2(null, 1, 2L)", "nvl2(f64, 'a', 1)"],
    ...["nanvl(f64, g64)", "nanvl(f32, g32)", "nanvl(f64, 0)", "nanvl(f32, f64)", "nanvl(i32, 1)"],
    ...each("isnan(#)", "f32", "f64", "i32", "d10"),
    ...each("isnull(#)", "i32", "f64", "b"),
    ...each("isnotnull(#)", "i32", "f64", "b"),
    ...each("zeroifnull(#)", "i8", "f64", "d10"),
    ...each("nullifzero(#)", "i8", "f64", "d10"),
    ...[
      "greatest(i8, j16, i32)",
      "least(i8, null, i64)",
      "greatest(f64, 0, g64)",
      "least(1)",
      "greatest(null, null)",
    ],
    ...[
      "case when b then i32 end",
      "case when i32 > 0 then 'p' when i32 < 0 then 'n' else 'z' end",
      "case i8 when 1 then 'one' when 2 then 'two' end",
      "case when b then 1 else 2.5 end",
      "case when c then i32 else i64 end",
      "case when i32 <> 0 then 100 div i32 end",
      "case when 1 then 2 end",
    ],
    ...[
      "i32 between 0 and 100",
      "f64 not between -1 and 1",
      "i8 between j8 and i16",
      "d10 between 0 and 1.5",
    ],
    ...["if(i32 = 0, null, 10 div i32)", "if(null, 1, 2)", "if(b, 'x', 1)", "coalesce(b, 1)"],
    ...["equal_null(i32, j32)", "equal_null(f64, g64)", "equal_null(null, null)"],
  ],
};

const texts: GoldenGroup = {
  table: "texts",
  kind: "scalar",
  queries: [
    ...[
      "coalesce(s, t)",
      "nvl(s, '?')",
      "nullif(s, t)",
      "greatest(s, t)",
      "least(s, t, 'm')",
      "s between 'a' and 'c'",
      "nvl2(s, t, s)",
      "if(s = 'a', t, s)",
      "coalesce(bin, bin)",
      "coalesce(s, 'none')",
    ],
  ],
};

export default [numbers, texts];
