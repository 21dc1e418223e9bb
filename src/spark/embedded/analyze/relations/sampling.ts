/** Samples. Which rows are taken is given by the seed, and is not the same as Spark's: its numbers are of its partitions. */
import { randomInt } from "node:crypto";
import { castOf } from "../../expression/cast-rules.js";
import { analysisError } from "../analysis-errors.js";
import type { Analyze } from "../analyzer.js";
import { literalFrom } from "../literals.js";
import { hiddenOf, withHidden } from "../nodes.js";

export const sample: Analyze<"sample"> = async (
  analyzer,
  { input, lowerBound, upperBound, withReplacement = false, seed },
) => {
  const child = await analyzer.relation(input);
  const isWrong = withReplacement ? upperBound < 0 : lowerBound < 0 || upperBound > 1 + 1e-6;
  if (isWrong || lowerBound > upperBound) {
    throw analysisError(
      "INVALID_SAMPLING_FRACTION",
      `The rows from ${lowerBound} to ${upperBound} are asked for; ${withReplacement ? "a fraction is 0 or more" : "they are from 0 to 1"}.`,
    );
  }
  return {
    kind: "sample",
    input: child,
    seed: seed ?? randomSeed(),
    take: withReplacement
      ? { how: "poisson", mean: upperBound - lowerBound }
      : { how: "range", from: lowerBound, to: upperBound },
    output: child.output,
    ...hiddenOf(child),
  };
};

export const sampleBy: Analyze<"sampleBy"> = async (analyzer, { input, col, fractions, seed }) => {
  const child = await analyzer.relation(input);
  const column = await analyzer.expression(child, col!);
  for (const { fraction } of fractions) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw analysisError("INVALID_SAMPLING_FRACTION", `A fraction is ${fraction}; it is from 0 to 1.`);
    }
  }
  return {
    kind: "sample",
    input: withHidden(child, [column]),
    seed: seed ?? randomSeed(),
    take: {
      how: "strata",
      column,
      fractions: fractions.map(({ stratum, fraction }) => ({
        stratum: castOf(literalFrom(stratum!), column.type),
        fraction,
      })),
    },
    output: child.output,
  };
};

function randomSeed(): bigint {
  return BigInt(randomInt(2 ** 47));
}
