/**
 * The JavaScript form of Spark's values. It is the same whichever engine an answer comes from, and what createDataFrame takes.
 *
 * | type | value |
 * | --- | --- |
 * | boolean | boolean |
 * | byte, short, integer, float, double | number |
 * | long | number; with `{bigint: true}`, in batches and in functions over them bigint. A number that isn't exact is an OverflowError. |
 * | decimal | {@link Decimal} |
 * | string, char, varchar | string |
 * | binary | Uint8Array |
 * | date | Date at 00:00 UTC |
 * | timestamp | {@link Timestamp}, a Date that is exact to the microsecond |
 * | timestamp_ntz | {@link TimestampNTZ}, a Date whose UTC fields are the wall's |
 * | time | {@link TimeOfDay} |
 * | intervals | {@link YearMonthInterval}, {@link DayTimeInterval}, {@link CalendarInterval} |
 * | array | Array |
 * | map | Map |
 * | struct | {@link Row}: an object |
 * | variant | {@link VariantVal} |
 * | null of any type | null |
 */
export { Decimal } from "./decimal.js";
export { CalendarInterval, DayTimeInterval, YearMonthInterval } from "./intervals.js";
export { Row, type RowMaker, rowMaker } from "./row.js";
export { TimeOfDay } from "./time-of-day.js";
export { Timestamp, TimestampNTZ } from "./timestamp.js";
export { VariantVal } from "./variant.js";
