/** Types from SQL's words. */
import { NotSupportedError, ValueError } from "../../errors.js";
import { ArithmeticException, ParseException } from "../errors/index.js";
import * as atomic from "./atomic-types.js";
import { type DataType, provideGrammar } from "./data-type.js";
import { syntaxError, type Token, tokensOf } from "./ddl-tokens.js";
import { ArrayType, MapType, StructField, StructType } from "./nested-types.js";

provideGrammar(parseDDL);

/**
 * A type as `DataType.fromDDL` reads it: first as the columns of a table, `a int, b string`, then as one type.
 *
 * @throws ParseException with the place of what can't be read
 */
export function parseDDL(ddl: string): DataType {
  try {
    return parseSchema(ddl);
  } catch (asColumns) {
    if (!(asColumns instanceof ParseException)) throw asColumns;
    try {
      return parseType(ddl);
    } catch (asType) {
      throw tokensOf(ddl)[1]?.kind === "end" ? asType : better(asColumns, asType);
    }
  }
}

/** Words that begin with a type's name and go on as no column does are meant to be a type. */
function better(asColumns: ParseException, asType: unknown): unknown {
  const signs = asColumns.messageParameters.error;
  return signs === "'<'" || signs === "'('" ? asType : asColumns;
}

/** The columns of a table: `a int not null, b array<string> comment 'of b'`. @throws ParseException */
export function parseSchema(ddl: string): StructType {
  if (tokensOf(ddl)[0]!.kind === "end") return new StructType();
  return new TypeReader(ddl).whole((reader) => new StructType(reader.fields()));
}

/** One type: `array<int>`. @throws ParseException */
export function parseType(ddl: string): DataType {
  return new TypeReader(ddl).whole((reader) => reader.type());
}

const YEAR_MONTH = ["year", "month"];
const DAY_TIME = ["day", "hour", "minute", "second"];

/** Those of one word and nothing behind it, by each of their words. */
const WORDS: Readonly<Record<string, () => DataType>> = {
  boolean: () => new atomic.BooleanType(),
  tinyint: () => new atomic.ByteType(),
  byte: () => new atomic.ByteType(),
  smallint: () => new atomic.ShortType(),
  short: () => new atomic.ShortType(),
  int: () => new atomic.IntegerType(),
  integer: () => new atomic.IntegerType(),
  bigint: () => new atomic.LongType(),
  long: () => new atomic.LongType(),
  float: () => new atomic.FloatType(),
  real: () => new atomic.FloatType(),
  double: () => new atomic.DoubleType(),
  date: () => new atomic.DateType(),
  timestamp_ntz: () => new atomic.TimestampNTZType(),
  timestamp_ltz: () => new atomic.TimestampType(),
  binary: () => new atomic.BinaryType(),
  void: () => new atomic.NullType(),
  variant: () => new atomic.VariantType(),
};

function tooPrecise(precision: number): ArithmeticException {
  const condition = "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION";
  const most = atomic.DecimalType.MOST_DIGITS;
  return new ArithmeticException(
    `[${condition}] Decimal precision ${precision} exceeds max precision ${most}. SQLSTATE: 22003`,
    {
      condition,
      sqlState: "22003",
      messageParameters: { precision: String(precision), maxPrecision: String(most) },
    },
  );
}

