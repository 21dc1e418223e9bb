import type { Answers, Group } from "./question.js";
import type { Way } from "./way.js";

/** Two ways computed different answers, so at least one is wrong. */
export class AnswersDiffer extends Error {
  override readonly name = "AnswersDiffer";
}

/** How far apart two ways' answers are at most, and in which answer. */
export interface Difference {
  /** `|a − b| / max(1, |b|)`. */
  readonly size: number;
  readonly where: string;
}

/**
 * The largest difference between two sets of answers.
 *
 * Differences are relative to the answer, or absolute where it is below 1: a mean delay near zero is a sum of large
 * numbers of both signs, whose rounding doesn't shrink with it.
 *
 * @param answers what a way computed
 * @param reference what it should be
 */
export function largestDifference(answers: Answers, reference: Answers): Difference {
  const expected = named(reference);
  const found = named(answers);
  let largest: Difference = { size: 0, where: "none" };
  for (const where of new Set([...expected.keys(), ...found.keys()])) {
    const size = difference(found.get(where), expected.get(where));
    if (size > largest.size) largest = { size, where };
  }
  return largest;
}

/**
 * Refuses answers that are further from the reference than the way's tolerance allows.
 *
 * @throws AnswersDiffer with the way, the answer and both values
 */
export function assertSameAnswers(way: Way, answers: Answers, reference: Answers): Difference {
  const largest = largestDifference(answers, reference);
  if (largest.size > way.tolerance) {
    const found = named(answers).get(largest.where);
    const expected = named(reference).get(largest.where);
    throw new AnswersDiffer(
      `${way.title} says ${largest.where} is ${found}, the typed loop ${expected}: ` +
        `apart by ${largest.size.toExponential(1)}, allowed is ${way.tolerance}.`,
    );
  }
  return largest;
}

function difference(a: number | undefined, b: number | undefined): number {
  // Also NaN beside NaN, the mean of an empty group, is the same answer; NaN beside a number is the worst difference.
  if (Object.is(a, b)) return 0;
  const size = Math.abs((a ?? NaN) - (b ?? NaN)) / Math.max(1, Math.abs(b ?? NaN));
  return Number.isNaN(size) ? Infinity : size;
}

/** Every number among the answers under its name. */
function named({ statistics, byDistance, byHour, line }: Answers): Map<string, number> {
  const groups = (name: string, list: readonly Group[]) =>
    list.flatMap(({ count, mean }, index): [string, number][] => [
      [`${name}[${index}].count`, count],
      [`${name}[${index}].mean`, mean],
    ]);
  return new Map([
    ...Object.entries(statistics).map(([key, value]): [string, number] => [`statistics.${key}`, value]),
    ...groups("byDistance", byDistance),
    ...groups("byHour", byHour),
    ...Object.entries(line).map(([key, value]): [string, number] => [`line.${key}`, value]),
  ]);
}
