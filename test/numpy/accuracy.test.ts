/**
 * How accurate the transcendental functions are: against NumPy, and against 80-bit floats where NumPy has them.
 * The bounds are in test/support/ulp_bounds.ts; what was measured is printed.
 */
import { afterAll, describe, expect, test } from "vitest";
import type { AnyTypedArray } from "../../dist/array/index.js";
import { FLOAT_NAMES, typed } from "../support/array_values.js";
import { compare } from "../support/compare.js";
import { liveNumpy } from "../support/numpy_oracle.js";
import { Seeded } from "../support/seeded.js";
import { type InexactOp, MeasuredUlps, ulpBound } from "../support/ulp_bounds.js";
import { npArray, npFunction, oracleArray, resultOf } from "./np_runner.js";

const POINTS = 40_000;
type Draw = (random: Seeded, single: boolean) => number;

const between = (low: number, high: number): Draw => {
  return (random) => low + (high - low) * random.next();
};
const magnitudes = (low: number, high: number, signed: boolean): Draw => {
  return (random) => 10 ** (low + (high - low) * random.next()) * (signed && random.next() < 0.5 ? -1 : 1);
};
const either = (...draws: Draw[]): Draw => {
  return (random, single) => random.pick(draws)(random, single);
};

/** Where each function is looked at: its whole range, more densely where it is hard. */
const RANGES: Readonly<Record<InexactOp, readonly Draw[]>> = {
  exp: [
    either(
      (random, single) => between(single ? -104 : -746, single ? 89 : 710)(random, single),
      between(-2, 2),
      magnitudes(-12, 0, true),
    ),
  ],
  log: [
    either(
      (random, single) => magnitudes(single ? -44 : -320, single ? 38 : 308, false)(random, single),
      between(0.5, 2),
      between(0.99, 1.01),
    ),
  ],
  sin: [either(between(-10, 10), magnitudes(-10, 5, true), magnitudes(5, 22, true))],
  cos: [either(between(-10, 10), magnitudes(-10, 5, true), magnitudes(5, 22, true))],
  tan: [either(between(-10, 10), magnitudes(-10, 5, true), magnitudes(5, 22, true))],
  tanh: [either(between(-20, 20), between(-1, 1), magnitudes(-12, 2, true))],
  floor_divide: [magnitudes(-3, 5, true), magnitudes(-3, 2, true)],
  power: [
    either(between(0, 10), magnitudes(-6, 6, false), between(0.99, 1.01)),
    either(between(-20, 20), between(-300, 300)),
  ],
};

describe("accuracy", () => {
  const numpy = liveNumpy();
  const measured = new MeasuredUlps();
  afterAll(() => console.log(measured.report(`accuracy at ${POINTS} points`)));

  test.each(
    (Object.keys(RANGES) as InexactOp[]).flatMap((op) => FLOAT_NAMES.map((dtype) => [op, dtype] as const)),
  )("%s of %s stays within its bound", async (op, dtype) => {
    const random = new Seeded(42);
    const single = dtype === "float32";
    const data = RANGES[op].map(
      (draw): AnyTypedArray =>
        typed(
          dtype,
          Array.from({ length: POINTS }, () => draw(random, single)),
        ),
    );
    const names = ["a", "b"].slice(0, data.length);
    const arrays = Object.fromEntries(data.map((x, i) => [names[i], oracleArray(dtype, [POINTS], x)]));
    const [theirs, exact, wide] = await numpy.evaluateAll([
      { expression: `np.${op}(${names})`, arrays },
      {
        expression: `np.${op}(${names.map((name) => `${name}.astype(np.longdouble)`)}).astype(np.${dtype})`,
        arrays,
      },
      { expression: "np.finfo(np.longdouble).nmant >= 63" },
    ]);
    const mine = resultOf(npFunction(op)(...data.map((x) => npArray(dtype, [POINTS], x))));
    const bound = ulpBound(op, dtype);
    const beside = compare(mine, theirs, { ulp: bound?.numpy });
    measured.note(op, dtype, "numpy", beside.ulp);
    expect(beside.problem).toBeNull();
    if (wide.kind !== "array" || wide.data[0] !== 1) return;
    const besideExact = compare(mine, exact, { ulp: bound?.exact });
    measured.note(op, dtype, "exact", besideExact.ulp);
    expect(besideExact.problem).toBeNull();
  });
});
