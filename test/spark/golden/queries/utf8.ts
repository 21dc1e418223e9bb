import { each, type GoldenGroup } from "../family.js";

export default [
  {
    table: "texts",
    kind: "scalar",
    queries: [
      "make_valid_utf8(s)",
      "validate_utf8(s)",
      "try_validate_utf8(s)",
      "validate_utf8(null)",
      "make_valid_utf8(n)",
    ],
  },
  {
    table: "numbers",
    kind: "scalar",
    queries: [
      ...each("bitmap_bit_position(#)", "i8", "i32", "i64"),
      ...each("bitmap_bucket_number(#)", "i8", "i32", "i64"),
    ],
  },
] satisfies GoldenGroup[];
