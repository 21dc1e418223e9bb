/** Intervals of months and of microseconds, which are whole numbers in SQL (sql-types.ts): as text, as numbers, and of fewer fields. */
import { type DataType, DayTimeIntervalType, YearMonthIntervalType } from "../../types/index.js";

const UNITS = [86_400_000_000n, 3_600_000_000n, 60_000_000n, 1_000_000n];
const WORDS = ["DAY", "HOUR", "MINUTE", "SECOND"];

/** As `cast(x as string)` has it: `INTERVAL '1 02:03:04.5' DAY TO SECOND`. */
export function intervalText(sql: string, type: DataType): string {
  const sign = `CASE WHEN ${sql} < 0 THEN '-' ELSE '' END`;
  if (type instanceof YearMonthIntervalType) {
    const size = `abs(CAST(${sql} AS BIGINT))`;
    const { startField, endField } = type;
    if (startField !== endField) {
      return `('INTERVAL ''' || ${sign} || CAST(${size} // 12 AS VARCHAR) || '-' || CAST(${size} % 12 AS VARCHAR) || ''' YEAR TO MONTH')`;
    }
    const years = startField === YearMonthIntervalType.YEAR;
    return `('INTERVAL ''' || ${sign} || CAST(${years ? `${size} // 12` : size} AS VARCHAR) || ''' ${years ? "YEAR" : "MONTH"}')`;
  }
  const { startField, endField } = type as DayTimeIntervalType;
  const size = `abs(CAST(${sql} AS HUGEINT))`;
  const parts: string[] = [];
  for (let field = startField; field <= endField; field++) {
    const rest = field === startField ? size : `(${size} % ${UNITS[field - 1]})`;
    const whole = `CAST(${rest} // ${UNITS[field]} AS VARCHAR)`;
    if (field > startField) parts.push(field === DayTimeIntervalType.HOUR ? "' '" : "':'");
    // More than two digits stay.
    parts.push(
      field === DayTimeIntervalType.DAY
        ? whole
        : `lpad(${whole}, CAST(greatest(2, length(${whole})) AS INTEGER), '0')`,
    );
  }
  if (endField === DayTimeIntervalType.SECOND) {
    parts.push(`rtrim(rtrim('.' || lpad(CAST(${size} % 1000000 AS VARCHAR), 6, '0'), '0'), '.')`);
  }
  const words = startField === endField ? WORDS[startField]! : `${WORDS[startField]} TO ${WORDS[endField]}`;
  return `('INTERVAL ''' || ${sign} || ${parts.join(" || ")} || ''' ${words}')`;
}

/** `1 years 2 months 3 days 4 hours 5 minutes 6.7 seconds`; none of them that is zero. */
export function calendarIntervalText(sql: string): string {
  const [months, days, micros] = [
    `CAST(datepart('year', ${sql}) * 12 + datepart('month', ${sql}) AS BIGINT)`,
    `CAST(datepart('day', ${sql}) AS BIGINT)`,
    `(CAST(epoch_us(${sql}) AS HUGEINT) - CAST(datepart('day', ${sql}) AS HUGEINT) * 86400000000 - CAST(epoch_us(to_months(CAST(datepart('year', ${sql}) * 12 + datepart('month', ${sql}) AS INTEGER))) AS HUGEINT))`,
  ];
  const part = (n: string, unit: string) =>
    `CASE WHEN ${n} <> 0 THEN CAST(${n} AS VARCHAR) || ' ${unit}' END`;
  const seconds = `(${micros} % 60000000)`;
  const shown = `CASE WHEN ${seconds} <> 0 THEN CASE WHEN ${seconds} < 0 THEN '-' ELSE '' END || CAST(abs(${seconds}) // 1000000 AS VARCHAR) || rtrim(rtrim('.' || lpad(CAST(abs(${seconds}) % 1000000 AS VARCHAR), 6, '0'), '0'), '.') || ' seconds' END`;
  const all = [
    part(`${months} // 12`, "years"),
    part(`${months} % 12`, "months"),
    part(days, "days"),
    part(`${micros} // 3600000000`, "hours"),
    part(`${micros} % 3600000000 // 60000000`, "minutes"),
    shown,
  ];
  return `(CASE WHEN ${sql} IS NOT NULL THEN coalesce(nullif(concat_ws(' ', ${all.join(", ")}), ''), '0 seconds') END)`;
}

/** How many months or microseconds the last field of a type is. */
function unitOf(type: DataType): bigint {
  if (type instanceof YearMonthIntervalType) return type.endField === YearMonthIntervalType.YEAR ? 12n : 1n;
  return UNITS[(type as DayTimeIntervalType).endField]!;
}

/** Of a type whose last field may be a greater one: what is less than one of it is left out. */
export function narrowedInterval(sql: string, from: DataType, to: DataType): string {
  const unit = unitOf(to);
  const isSecond = to instanceof DayTimeIntervalType && to.endField === DayTimeIntervalType.SECOND;
  return unit <= unitOf(from) || isSecond ? sql : `(${sql} - ${sql} % ${unit})`;
}

/** How many there are of the only field that a type has; undefined where there are several. */
export function countOfField(
  sql: string,
  type: DataType,
): { readonly whole: string; readonly unit: bigint } | undefined {
  const { startField, endField } = type as DayTimeIntervalType;
  if (startField !== endField) return undefined;
  const unit = unitOf(type);
  return { whole: unit === 1n ? sql : `(${sql} // ${unit})`, unit };
}
