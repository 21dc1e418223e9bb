import type { FunctionFamily } from "./function-line.js";

export const PARTITION: FunctionFamily = {
  bucket: {
    takes: "numBuckets: int, col",
    deprecated: "partitioning.bucket",
    page: "partitioning.bucket",
    doc: "For a table's partitions (writeTo): so many of them, by the hash of a column.",
  },
  days: {
    takes: "col",
    deprecated: "partitioning.days",
    page: "partitioning.days",
    doc: "For a table's partitions (writeTo): one a day.",
  },
  hours: {
    takes: "col",
    deprecated: "partitioning.hours",
    page: "partitioning.hours",
    doc: "For a table's partitions (writeTo): one an hour.",
  },
  months: {
    takes: "col",
    deprecated: "partitioning.months",
    page: "partitioning.months",
    doc: "For a table's partitions (writeTo): one a month.",
  },
  years: {
    takes: "col",
    deprecated: "partitioning.years",
    page: "partitioning.years",
    doc: "For a table's partitions (writeTo): one a year.",
  },
};
