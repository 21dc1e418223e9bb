/** Samples. Which rows are taken is given by the seed, and is not the same as Spark's: its numbers are of its partitions. */
import { randomInt } from "node:crypto";
import type { DataType } from "../../../types/index.js";
import { castOf, isFloating, isIntegral, isNumeric } from "../../expression/cast-rules.js";
import type { LiteralExpr } from "../../expression/typed.js";
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
      fractions: fractions.flatMap(({ stratum: literal, fraction }) => {
        const stratum = literalFrom(literal!);
        return canEqual(stratum, column.type) ? [{ stratum: castOf(stratum, column.type), fraction }] : [];
      }),
    },
    output: child.output,
  };
};

/** A stratum is looked up as it is: "1" is no number's, nor 1.5 that of a whole one. */
function canEqual({ type, value }: LiteralExpr, column: DataType): boolean {
  if (!isNumeric(type) || !isNumeric(column)) return type.typeName === column.typeName;
  return !isIntegral(column) || !isFloating(type) || Number.isInteger(value);
}

function randomSeed(): bigint {
  return BigInt(randomInt(2 ** 47));
}
