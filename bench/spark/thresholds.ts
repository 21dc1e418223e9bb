import type { Threshold } from "../harness/report_tables.js";
import { type Row, ratioOf } from "./race.js";

/** What is asked of a row; what couldn't be found, because a peer isn't here, is left out. */
export function thresholdsOf(row: Row): Threshold[] {
  return row.work.asked.flatMap((asked) => {
    const ratio = ratioOf(row, asked);
    if (Number.isNaN(ratio)) return [];
    const { of, beside, least, when } = asked;
    const first = when === "cold" ? ", first answer from the process's start" : "";
    const [wish, found] =
      least < 1
        ? [`at most ${times(1 / least)} the time of ${beside}`, times(1 / ratio)]
        : [`${times(least)} the speed of ${beside}`, times(ratio)];
    return [{ row: row.work.title, asked: `${of}: ${wish}${first}`, found, met: ratio >= least }];
  });
}

function times(ratio: number): string {
  return `${Number(ratio.toPrecision(3))} ×`;
}
