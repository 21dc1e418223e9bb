/** `date_part` and its kin: a part of a moment or of an interval, by its name. */
import { NotSupportedError } from "../../../errors.js";
import {
  ByteType,
  type DataType,
  DateType,
  DayTimeIntervalType,
  DecimalType,
  IntegerType,
  YearMonthIntervalType,
} from "../../types/index.js";
import { localSql } from "../expression/time-zone-sql.js";
import type { Typed } from "../expression/typed.js";
import { analysisError } from "./analysis-errors.js";
import { textConstant } from "./constants.js";
import type { FunctionTable, RewriteSpec, ScalarSpec } from "./function-spec.js";
import { any, string, takes, timestamp } from "./parameters.js";

const NAMES: readonly (readonly [part: string, names: string])[] = [
  ["year", "YEAR Y YEARS YR YRS"],
  ["yearofweek", "YEAROFWEEK"],
  ["quarter", "QUARTER QTR"],
  ["month", "MONTH MON MONS MONTHS"],
  ["weekofyear", "WEEK W WEEKS"],
  ["day", "DAY D DAYS"],
  ["dayofweek", "DAYOFWEEK DOW"],
  ["dayofweek_iso", "DAYOFWEEK_ISO DOW_ISO"],
  ["dayofyear", "DOY"],
  ["hour", "HOUR H HOURS HR HRS"],
  ["minute", "MINUTE M MIN MINS MINUTES"],
  ["second", "SECOND S SEC SECONDS SECS"],
];
const PARTS = new Map(
  NAMES.flatMap(([part, names]) => names.split(" ").map((name) => [name, part] as const)),
);

/** Seconds with what is behind the point. */
const secondsOfMoment: ScalarSpec = {
  kind: "scalar",
  takes: takes({
    ...timestamp,
    accept: (given, arg) => (given.typeName === "timestamp_ntz" ? given : timestamp.accept(given, arg)),
  }),
  gives: () => new DecimalType(8, 6),
  sql([t], [typed], { timeZone }) {
    const wall = typed!.type.typeName === "timestamp_ntz" ? t! : localSql(t!, timeZone);
    return `CAST(CAST((epoch_us(${wall}) % 60000000 + 60000000) % 60000000 AS DECIMAL(18,0)) * CAST('0.000001' AS DECIMAL(6,6)) AS DECIMAL(8,6))`;
  },
};

const ofDate = (sql: (d: string) => string): ScalarSpec => ({
  kind: "scalar",
  takes: takes({ allowed: '"DATE"', accept: (given) => (given.typeName === "date" ? given : undefined) }),
  gives: () => new IntegerType(),
  sql: ([d]) => `CAST(${sql(d!)} AS INTEGER)`,
});

const ofInterval = (sql: (n: string) => string, gives: DataType): ScalarSpec => ({
  kind: "scalar",
  takes: takes(any),
  gives: () => gives,
  sql: ([n]) => sql(n!),
});

const int = new IntegerType();
const byte = new ByteType();
/** Of months, and of microseconds: towards zero. */
const OF_MONTHS: Readonly<Record<string, ScalarSpec>> = {
  year: ofInterval((n) => `(${n} // 12)`, int),
  month: ofInterval((n) => `CAST(${n} % 12 AS TINYINT)`, byte),
};
const OF_MICROSECONDS: Readonly<Record<string, ScalarSpec>> = {
  day: ofInterval((n) => `CAST(${n} // 86400000000 AS INTEGER)`, int),
  hour: ofInterval((n) => `CAST(${n} % 86400000000 // 3600000000 AS TINYINT)`, byte),
  minute: ofInterval((n) => `CAST(${n} % 3600000000 // 60000000 AS TINYINT)`, byte),
  second: ofInterval(
    (n) => `CAST(CAST(${n} % 60000000 AS DECIMAL(18,0)) * CAST('0.000001' AS DECIMAL(6,6)) AS DECIMAL(8,6))`,
    new DecimalType(8, 6),
  ),
};

function unknown(field: string, source: Typed): Error {
  return analysisError(
    "INVALID_EXTRACT_FIELD",
    `There is no part ${field} of "${source.pretty}".`,
    { field: `\`${field}\``, expr: `"${source.pretty}"` },
    "42000",
  );
}

const datePart = (pretty: (field: string, source: string) => string): RewriteSpec => ({
  kind: "rewrite",
  takes: takes(string, any),
  pretty: ([field, source]) => pretty(field!, source!),
  rewrite([name, source], { call, cast, spec }) {
    const field = textConstant(name!, "the part of F.date_part");
    if (field === null)
      throw new NotSupportedError("a part of a date that is null", "the embedded engine", "Name one.");
    const part = PARTS.get(field.toUpperCase());
    const { type } = source!;
    const of =
      type instanceof YearMonthIntervalType
        ? OF_MONTHS
        : type instanceof DayTimeIntervalType
          ? OF_MICROSECONDS
          : undefined;
    if (part === undefined || (of !== undefined && !Object.hasOwn(of, part))) throw unknown(field, source!);
    if (of !== undefined) return spec(part, of[part]!, [source!]);
    if (part === "second") return spec("seconds of a moment", secondsOfMoment, [source!]);
    const day = () => (type.typeName === "date" ? source! : cast(source!, new DateType()));
    if (part === "yearofweek")
      return spec(
        part,
        ofDate((d) => `isoyear(${d})`),
        [day()],
      );
    if (part === "dayofweek_iso")
      return spec(
        part,
        ofDate((d) => `isodow(${d})`),
        [day()],
      );
    return call(part, [source!]);
  },
});

export const DATE_PARTS: FunctionTable = {
  date_part: datePart((field, source) => `date_part(${field}, ${source})`),
  datepart: datePart((field, source) => `datepart(${field} FROM ${source})`),
  extract: datePart((field, source) => `extract(${field} FROM ${source})`),
};
