import {
  ArrayType,
  BinaryType,
  BooleanType,
  ByteType,
  CalendarInterval,
  CalendarIntervalType,
  CharType,
  type DataType,
  DateType,
  DayTimeInterval,
  DayTimeIntervalType,
  Decimal,
  DecimalType,
  DoubleType,
  FloatType,
  IntegerType,
  LongType,
  MapType,
  NullType,
  rowMaker,
  ShortType,
  StringType,
  StructField,
  StructType,
  TimeOfDay,
  Timestamp,
  TimestampNTZ,
  TimestampNTZType,
  TimestampType,
  TimeType,
  VarcharType,
  VariantType,
  VariantVal,
  valuesEqual,
  YearMonthInterval,
  YearMonthIntervalType,
} from "../../../src/spark/types/index.js";
import type { Seeded } from "../../support/seeded.js";

const ATOMS: readonly ((random: Seeded) => DataType)[] = [
  () => new NullType(),
  () => new BinaryType(),
  () => new BooleanType(),
  () => new ByteType(),
  () => new ShortType(),
  () => new IntegerType(),
  () => new LongType(),
  () => new FloatType(),
  () => new DoubleType(),
  (random) => {
    const precision = random.integer(1, 38);
    return new DecimalType(precision, random.integer(0, precision));
  },
  () => new StringType(),
  () => new StringType("UTF8_LCASE"),
  (random) => new CharType(random.integer(1, 9)),
  (random) => new VarcharType(random.integer(1, 9)),
  () => new DateType(),
  () => new TimestampType(),
  () => new TimestampNTZType(),
  (random) => new TimeType(random.integer(0, 6)),
  () => new CalendarIntervalType(),
  (random) => new YearMonthIntervalType(random.integer(0, 1), 1),
  (random) => {
    const start = random.integer(0, 3);
    return new DayTimeIntervalType(start, random.integer(start, 3));
  },
  () => new VariantType(),
];

/** Of nothing but null it can't be said that none is. */
function mayBeNull(random: Seeded, type: DataType): boolean {
  return random.next() < 0.7 || type instanceof NullType;
}

const NAMES = [
  "a",
  "b",
  "a b",
  "x.y",
  "`",
  "__proto__",
  "2010",
  "ü",
  "order",
  "constructor",
  "\n",
  "A",
  "a",
  "",
];

/** Any type, nested at most so deep. */
export function randomType(random: Seeded, depth: number): DataType {
  if (depth > 0 && random.next() < 0.5) {
    const below = () => randomType(random, depth - 1);
    const shape = random.integer(0, 2);
    const [one, other] = [below(), below()];
    if (shape === 0) return new ArrayType(one, mayBeNull(random, one));
    if (shape === 1) return new MapType(one, other, mayBeNull(random, other));
    return randomStruct(random, depth - 1);
  }
  return random.pick(ATOMS)(random);
}

export function randomStruct(random: Seeded, depth: number, fields = random.integer(0, 4)): StructType {
  return new StructType(
    Array.from({ length: fields }, () => {
      const metadata = random.next() < 0.2 ? { comment: "it's 'so'", n: 1 } : {};
      const type = randomType(random, depth);
      return new StructField(random.pick(NAMES), type, mayBeNull(random, type), metadata);
    }),
  );
}

const TEXTS = ["", "a", "Zürich", "日本語", "𝒳😀", "\u0000", "line\nend", "x".repeat(40), "NULL"];
const DOUBLES = [0, -0, 1.5, Number.NaN, Infinity, -Infinity, 5e-324, 1.7976931348623157e308, -1];

/** A value of a type, in the form of a batch: longs as bigints. */
export function randomValue(random: Seeded, type: DataType, nullable: boolean): unknown {
  if (type instanceof NullType) return null;
  if (nullable && random.next() < 0.25) return null;
  if (type instanceof ArrayType) {
    const { elementType, containsNull } = type;
    return Array.from({ length: random.integer(0, 3) }, () => randomValue(random, elementType, containsNull));
  }
  if (type instanceof MapType) {
    const { keyType, valueType, valueContainsNull } = type;
    const size = keyType instanceof NullType ? 0 : random.integer(0, 2);
    const map = new Map<unknown, unknown>();
    for (let i = 0; i < size; i++) {
      const key = randomValue(random, keyType, false);
      // Objects that say the same are different keys of a Map, and one key of Spark's.
      if ([...map.keys()].some((other) => valuesEqual(key, other))) continue;
      map.set(key, randomValue(random, valueType, valueContainsNull));
    }
    return map;
  }
  if (type instanceof StructType) {
    const values = type.fields.map(({ dataType, nullable }) => randomValue(random, dataType, nullable));
    return rowMaker(type.names)(values);
  }
  return atom(random, type);
}

function atom(random: Seeded, type: DataType): unknown {
  const whole = (bits: number): number => Number(BigInt.asIntN(bits, random.bits64()));
  const long = (): bigint => random.pick([random.bits64(), 0n, -(2n ** 63n), 2n ** 63n - 1n, -1n]);
  const int64 = (): bigint => BigInt.asIntN(64, long());
  switch (type.typeName) {
    case "binary":
      return Uint8Array.from({ length: random.integer(0, 5) }, () => random.integer(0, 255));
    case "boolean":
      return random.next() < 0.5;
    case "byte":
      return whole(8);
    case "short":
      return whole(16);
    case "integer":
      return random.pick([whole(32), 2 ** 31 - 1, -(2 ** 31)]);
    case "long":
      return int64();
    case "float":
      return Math.fround(random.pick([...DOUBLES.slice(0, 6), random.next() * 1e10, 1.1]));
    case "double":
      return random.pick([...DOUBLES, random.next()]);
    case "decimal": {
      const { precision, scale } = type as DecimalType;
      const most = 10n ** BigInt(precision) - 1n;
      const any =
        ((BigInt.asUintN(64, random.bits64()) << 64n) | BigInt.asUintN(64, random.bits64())) % (most + 1n);
      return new Decimal(random.pick([most, -most, 0n, any, -any]), scale);
    }
    case "char":
    case "varchar":
      return random.pick(["", "a", "ü"]);
    case "date":
      return new Date(86_400_000 * random.pick([0, -719_162, 2_932_896, random.integer(-20_000, 20_000)]));
    case "timestamp":
      return new Timestamp(microseconds(random));
    case "timestamp_ntz":
      return new TimestampNTZ(microseconds(random));
    case "time":
      return new TimeOfDay(BigInt(random.integer(0, 86_399_999)) * 1_000_000n);
    case "interval":
      return new CalendarInterval(whole(32), whole(32), BigInt(random.integer(-(2 ** 40), 2 ** 40)));
    case "yearmonthinterval":
      return new YearMonthInterval(whole(32));
    case "daytimeinterval":
      return new DayTimeInterval(int64());
    case "variant":
      return new VariantVal(new Uint8Array([12, random.integer(0, 255)]), new Uint8Array([1, 0, 0]));
    default:
      return random.pick(TEXTS);
  }
}

function microseconds(random: Seeded): bigint {
  return random.pick([
    0n,
    -1n,
    -62_135_596_800_000_000n,
    253_402_300_799_999_999n,
    random.bits64() % 10n ** 16n,
  ]);
}
