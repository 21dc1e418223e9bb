/** Casts that are written as functions, by the name of the type: `int(x)` is `CAST(x AS INT)`, and is called as `x` is. */
import {
  BinaryType,
  BooleanType,
  ByteType,
  type DataType,
  DateType,
  DecimalType,
  DoubleType,
  FloatType,
  IntegerType,
  LongType,
  ShortType,
  StringType,
  TimestampType,
} from "../../types/index.js";
import { castOf } from "../expression/cast-rules.js";
import type { FunctionTable, RewriteSpec } from "./function-spec.js";
import { any, takes } from "./parameters.js";

const castTo = (type: DataType): RewriteSpec => ({
  kind: "rewrite",
  takes: takes(any),
  rewrite: ([value]) => castOf(value!, type, { written: true }),
  pretty: ([value]) => value!,
});

export const CAST_FUNCTIONS: FunctionTable = {
  bigint: castTo(new LongType()),
  binary: castTo(new BinaryType()),
  boolean: castTo(new BooleanType()),
  date: castTo(new DateType()),
  decimal: castTo(new DecimalType(10, 0)),
  double: castTo(new DoubleType()),
  float: castTo(new FloatType()),
  int: castTo(new IntegerType()),
  smallint: castTo(new ShortType()),
  string: castTo(new StringType()),
  timestamp: castTo(new TimestampType()),
  tinyint: castTo(new ByteType()),
};
