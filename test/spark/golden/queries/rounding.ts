import { each, type GoldenGroup } from "../family.js";

/** Doubles whose digits round otherwise than the number that they stand for. */
const DIGITS = [
  "2.675D",
  "1.005D",
  "0.15D",
  "2.5D",
  "3.5D",
  "-2.5D",
  "-0.05D",
  "4.999999999999999D",
  "1234567890.12345678D",
  "1e-5D",
  "1.2345e-7D",
  "9.995e22D",
  "0.1D",
];

export default [
  {
    table: "numbers",
    kind: "scalar",
    queries: [
      ...[2, 3, 5, 10, 15, -2, -5].flatMap((n) => each(`round(#, ${n})`, "f64", "f32")),
      ...[2, 3, 5, -1].flatMap((n) => each(`bround(#, ${n})`, "f64", "f32")),
      ...[3, 9, 12, -3].flatMap((n) => [...each(`round(#, ${n})`, "d10", "d38"), ...each(`bround(#, ${n})`, "d10", "d38")]),
      ...[-1, -2, -3].flatMap((n) => [...each(`round(#, ${n})`, "i8", "i16", "i32", "i64"), ...each(`bround(#, ${n})`, "i8", "i32", "i64")]),
      ...["round(i64, -18)", "round(i64, -19)", "round(i64, -25)", "round(i32, 3)", "round(i32, null)", "round('2.5')", "round(null)", "round(f64, k)"],
      ...DIGITS.flatMap((x) => [`round(${x}, 1)`, `round(${x}, 2)`, `bround(${x}, 1)`, `round(${x})`, `bround(${x})`]),
      ...["4.999999999999999D", "15D", "25D", "1e20D", "123456789012345678D"].flatMap((x) => [`round(${x}, -1)`, `bround(${x}, -1)`]),
      ...[1, 0, -1, 12].flatMap((n) => [...each(`ceil(#, ${n})`, "d10", "d38", "i32"), ...each(`floor(#, ${n})`, "d10", "d38", "i32")]),
      ...["ceil(3.14D, 1)", "floor(-3.14D, 1)", "ceiling(2.5, 0)", "ceil(d10, -3)", "floor(i64, -2)"],
      ...each("bit_get(#, 3)", "i8", "i16", "i32", "i64"),
      ...["getbit(i64, 63)", "getbit(i32, 31)", "bit_get(i8, k)"],
      ...["width_bucket(f64, g64, 10, 4)", "width_bucket(g64, 0, 100, k)", "width_bucket(i32, 100, -100, 7)"],
    ],
  },
] satisfies GoldenGroup[]; // biome-ignore format: lists
