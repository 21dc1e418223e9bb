import type { FunctionFamily } from "./function-line.js";

export const BITMAP: FunctionFamily = {
  bitmap_and_agg: {
    takes: "col",
    gives: "Uint8Array!",
    doc: "The bits that all bitmaps have, as an aggregate.",
  },
  bitmap_bit_position: {
    takes: "col",
    gives: "number",
    doc: "The place of a number's bit in its bitmap of {@link bitmap_bucket_number}.",
  },
  bitmap_bucket_number: {
    takes: "col",
    gives: "number",
    doc: "The number of the bitmap, of 32,768 bits, that a number's bit is in.",
  },
  bitmap_construct_agg: {
    takes: "col",
    gives: "Uint8Array!",
    doc: "A bitmap with the bits at all places of {@link bitmap_bit_position}, as an aggregate.",
  },
  bitmap_count: { takes: "col", gives: "number", doc: "How many bits of a bitmap are set." },
  bitmap_or_agg: {
    takes: "col",
    gives: "Uint8Array!",
    doc: "The bits that any bitmap has, as an aggregate.",
  },
};
