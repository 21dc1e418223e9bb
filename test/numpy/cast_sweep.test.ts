/** astype from every dtype to every other, where the C standard (and so NumPy) defines the result. */
import { describe, expect, test } from "vitest";
import { DTYPES, type DTypeName, integerRange } from "../../dist/array/index.js";
import { DTYPE_NAMES, mixedElements, typed } from "../support/array_values.js";
import { compare, Problems } from "../support/compare.js";
import { liveNumpy } from "../support/numpy_oracle.js";
import { Seeded } from "../support/seeded.js";
import { npArray, oracleArray, resultOf } from "./np_runner.js";

const COUNT = 517;

/** A float beyond an integer dtype, or NaN, has no defined integer: NumPy gives what the processor does. */
function isDefined(x: number | bigint | boolean, to: DTypeName): boolean {
  if (typeof x !== "number" || DTYPES[to].kind === "float" || DTYPES[to].kind === "bool") return true;
  const [least, most] = integerRange(DTYPES[to]);
  return Number.isFinite(x) && BigInt(Math.trunc(x)) >= least && BigInt(Math.trunc(x)) <= most;
}

describe("casts beside NumPy", () => {
  const numpy = liveNumpy();

  test.each(DTYPE_NAMES)("astype from %s", async (from) => {
    const problems = new Problems();
    const random = new Seeded(DTYPES[from].code);
    const elements = mixedElements(random, from, COUNT);
    for (const to of DTYPE_NAMES) {
      const kept = DTYPES[from].kind === "float" ? elements.filter((x) => isDefined(x, to)) : elements;
      const data = typed(from, kept);
      const wanted = await numpy.evaluate(`a.astype(np.${to})`, {
        a: oracleArray(from, [data.length], data),
      });
      const mine = resultOf(npArray(from, [data.length], data).astype(to));
      const { problem } = compare(mine, wanted);
      const place = problem === null ? null : /^element (\d+)/.exec(problem);
      problems.add(
        `${from} to ${to}`,
        problem && `${problem}${place ? `, of ${data[Number(place[1])]}` : ""}`,
      );
    }
    expect(problems.text).toBe("");
    expect(problems.cases).toBe(DTYPE_NAMES.length);
  });
});
