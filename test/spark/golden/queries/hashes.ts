import { each, type GoldenGroup } from "../family.js";

const NUMBERS = ["i8", "i16", "i32", "i64", "f32", "f64", "d10", "d38", "b"];
const TIMES = ["d", "ts", "ntz"];
const both = (queries: readonly string[]) => [
  ...queries,
  ...queries.map((query) => query.replaceAll("hash(", "xxhash64(")),
];

const numbers: GoldenGroup = {
  table: "numbers",
  kind: "scalar",
  queries: both([
    ...each("hash(#)", ...NUMBERS),
    "hash(i8, i16, i32, i64, f32, f64, d10, d38, b)",
    "hash(array(i32, j32))",
    "hash(array(i64), i8)",
    "hash(array(array(f64, g64), array(f64)))",
    "hash(named_struct('a', i32, 'b', f64), i32)",
    "hash(array(named_struct('a', i32, 'b', d38)))",
    "hash(if(b, array(i32), null))",
    "hash(named_struct('a', array(i16), 'b', array(d10, e10)))",
    "hash(null)",
    "hash(null, i32, null)",
    "hash(cast(i64 as decimal(18,0)))",
    "hash(cast(i64 as decimal(19,0)))",
    "hash(cast(k as decimal(5,5)))",
    "hash(1)",
  ]),
};
const texts: GoldenGroup = {
  table: "texts",
  kind: "scalar",
  queries: [
    ...both([...each("hash(#)", "s", "bin", "n"), "hash(s, t, bin, n)", "hash(array(s, t))", "hash(repeat(s, 5))", "hash(array())", "hash(map(s, n))", "hash()"]),
    ...["crc32(s)", "crc32(bin)", "crc32(repeat(s, 3))", "crc32(n)"],
    ...["sha2(s, 224)", "sha2(s, 384)", "sha2(s, 512)", "sha2(bin, 512)", "sha2(s, n)", "sha2(s, 1)", "sha2(s, null)", "sha2(s, 256)", "sha2(s, 0)"],
  ],
}; // biome-ignore format: lists
const times: GoldenGroup = {
  table: "times",
  kind: "scalar",
  queries: both([...each("hash(#)", ...TIMES), "hash(d, ts, ntz)"]),
};

export default [numbers, texts, times];