class TypeReader {
  readonly #ddl: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(ddl: string) {
    this.#ddl = ddl;
    this.#tokens = tokensOf(ddl);
  }

  whole<T extends DataType>(read: (reader: this) => T): T {
    const type = read(this);
    if (this.#token.kind !== "end") throw this.#error();
    return type;
  }

  fields(): StructField[] {
    const fields = [this.#field()];
    while (this.#skip(",")) fields.push(this.#field());
    return fields;
  }

  type(): DataType {
    const token = this.#token;
    if (token.kind !== "word") throw this.#error();
    this.#next++;
    const word = token.text.toLowerCase();
    const type = WORDS[word]?.() ?? this.#compound(word);
    if (type !== undefined) return type;
    throw new ParseException(
      `[UNSUPPORTED_DATATYPE] Unsupported data type "${token.text.toUpperCase()}", at position ${token.at} of ${JSON.stringify(this.#ddl)}. SQLSTATE: 0A000`,
      {
        condition: "UNSUPPORTED_DATATYPE",
        sqlState: "0A000",
        messageParameters: { typeName: `"${token.text.toUpperCase()}"` },
      },
    );
  }

  #compound(word: string): DataType | undefined {
    switch (word) {
      case "decimal":
      case "dec":
      case "numeric": {
        const [precision, scale] = this.#numbers(0, 2);
        if (precision !== undefined && precision > atomic.DecimalType.MOST_DIGITS)
          throw tooPrecise(precision);
        return this.#made(() => new atomic.DecimalType(precision, scale));
      }
      case "string":
        return this.#skip("collate")
          ? new atomic.StringType(this.#name().toUpperCase())
          : new atomic.StringType();
      case "char":
      case "character":
        return new atomic.CharType(this.#numbers(1, 1)[0]!);
      case "varchar":
        return new atomic.VarcharType(this.#numbers(1, 1)[0]!);
      case "timestamp":
        if (this.#skip("with")) {
          this.#expect("local", "time", "zone");
          return new atomic.TimestampType();
        }
        return this.#withoutZone() ? new atomic.TimestampNTZType() : new atomic.TimestampType();
      case "time": {
        const [precision] = this.#numbers(0, 1);
        this.#withoutZone();
        return this.#made(() => new atomic.TimeType(precision));
      }
      case "interval":
        return this.#interval();
      case "array": {
        this.#expect("<");
        const element = this.type();
        this.#expect(">");
        return new ArrayType(element);
      }
      case "map": {
        this.#expect("<");
        const key = this.type();
        this.#expect(",");
        const value = this.type();
        this.#expect(">");
        return new MapType(key, value);
      }
      case "struct": {
        this.#expect("<");
        const fields = this.#is(">") ? [] : this.fields();
        this.#expect(">");
        return new StructType(fields);
      }
    }
    return undefined;
  }

  #interval(): DataType {
    const start = this.#token.text.toLowerCase();
    const units = [YEAR_MONTH, DAY_TIME].find((names) => names.includes(start));
    if (units === undefined || this.#token.kind !== "word") return new atomic.CalendarIntervalType();
    this.#next++;
    let end = start;
    if (this.#skip("to")) {
      end = this.#token.text.toLowerCase();
      if (!units.includes(end) || units.indexOf(end) <= units.indexOf(start)) throw this.#error();
      this.#next++;
    }
    const [from, to] = [units.indexOf(start), units.indexOf(end)];
    return units === YEAR_MONTH
      ? new atomic.YearMonthIntervalType(from, to)
      : new atomic.DayTimeIntervalType(from, to);
  }

  #field(): StructField {
    const name = this.#name();
    this.#skip(":");
    const type = this.type();
    let nullable = true;
    let comment: string | undefined;
    for (;;) {
      if (nullable && this.#skip("not")) {
        this.#expect("null");
        nullable = false;
      } else if (comment === undefined && this.#skip("comment")) {
        if (this.#token.kind !== "text") throw this.#error();
        comment = this.#tokens[this.#next++]!.text;
      } else if (this.#is("default") || this.#is("generated")) {
        throw new NotSupportedError(
          `${this.#token.text.toUpperCase()} of a column`,
          "DataType.fromDDL",
          "It is for tables: CREATE TABLE takes it.",
        );
      } else break;
    }
    return new StructField(name, type, nullable, comment === undefined ? {} : { comment });
  }

  #name(): string {
    const { kind, text } = this.#token;
    if (kind !== "word" && (kind !== "name" || text === "")) throw this.#error();
    this.#next++;
    return text;
  }

  /** `(10,2)`, or nothing if none is needed. */
  #numbers(least: number, most: number): number[] {
    const numbers: number[] = [];
    if (least === 0 && !this.#is("(")) return numbers;
    this.#expect("(");
    do {
      const { kind, text } = this.#token;
      if (kind !== "number" || numbers.length === most) throw this.#error();
      numbers.push(Number(text));
      this.#next++;
    } while (this.#skip(","));
    this.#expect(")");
    return numbers;
  }

  #withoutZone(): boolean {
    if (!this.#skip("without")) return false;
    this.#expect("time", "zone");
    return true;
  }

  /** What a type's constructor says of its numbers is about these words. */
  #made(make: () => DataType): DataType {
    try {
      return make();
    } catch (cause) {
      if (!(cause instanceof ValueError)) throw cause;
      throw new ParseException(`${JSON.stringify(this.#ddl)}: ${cause.message}`, { cause });
    }
  }

  get #token(): Token {
    return this.#tokens[this.#next]!;
  }

  #is(text: string): boolean {
    const { kind, text: found } = this.#token;
    return (kind === "word" || kind === "sign") && found.toLowerCase() === text;
  }

  #skip(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#next++;
    return true;
  }

  #expect(...texts: readonly string[]): void {
    for (const text of texts) if (!this.#skip(text)) throw this.#error();
  }

  #error(): ParseException {
    return syntaxError(this.#ddl, this.#token);
  }
}
