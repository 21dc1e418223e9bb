/** What columns of random programs are compared with, and cast to. */
import { type Column, functions as F, type LiteralValue } from "../../../src/spark/index.js";
import type { Seeded } from "../../support/seeded.js";
import type { Kind } from "./random-program-tables.js";

/** What a value of a kind is cast to, and the kind of that. */
export const CASTS: Readonly<Partial<Record<Kind, Readonly<Record<string, Kind>>>>> = {
  int: {
    string: "string",
    double: "double",
    bigint: "long",
    boolean: "boolean",
    "decimal(12,2)": "decimal",
    timestamp: "timestamp",
    tinyint: "tiny",
    float: "float",
  },
  long: {
    string: "string",
    double: "double",
    int: "int",
    "decimal(25,3)": "decimal",
    boolean: "boolean",
    timestamp: "timestamp",
  },
  tiny: { string: "string", int: "int", double: "double", timestamp: "timestamp" },
  double: {
    string: "string",
    int: "int",
    float: "float",
    bigint: "long",
    "decimal(10,3)": "decimal",
    boolean: "boolean",
  },
  float: { string: "string", double: "double", int: "int" },
  decimal: {
    string: "string",
    int: "int",
    double: "double",
    "decimal(5,1)": "decimal",
    boolean: "boolean",
    "decimal(20,4)": "decimal",
  },
  string: {
    int: "int",
    date: "date",
    double: "double",
    boolean: "boolean",
    timestamp: "timestamp",
    binary: "other",
  },
  boolean: { string: "string", int: "int", double: "double" },
  date: { string: "string", timestamp: "timestamp", timestamp_ntz: "wall" },
  timestamp: { string: "string", date: "date", bigint: "long", timestamp_ntz: "wall", double: "double" },
  wall: { string: "string", date: "date", timestamp: "timestamp" },
  array: { string: "string", "array<string>": "nested", "array<double>": "nested" },
  map: { string: "string", "map<string,string>": "other" },
};

export function randomLiteral(random: Seeded, kind: Kind): Column {
  const one = (...values: readonly LiteralValue[]): Column => F.lit(random.pick(values));
  switch (kind) {
    case "string":
      return one("a", "", "B", "zz");
    case "double":
      return one(0.5, -1.5, 1e300);
    case "boolean":
      return one(true, false);
    case "date":
      return one("2024-02-29", "1582-10-15").cast("date");
    case "timestamp":
      return one("2024-03-10 03:00:00").cast("timestamp");
    case "wall":
      return one("2024-03-10 03:00:00").cast("timestamp_ntz");
    case "decimal":
      return one("2.5", "-99.9").cast("decimal(4, 1)");
    case "long":
      return one(1, 3, 100).cast("bigint");
    case "tiny":
      return one(1, 2).cast("tinyint");
    case "float":
      return one(0.25).cast("float");
    default:
      return one(0, 1, 2, -3);
  }
}
