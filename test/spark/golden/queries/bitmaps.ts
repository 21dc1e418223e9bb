import type { GoldenGroup } from "../family.js";

const counts: GoldenGroup = {
  table: "texts",
  kind: "scalar",
  queries: ["bitmap_count(bin)", "bitmap_count(unhex('FF01'))", "bitmap_count(s)", "bitmap_count(null)", "bitmap_count(n)"],
}; // biome-ignore format: a list
const all: GoldenGroup = {
  table: "texts",
  kind: "total",
  queries: [
    ...["bitmap_or_agg(bin)", "bitmap_and_agg(bin)", "bitmap_or_agg(case when n > 0 then bin end)", "bitmap_and_agg(case when n > 0 then bin end)", "bitmap_or_agg(s)", "bitmap_or_agg(null)", "bitmap_and_agg(n)"],
    ...["bitmap_or_agg(cast(repeat('a', 5000) as binary))", "bitmap_and_agg(cast(repeat('a', 5000) as binary))"],
  ],
}; // biome-ignore format: lists
const groups: GoldenGroup = {
  table: "groups",
  kind: "aggregate",
  queries: [
    ...["bitmap_construct_agg(abs(i))", "bitmap_construct_agg(i)", "bitmap_construct_agg(abs(l) % 32768)", "bitmap_construct_agg(l)", "bitmap_construct_agg(32767)", "bitmap_construct_agg(32768)", "bitmap_construct_agg(null)", "bitmap_construct_agg(w)", "bitmap_construct_agg(x)"],
    ...["bitmap_count(bitmap_construct_agg(bitmap_bit_position(l)))", "bitmap_count(bitmap_construct_agg(abs(i)))"],
  ],
}; // biome-ignore format: lists

export default [counts, all, groups];
