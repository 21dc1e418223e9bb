import type { Outcome } from "./outcome.js";
import { textTable } from "./text_table.js";

/**
 * The ways' times side by side, in milliseconds, and how closely their answers agree.
 *
 * @param outcomes the first is what the others' times are compared with
 */
export function timesTable(outcomes: readonly Outcome[]): string[] {
  const base = outcomes.find((outcome) => "measured" in outcome)?.measured.times.warm ?? NaN;
  const header = [
    "",
    "convert",
    "first",
    "statistics",
    "distance",
    "hour",
    "line",
    "together",
    "faster",
    "differs by",
  ];
  const rows = outcomes.map((outcome) => {
    if ("notHere" in outcome) return [outcome.way.title, ...header.slice(1).map(() => "–")];
    const { slow, times: taken } = outcome.measured;
    const { prepare, cold, parts, warm } = taken;
    const times = [prepare, cold, parts.statistics, parts.byDistance, parts.byHour, parts.line, warm];
    return [
      `${outcome.way.title}, ${outcome.way.dtype}`,
      ...times.map(milliseconds),
      // Times over fewer flights compare with nothing.
      slow ? "–" : `${(base / warm).toFixed(1)}×`,
      outcome.way.tolerance === 0 ? "reference" : outcome.difference.size.toExponential(1),
    ];
  });
  return [
    "Milliseconds, once cold (“first”, the whole question) and then the median of warm runs:",
    ...textTable([header, ...rows]),
    "",
    ...outcomes.flatMap(footnotes),
  ];
}

function footnotes(outcome: Outcome): string[] {
  const { title, tolerance } = outcome.way;
  if ("notHere" in outcome) return [`${title}: ${outcome.notHere}`];
  const { on, slow, times } = outcome.measured;
  const agreement = tolerance === 0 ? [] : [`same answers within ${tolerance}`];
  const runs = `asked ${times.runs + 1} times`;
  const cut = slow
    ? [`over the first ${slow.rows.toLocaleString("en-US")} flights alone, because ${slow.why}`]
    : [];
  return [`${title}: ${[...(on ? [on] : []), ...agreement, runs, ...cut].join("; ")}.`];
}

function milliseconds(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}
