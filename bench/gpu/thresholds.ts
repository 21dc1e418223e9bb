import { ratioWithinRounds, resultOf, timesOf } from "../harness/race.js";
import type { Threshold } from "../harness/report_tables.js";
import type { Row } from "./race.js";
import type { Asked } from "./work.js";

/** What is asked of a row; what couldn't be found, because a peer isn't here, is left out. */
export function thresholdsOf(row: Row): Threshold[] {
  return row.work.asked.flatMap((asked) => {
    const found = held(row, asked);
    return found === undefined ? [] : [{ row: row.work.title, ...found }];
  });
}

function held({ entries }: Row, asked: Asked): Omit<Threshold, "row"> | undefined {
  const ours = resultOf(entries, asked.of);
  if (ours === undefined) return undefined;
  if ("count" in asked)
    return {
      asked: `${asked.of}: ${asked.count} ${asked.what}`,
      found: `${ours.value}`,
      met: Number(ours.value) <= asked.count,
    };
  if ("milliseconds" in asked)
    return {
      asked: `${asked.of}: at most ${asked.milliseconds * 1e3} µs`,
      found: `${(ours.warm * 1e3).toPrecision(3)} µs`,
      met: ours.warm <= asked.milliseconds,
    };
  const theirs = resultOf(entries, asked.beside);
  if (theirs === undefined) return undefined;
  const ratio = ratioWithinRounds(timesOf(ours), timesOf(theirs));
  const [wish, found] =
    asked.least < 1
      ? [`at most ${times(1 / asked.least)} the time of ${asked.beside}`, times(1 / ratio)]
      : [`${times(asked.least)} the speed of ${asked.beside}`, times(ratio)];
  return { asked: `${asked.of}: ${wish}`, found, met: ratio >= asked.least };
}

function times(ratio: number): string {
  return `${Number(ratio.toPrecision(3))} ×`;
}
