/** Seeds of `uuid` and `shuffle`, which Spark takes as numbers that are written down alone: `1 + 1` isn't one, nor is null. */
import { notEmbedded } from "../not-embedded.js";
import { analysisError } from "./analysis-errors.js";
import { isFoldable } from "./constants.js";
import type { Parameter, Parameters } from "./function-spec.js";
import { long } from "./parameters.js";

/** @param first the arguments before the seed, which may be left out */
export function beforeSeed(name: string, first: readonly Parameter[]): Parameters {
  const least = first.length;
  return {
    counts: `[${least}, ${least + 1}]`,
    of(args) {
      if (args.length < least || args.length > least + 1) return undefined;
      const seed = args[least];
      if (seed === undefined) return first;
      const isWhole = ["integer", "long"].includes(seed.type.typeName);
      if (seed.kind === "literal" && isWhole && seed.value !== null) return [...first, long];
      if (seed.kind !== "literal" && isFoldable(seed)) {
        throw notEmbedded(`F.${name} of a seed that is computed`);
      }
      throw analysisError(
        "INVALID_PARAMETER_VALUE.LONG",
        `The seed of ${name} has to be a whole number that is written down, not ${seed.pretty}.`,
        { parameter: "`seed`", functionName: `\`${name}\``, invalidValue: `"${seed.pretty}"` },
        "22023",
      );
    },
  };
}
