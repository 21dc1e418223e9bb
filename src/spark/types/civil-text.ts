/** Days and times of a day as text, in the calendar of ISO 8601 reaching back before 1582 (which JavaScript's and Spark's is). */

/**
 * @param day days since 1970-01-01
 * @returns `1970-01-01`; years before 0 and above 9999 with a sign, as `-0001-01-01` and `+10000-01-01`
 */
export function dateText(day: number): string {
  const { year, month, dayOfMonth } = civilOf(day);
  const digits = String(Math.abs(year)).padStart(4, "0");
  const sign = year < 0 ? "-" : year > 9999 ? "+" : "";
  return `${sign}${digits}-${two(month)}-${two(dayOfMonth)}`;
}

/**
 * @param nanoseconds of the day
 * @param digits of the second; without it as many as it takes, and no point for none
 */
export function timeText(nanoseconds: bigint, digits?: number): string {
  const seconds = Number(nanoseconds / 1_000_000_000n);
  const fraction = String(nanoseconds % 1_000_000_000n).padStart(9, "0");
  const shown = digits === undefined ? fraction.replace(/0+$/, "") : fraction.slice(0, digits);
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return shown === "" ? clock : `${clock}.${shown}`;
}

/**
 * Year, month and day of the month. H. Hinnant, "chrono-compatible low-level date algorithms" (2013): eras of 400 years that
 * begin in March, so that the leap day is the last. Date can't: it ends 275,000 years from 1970, and Spark's days 5,800,000.
 */
export function civilOf(day: number): { year: number; month: number; dayOfMonth: number } {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, dayOfMonth: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1 };
}

/** Days since 1970-01-01 of the proleptic Gregorian calendar. @returns undefined for a day that isn't */
export function daysOf(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) {
    return undefined;
  }
  return date.getTime() / 86_400_000;
}

function two(n: number): string {
  return n < 10 ? `0${n}` : String(n);
}
