/** Every pair of dtypes meets where NumPy's do. */
import { describe, expect, test } from "vitest";
import { DTYPES, type DTypeName, promoteTypes } from "../../dist/array/index.js";
import { liveNumpy } from "../support/numpy_oracle.js";

const NAMES = Object.keys(DTYPES) as DTypeName[];

describe("promotion beside NumPy", () => {
  const numpy = liveNumpy();

  test("promote_types of all pairs", async () => {
    const wanted = await numpy.evaluate(
      `{a: {b: np.promote_types(a, b).name for b in ${JSON.stringify(NAMES)}} for a in ${JSON.stringify(NAMES)}}`,
    );
    const mine = Object.fromEntries(
      NAMES.map((a) => [
        a,
        Object.fromEntries(NAMES.map((b) => [b, promoteTypes(DTYPES[a], DTYPES[b]).name])),
      ]),
    );
    expect({ kind: "json", value: mine }).toEqual(wanted);
  });
});
