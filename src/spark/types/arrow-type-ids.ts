/** Arrow's numbers for its types and units, for code that is given data and needs nothing of apache-arrow's but their types. */
export const ArrowTypeId = {
  Dictionary: -1,
  Null: 1,
  Int: 2,
  Float: 3,
  Binary: 4,
  Utf8: 5,
  Bool: 6,
  Decimal: 7,
  Date: 8,
  Time: 9,
  Timestamp: 10,
  Interval: 11,
  List: 12,
  Struct: 13,
  FixedSizeBinary: 15,
  FixedSizeList: 16,
  Map: 17,
  Duration: 18,
  LargeBinary: 19,
  LargeUtf8: 20,
  LargeList: 21,
  BinaryView: 23,
  Utf8View: 24,
} as const;

/** Of dates and intervals. Those of times are powers of 1000: 0 seconds to 3 nanoseconds. */
export const ArrowUnit = { Day: 0, YearMonth: 0, MonthDayNano: 2 } as const;
