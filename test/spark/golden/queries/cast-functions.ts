import { each, type GoldenGroup } from "../family.js";

const WHOLE = ["tinyint", "smallint", "int", "bigint"];
const OTHERS = ["float", "double", "decimal", "boolean", "string"];
const named = (names: readonly string[], column: string) => names.map((name) => `${name}(${column})`);

const numbers: GoldenGroup = {
  table: "numbers",
  kind: "scalar",
  queries: [
    ...named([...WHOLE, ...OTHERS], "i8"),
    ...named(["int", "bigint", ...OTHERS], "i32"),
    ...named(["tinyint", "float", "double", "boolean", "string"], "f64"),
    ...named([...WHOLE, ...OTHERS, "timestamp"], "b"),
    ...["int(null)", "int(2.5)", "string(int('7'))", "date(i32)", "int(i32, i32)", "int()", "timestamp(i16)", "binary(i32)", "binary(f64)", "date(null)", "int(1) + 1"],
  ],
}; // biome-ignore format: lists
const texts: GoldenGroup = {
  table: "few",
  kind: "scalar",
  queries: [
    ...each("#(s)", ...WHOLE, ...OTHERS, "date", "timestamp", "binary"),
    ...["int(' 42 ')", "bigint('9223372036854775807')", "double('1e3')", "decimal('12.5')", "boolean('yes')", "date('2020-2-3')", "timestamp('2020-02-03 04:05:06.7Z')", "string(binary(s))", "double('NaN')", "tinyint('128')"],
  ],
}; // biome-ignore format: lists
const times: GoldenGroup = {
  table: "times",
  kind: "scalar",
  timeZone: "America/New_York",
  queries: ["date(ts)", "date(ntz)", "timestamp(d)", "string(ts)", "string(d)", "string(ntz)", "bigint(ts)", "double(ts)", "int(d)"],
}; // biome-ignore format: a list

export default [numbers, texts, times];
