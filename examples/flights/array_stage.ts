import { answersText } from "./answers_text.js";
import { assertSameAnswers } from "./compare.js";
import { answersOf, type Measured, measure } from "./measure.js";
import type { Outcome } from "./outcome.js";
import { plainArray } from "./plain_array.js";
import { type Answers, BANDS, type Flights, firstFlights, LATE_AFTER } from "./question.js";
import type { Circumstances, Report, Stage } from "./stage.js";
import { timesTable } from "./times_table.js";
import { typedLoop } from "./typed_loop.js";
import { type Way, WayNotHere } from "./way.js";
import { withCp } from "./with_cp.js";
import { withNp } from "./with_np.js";

/**
 * The same answers over four kinds of arrays: JavaScript's lists, typed arrays in a loop, np's on vector lanes, and
 * cp's on the GPU.
 *
 * @param ways the first is what the others' times are compared with
 * @param reference one of them, whose answers the others must agree with
 */
export function arrayStage(
  ways: readonly Way[] = [plainArray, typedLoop, withNp, withCp],
  reference: Way = typedLoop,
): Stage {
  return {
    name: "arrays",
    title: "four kinds of arrays",
    async run(flights: Flights, circumstances: Circumstances): Promise<Report> {
      const found = await answerEachWay(ways, flights, circumstances);
      const answers = found.find(({ way }) => way === reference)?.measured?.answers;
      if (answers === undefined)
        throw new RangeError(`the reference ${reference.name} is not among the ways that ran`);
      const outcomes: Outcome[] = [];
      for (const { way, measured, notHere } of found) {
        if (measured === undefined) {
          outcomes.push({ way, notHere: notHere ?? "" });
          continue;
        }
        const { slow } = measured;
        const expected = slow ? await answersOf(reference, firstFlights(flights, slow.rows)) : answers;
        outcomes.push({ way, measured, difference: assertSameAnswers(way, measured.answers, expected) });
      }
      return {
        text: [...answersText(answers), "", ...timesTable(outcomes)],
        json: { answers: answersJson(answers), reference: reference.name, ways: outcomes.map(outcomeJson) },
      };
    },
  };
}

type Found = { way: Way; measured?: Measured; notHere?: string };

async function answerEachWay(
  ways: readonly Way[],
  flights: Flights,
  circumstances: Circumstances,
): Promise<Found[]> {
  const { progress, patience } = circumstances;
  const found: Found[] = [];
  for (const way of ways) {
    progress.begin(way.title);
    try {
      const measured = await measure(way, flights, patience, progress.update);
      found.push({ way, measured });
      progress.end(`asked ${measured.times.runs + 1} times`);
    } catch (error) {
      if (!(error instanceof WayNotHere)) throw error;
      found.push({ way, notHere: error.message });
      progress.end("not on this machine");
    }
  }
  return found;
}

function answersJson(answers: Answers): object {
  const { statistics, byDistance, byHour, line } = answers;
  return {
    statistics: { ...statistics, lateAfterMinutes: LATE_AFTER },
    byDistance: byDistance.map((group, index) => {
      const [from, to] = BANDS[index] as readonly [number, number];
      return { fromMiles: from, toMiles: Number.isFinite(to) ? to : null, ...group };
    }),
    byHour: byHour.map((group, hour) => ({ hour, ...group })),
    line: { intercept: line.intercept, slopePerThousandMiles: line.slope, r2: line.r2 },
  };
}

function outcomeJson(outcome: Outcome): object {
  const { name, title, dtype, tolerance } = outcome.way;
  const way = { name, title, dtype, tolerance };
  if ("notHere" in outcome) return { ...way, ran: false, reason: outcome.notHere };
  const { times, on, slow } = outcome.measured;
  return { ...way, ran: true, on, slow, milliseconds: times, largestDifference: outcome.difference };
}
