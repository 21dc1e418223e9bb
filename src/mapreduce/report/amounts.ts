/** Numbers as a person reads them, the same on every machine: no locale is asked. */

const UNITS = ["kB", "MB", "GB", "TB", "PB"];

/** @returns `999 B`, `1.0 kB`, `32.5 MB`: decimal units, as disks and `--memory` have them */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  let size = bytes / 1000;
  let unit = 0;
  // 999.96 would be shown as 1000.0.
  while (size >= 999.95 && unit < UNITS.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${size.toFixed(1)} ${UNITS[unit]}`;
}

/** @returns `1,234,567` */
export function countText(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}

/** @returns a count and its noun: `1 task`, `2 tasks` */
export function countOf(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** @returns `0.04 s`, `12.3 s`, `3 min 05 s`, `2 h 03 min` */
export function secondsText(seconds: number): string {
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** @returns `63 %`; rounded down, so that 100 % is said only of what is done */
export function percentText(part: number): string {
  return `${Math.floor(Math.min(1, Math.max(0, part)) * 100 + 1e-9)} %`;
}

/** @returns a part of a whole: `63 %`, `1.4 %` */
export function shareText(part: number): string {
  const percent = part * 100;
  return `${percent < 9.95 ? percent.toFixed(1) : Math.round(percent)} %`;
}

function two(number: number): string {
  return number.toString().padStart(2, "0");
}
