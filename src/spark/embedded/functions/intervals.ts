/** Intervals of their parts. */
import {
  CalendarIntervalType,
  DayTimeIntervalType,
  DecimalType,
  YearMonthIntervalType,
} from "../../types/index.js";
import { raise } from "../expression/raise.js";
import type { FunctionTable, Parameter, Parameters, ScalarSpec } from "./function-spec.js";
import { exactly, int } from "./parameters.js";

const seconds = exactly('"DECIMAL(18,6)"', new DecimalType(18, 6));

function upTo(...parameters: readonly Parameter[]): Parameters {
  return {
    counts: `[${Array.from({ length: parameters.length + 1 }, (_, i) => i).join(", ")}]`,
    of: ({ length }) => (length > parameters.length ? undefined : parameters.slice(0, length)),
  };
}

const parted = (
  name: string,
  defaults: readonly string[],
  spec: Pick<ScalarSpec, "takes" | "gives"> & { readonly sql: (...parts: readonly string[]) => string },
  isTry = false,
): ScalarSpec => ({
  kind: "scalar",
  takes: spec.takes,
  gives: spec.gives,
  nullable: (args) => isTry || args.some(({ nullable }) => nullable),
  pretty: (args) => `${name}(${defaults.map((none, i) => args[i] ?? none).join(", ")})`,
  sql: (args) =>
    spec.sql(
      ...defaults.map(
        (none, i) => args[i] ?? `CAST(${none} AS ${none === "0.000000" ? "DECIMAL(18,6)" : "INTEGER"})`,
      ),
    ),
});

const micros = (s: string) => `CAST(${s} * 1000000 AS HUGEINT)`;

const overflow = raise("INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION", "The interval is too long.");
const calendarOverflow = raise("ARITHMETIC_OVERFLOW", "The interval is too long.");
const huge = (n: string, by: bigint) => `CAST(${n} AS HUGEINT) * ${by}`;

const calendar = (name: string, isTry: boolean) =>
  parted(
    name,
    ["0", "0", "0", "0", "0", "0", "0.000000"],
    {
      takes: upTo(int, int, int, int, int, int, seconds),
      gives: () => new CalendarIntervalType(),
      sql(y, mo, w, d, h, mi, s) {
        const months = `TRY_CAST(${huge(y!, 12n)} + ${mo} AS INTEGER)`;
        const days = `TRY_CAST(${huge(w!, 7n)} + ${d} AS INTEGER)`;
        const time = `TRY_CAST(${huge(h!, 3_600_000_000n)} + ${huge(mi!, 60_000_000n)} + ${micros(s!)} AS BIGINT)`;
        const known = [y, mo, w, d, h, mi, s].map((part) => `${part} IS NOT NULL`).join(" AND ");
        return `(CASE WHEN ${known} THEN coalesce(to_months(${months}) + to_days(${days}) + to_microseconds(${time}), ${isTry ? "NULL" : calendarOverflow}) END)`;
      },
    },
    isTry,
  );

export const INTERVALS: FunctionTable = {
  make_dt_interval: parted("make_dt_interval", ["0", "0", "0", "0.000000"], {
    takes: upTo(int, int, int, seconds),
    gives: () => new DayTimeIntervalType(),
    sql(d, h, mi, s) {
      const all = `${huge(d!, 86_400_000_000n)} + ${huge(h!, 3_600_000_000n)} + ${huge(mi!, 60_000_000n)} + ${micros(s!)}`;
      return `(CASE WHEN ${all} IS NOT NULL THEN coalesce(TRY_CAST(${all} AS BIGINT), ${overflow}) END)`;
    },
  }),
  make_ym_interval: parted("make_ym_interval", ["0", "0"], {
    takes: upTo(int, int),
    gives: () => new YearMonthIntervalType(),
    sql(y, m) {
      const all = `${huge(y!, 12n)} + ${m}`;
      return `(CASE WHEN ${all} IS NOT NULL THEN coalesce(TRY_CAST(${all} AS INTEGER), ${overflow}) END)`;
    },
  }),
  make_interval: calendar("make_interval", false),
  try_make_interval: calendar("try_make_interval", true),
};
