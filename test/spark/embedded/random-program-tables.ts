/**
 * The tables of random programs: a column a type, with nulls, equal values, the ends of ranges and clocks that go forward and back. No two longs cancel
 * each other: the mean of such ones is what the order of adding makes it.
 */
import type { DataFrame, Row, SparkSession } from "../../../src/spark/index.js";

/** What may be asked of a column. Nothing is of an `other` one; a `nested` one can be compared, like the arrays. */
export type Kind =
  | "int"
  | "long"
  | "tiny"
  | "double"
  | "float"
  | "decimal"
  | "string"
  | "boolean"
  | "date"
  | "timestamp"
  | "wall"
  | "array"
  | "nested"
  | "map"
  | "other";

export interface Named {
  readonly name: string;
  readonly kind: Kind;
}

export const NUMBERS: readonly Kind[] = ["int", "long", "tiny", "double", "float", "decimal"];
export const MOMENTS: readonly Kind[] = ["timestamp", "wall"];
export const DAYS: readonly Kind[] = ["date", ...MOMENTS];
/** What a window is ordered by. */
export const ORDERED: readonly Kind[] = [...NUMBERS, "string", "boolean", ...DAYS];
/** What rows are grouped by. */
export const KEYS: readonly Kind[] = [...ORDERED, "array", "nested"];

export const LEFT: readonly Named[] = [
  { name: "i", kind: "int" },
  { name: "s", kind: "string" },
  { name: "f", kind: "double" },
  { name: "b", kind: "boolean" },
  { name: "d", kind: "decimal" },
  { name: "day", kind: "date" },
  { name: "at", kind: "timestamp" },
  { name: "list", kind: "array" },
  { name: "pair", kind: "nested" },
  { name: "m", kind: "map" },
  { name: "tiny", kind: "tiny" },
  { name: "l", kind: "long" },
  { name: "single", kind: "float" },
  { name: "wall", kind: "wall" },
];

export const RIGHT: readonly Named[] = [
  { name: "r_i", kind: "int" },
  { name: "r_s", kind: "string" },
  { name: "r_l", kind: "long" },
  { name: "r_day", kind: "date" },
  { name: "r_f", kind: "double" },
];

const LEFT_ROWS = `SELECT * FROM VALUES
  (1, 'a', 1.5D, true, CAST(1.25 AS decimal(8, 2)), DATE'2024-03-10', TIMESTAMP'2024-03-10 02:30:00', array(1, 2, NULL),
    named_struct('x', 1, 'y', 'p'), map('k', 1), 5Y, 9223372036854775807L, 1.5F, TIMESTAMP_NTZ'2024-03-10 02:30:00'),
  (2, NULL, double('NaN'), false, -99.99, DATE'1582-10-14', TIMESTAMP'1582-10-14 12:00:00', array(),
    named_struct('x', NULL, 'y', ''), map(), -128Y, -922337203685477580L, float('NaN'), TIMESTAMP_NTZ'1969-12-31 23:59:59.999999'),
  (3, '', -0.0D, NULL, NULL, DATE'1969-12-31', TIMESTAMP'1969-12-31 23:59:59.999999', NULL,
    NULL, NULL, NULL, 0L, float('-0.0'), NULL),
  (NULL, 'B', double('infinity'), true, 0, NULL, NULL, array(NULL),
    named_struct('x', 7, 'y', NULL), map('a', NULL, 'b', 2), 127Y, NULL, float('-infinity'), TIMESTAMP_NTZ'9999-12-31 23:59:59'),
  (2, 'a', 0.0D, false, 1.25, DATE'0001-01-01', TIMESTAMP'0001-01-01 00:00:00', array(3),
    named_struct('x', 1, 'y', 'p'), map('k', 2), 0Y, -1L, 0F, TIMESTAMP_NTZ'2024-11-03 01:30:00'),
  (-7, 'été', double('-infinity'), NULL, 999999.99, DATE'9999-12-31', TIMESTAMP'2024-11-03 01:30:00', array(2, 1),
    named_struct('x', -1, 'y', 'é'), map('k', 1), 1Y, 42L, 3.25F, TIMESTAMP_NTZ'2024-02-29 00:00:00')
  AS t(${LEFT.map(({ name }) => name).join(", ")})`;

const RIGHT_ROWS = `SELECT * FROM VALUES
  (1, 'a', 10L, DATE'2024-03-10', 2.5D), (2, 'b', NULL, DATE'2024-02-29', NULL), (2, NULL, -5L, NULL, double('NaN')),
  (NULL, 'a', 7L, DATE'1970-01-01', 0.0D), (5, '', 9223372036854775807L, DATE'1582-10-15', -0.0D)
  AS t(${RIGHT.map(({ name }) => name).join(", ")})`;

export type Frame = DataFrame<Row>;

export interface Frames {
  readonly left: Frame;
  readonly right: Frame;
}

export async function framesOf(spark: SparkSession): Promise<Frames> {
  const [left, right] = await Promise.all([LEFT_ROWS, RIGHT_ROWS].map((rows) => spark.sql(rows)));
  return { left: left!, right: right! };
}

/** The columns of these kinds. */
export function ofKinds(columns: readonly Named[], kinds: readonly Kind[]): readonly Named[] {
  return columns.filter(({ kind }) => kinds.includes(kind));
}
