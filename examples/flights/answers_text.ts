import { type Bar, barChart } from "./chart.js";
import { type Answers, BANDS, type Group, LATE_AFTER } from "./question.js";

/** The answers as a person reads them: sentences and bar charts. */
export function answersText({ statistics, byDistance, byHour, line }: Answers): string[] {
  const { count, mean, std, min, max, late } = statistics;
  return [
    `${whole(count)} flights were ${mean.toFixed(2)} min late on average (standard deviation ${std.toFixed(2)}, ` +
      `from ${whole(min)} to ${whole(max)});`,
    `${(late * 100).toFixed(1)} % were more than ${LATE_AFTER} min late.`,
    "",
    "Mean delay by distance (miles)",
    ...barChart(byDistance.map((group, index) => bar(bandLabel(index), group))),
    "",
    "Mean delay by hour of departure",
    ...barChart(byHour.map((group, hour) => bar(`${hour}:00`, group))),
    "",
    `Least squares: delay = ${line.intercept.toFixed(2)} min ${line.slope < 0 ? "−" : "+"} ` +
      `${Math.abs(line.slope).toFixed(3)} min for every 1,000 miles; the line explains ` +
      `${(line.r2 * 100).toFixed(3)} % of the variance.`,
  ];
}

function bandLabel(index: number): string {
  const [from, to] = BANDS[index] as readonly [number, number];
  return Number.isFinite(to) ? `${from}–${to}` : `${from} and more`;
}

function bar(label: string, { count, mean }: Group): Bar {
  return {
    label,
    value: mean,
    note: count > 0 ? `${mean.toFixed(1)} min, ${whole(count)} flights` : "no flights",
  };
}

function whole(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 0 });
}
