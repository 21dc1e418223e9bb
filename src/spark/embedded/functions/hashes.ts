/**
 * Hashes of values of any type, as Spark makes them: the hash of one value is the seed of the next, and null leaves it as it is. An array's are
 * of its items in turn, a struct's of its fields.
 */

import {
  ArrayType,
  type DataType,
  DecimalType,
  IntegerType,
  LongType,
  MapType,
  StringType,
  StructType,
} from "../../types/index.js";
import { isText } from "../expression/cast-rules.js";
import { fieldSql } from "../expression/sql-types.js";
import type { Typed } from "../expression/typed.js";
import { notEmbedded } from "../not-embedded.js";
import { analysisError, callQuoted } from "./analysis-errors.js";
import type { FunctionTable, Parameters, ScalarSpec } from "./function-spec.js";
import { any, binary, int, takes } from "./parameters.js";

/** The most digits of a decimal that Spark keeps in a long. */
const LONG_DIGITS = 18;

interface Kind {
  readonly name: string;
  readonly seed: string;
  readonly sql: string;
  readonly type: () => DataType;
}

/** @param seed SQL of the hash so far */
function hashSql(kind: Kind, value: string, type: DataType, seed: string): string {
  const of = (as: string, sql: string) => `js_${kind.name}_${as}(${sql}, ${seed})`;
  switch (type.typeName) {
    case "void":
      return seed;
    case "boolean":
    case "byte":
    case "short":
    case "integer":
    case "yearmonthinterval":
      return of("int", `CAST(${value} AS INTEGER)`);
    case "date":
      return of("int", `CAST(${value} - DATE '1970-01-01' AS INTEGER)`);
    case "long":
    case "daytimeinterval":
      return of("long", value);
    case "timestamp":
    case "timestamp_ntz":
      return of("long", `epoch_us(${value})`);
    case "float":
      return of("float", `CAST(${value} AS DOUBLE)`);
    case "double":
      return of("double", value);
    case "binary":
      return of("bytes", value);
    default:
  }
  if (isText(type)) return of("text", value);
  if (type instanceof DecimalType) {
    const digits = `replace(CAST(${value} AS VARCHAR), '.', '')`;
    return type.precision <= LONG_DIGITS ? of("long", `CAST(${digits} AS BIGINT)`) : of("whole", digits);
  }
  if (type instanceof StructType) {
    // Of a struct that is null all fields are.
    return type.fields.reduce(
      (so, { dataType }, i) => hashSql(kind, `${value}.${fieldSql(i)}`, dataType, so),
      seed,
    );
  }
  if (type instanceof ArrayType) {
    const depth = value.length;
    const item = hashSql(kind, `i${depth}.v`, type.elementType, `h${depth}.h`);
    const pairs = `list_transform(${value}, lambda i${depth}: {v: i${depth}, h: NULL::${kind.sql}})`;
    return `list_reduce(coalesce(${pairs}, []), lambda h${depth}, i${depth}: {v: NULL, h: ${item}}, {v: NULL, h: ${seed}}).h`;
  }
  throw notEmbedded(`a hash of ${type.simpleString()}`);
}

function hasMap(type: DataType): boolean {
  if (type instanceof MapType) return true;
  if (type instanceof ArrayType) return hasMap(type.elementType);
  return type instanceof StructType && type.fields.some(({ dataType }) => hasMap(dataType));
}

const anythingButMaps: Parameters = {
  counts: "> 0",
  of(args, name) {
    if (args.length === 0) return undefined;
    if (args.some(({ type }) => hasMap(type))) {
      const sqlExpr = callQuoted(name, args);
      throw analysisError(
        "DATATYPE_MISMATCH.HASH_MAP_TYPE",
        `${sqlExpr}: a map has no hash, since its entries have no order.`,
        { sqlExpr, functionName: `\`${name}\`` },
        "42K09",
      );
    }
    return args.map(() => any);
  },
};

const hash = (kind: Kind): ScalarSpec => ({
  kind: "scalar",
  takes: anythingButMaps,
  gives: kind.type,
  nullable: () => false,
  sql: (args, typed) => typed.reduce((so, { type }, i) => hashSql(kind, args[i]!, type, so), kind.seed),
});

const HASH: Kind = { name: "hash", seed: "42::INTEGER", sql: "INTEGER", type: () => new IntegerType() };
const XXHASH64: Kind = { name: "xxhash64", seed: "42::BIGINT", sql: "BIGINT", type: () => new LongType() };

/** SQL of Spark's hash of 64 bits of a value. */
export function xxhash64Sql(value: string, type: DataType): string {
  return hashSql(XXHASH64, value, type, XXHASH64.seed);
}

const isWritten = (arg: Typed, ...values: readonly number[]) =>
  arg.kind === "literal" && values.some((value) => arg.value === value);

export const HASHES: FunctionTable = {
  hash: hash(HASH),
  xxhash64: hash(XXHASH64),
  crc32: {
    kind: "scalar",
    takes: takes(binary),
    gives: () => new LongType(),
    sql: ([x]) => `js_crc32(${x})`,
  },
  sha2: {
    kind: "scalar",
    takes: takes(binary, int),
    gives: () => new StringType(),
    nullable: () => true,
    sql: ([x, bits], [, size]) => (isWritten(size!, 0, 256) ? `sha256(${x})` : `js_sha2(${x}, ${bits})`),
  },
};
