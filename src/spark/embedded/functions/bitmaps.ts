/** Bitmaps of 4096 bytes: which of 32768 places are taken. */
import { BinaryType, LongType } from "../../types/index.js";
import { raise } from "../expression/raise.js";
import type { AggregateSpec, FunctionTable, Parameter } from "./function-spec.js";
import { binary, long, takes } from "./parameters.js";

const BYTES = 4096;
const never = () => false;
const toBytes = () => new BinaryType();

/** Bytes alone: no string is made them. */
const bytes: Parameter = {
  allowed: binary.allowed,
  accept: (given) => (given instanceof BinaryType ? given : undefined),
};

const filled = (byte: string) => `repeat('\\x${byte}'::BLOB, ${BYTES})`;

/** @param byte what there is where no bitmap is */
const combined = (name: string, sqlName: string, byte: string): AggregateSpec => ({
  kind: "aggregate",
  takes: takes(bytes),
  gives: toBytes,
  nullable: never,
  pretty: ([x]) => `${name}(${x})`,
  sql([x], how) {
    const whole = `array_slice(${x} || repeat('\\x00'::BLOB, greatest(${BYTES} - octet_length(${x}), 0)), 1, ${BYTES})`;
    const found = how.over(`${sqlName}(${how.distinct}CAST(${whole} AS BIT))`);
    return `coalesce(CAST(${found} AS BLOB), ${filled(byte)})`;
  },
});

export const BITMAPS: FunctionTable = {
  bitmap_count: {
    kind: "scalar",
    takes: takes(bytes),
    gives: () => new LongType(),
    sql: ([x]) => `js_bitmap_count(${x})`,
  },
  bitmap_construct_agg: {
    kind: "aggregate",
    takes: takes(long),
    gives: toBytes,
    nullable: never,
    sql([x], how) {
      const outside = raise(
        "INVALID_BITMAP_POSITION",
        "The place ",
        { sql: x! },
        ` isn't in a bitmap: it has ${BYTES * 8}.`,
      );
      const place = `CAST(CASE WHEN ${x} < 0 OR ${x} >= ${BYTES * 8} THEN ${outside} ELSE ${x} END AS INTEGER)`;
      const places = how.over(`list(DISTINCT ${place})`, `${x} IS NOT NULL`);
      return `js_bitmap(coalesce(${places}, CAST([] AS INTEGER[])))`;
    },
  },
  bitmap_or_agg: combined("bitmap_or_agg", "bit_or", "00"),
  bitmap_and_agg: combined("bitmap_and_agg", "bit_and", "FF"),
};
