/** Functions that ask whether a string's bytes are UTF-8's: those of a string are, here. And places in bitmaps. */
import { LongType, StringType } from "../../types/index.js";
import type { FunctionTable, ScalarSpec } from "./function-spec.js";
import { long, takes } from "./parameters.js";
import { text } from "./words.js";

const itself: ScalarSpec = {
  kind: "scalar",
  takes: takes(text),
  gives: () => new StringType(),
  nullable: () => true,
  sql: ([given]) => given!,
};

const place = (sql: (x: string) => string): ScalarSpec => ({
  kind: "scalar",
  takes: takes(long),
  gives: () => new LongType(),
  sql: ([x]) => sql(x!),
});

/** Bits of a bitmap. */
const SIZE = 32_768;

export const UTF8: FunctionTable = {
  make_valid_utf8: itself,
  validate_utf8: itself,
  try_validate_utf8: itself,
  bitmap_bit_position: place(
    (x) => `(CASE WHEN ${x} > 0 THEN (${x} - 1) % ${SIZE} ELSE -(${x} % ${SIZE}) END)`,
  ),
  bitmap_bucket_number: place(
    (x) => `(CASE WHEN ${x} > 0 THEN 1 + (${x} - 1) // ${SIZE} ELSE ${x} // ${SIZE} END)`,
  ),
};
