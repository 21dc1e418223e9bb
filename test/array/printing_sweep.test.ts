/** Printing beside NumPy over random dtypes, shapes, magnitudes and options. The seed is fixed: a failure repeats. */
import { describe, expect, test } from "vitest";
import {
  array_repr,
  array_str,
  DTYPES,
  type DTypeName,
  integerRange,
  type PrintOptions,
  printoptions,
} from "../../dist/array/index.js";
import { liveNumpy } from "../support/numpy_oracle.js";
import { Seeded } from "../support/seeded.js";
import { type Printed, printed, pythonOptions } from "./printing.js";

const SHAPES = [
  [],
  [1],
  [2],
  [3],
  [7],
  [40],
  [0],
  [1, 1],
  [2, 3],
  [3, 1],
  [5, 12],
  [0, 2],
  [2, 2, 3],
  [1, 2, 1, 3],
];
const LARGE_SHAPES = [[1001], [2, 501], [300, 4], [11, 10, 11]];
const CASES_A_DTYPE = 150;

/** Where floats are drawn from: each has its own troubles. */
const FLOATS: readonly ((random: Seeded) => number)[] = [
  (random) => random.integer(-20, 20),
  (random) => random.integer(-2000, 2000) / 8,
  (random) => random.integer(0, 100) / 10,
  (random) => random.next() - 0.5,
  (random) => (random.next() - 0.5) * 10 ** random.integer(-8, 9),
  (random) => (random.next() - 0.5) * 10 ** random.integer(-320, 308),
  (random) => 10 ** random.integer(-10, 20),
  (random) => 2 ** random.integer(-1074, 1023),
  (random) => 2 ** random.integer(-149, 127),
  (random) => random.integer(0, 3) * 10 ** random.integer(-6, 9) * (1 + random.integer(-1, 1) * 2 ** -24),
];

function element(
  random: Seeded,
  dtype: DTypeName,
  draw: (random: Seeded) => number,
): number | bigint | boolean {
  const type = DTYPES[dtype];
  if (type.kind === "bool") return random.next() < 0.5;
  if (type.kind === "float") {
    if (random.next() < 0.03) return random.pick([NaN, Infinity, -Infinity, 0, -0]);
    return draw(random);
  }
  const [least, most] = integerRange(type);
  const wide = random.bits64() >> BigInt(random.integer(0, 63));
  const signed = type.kind === "int" && random.next() < 0.5 ? -wide : wide;
  return signed < least ? least : signed > most ? most : signed;
}

function someOptions(random: Seeded): Partial<PrintOptions> {
  const sometimes = <T>(...values: T[]): T | undefined =>
    random.next() < 0.25 ? random.pick(values) : undefined;
  const options: Partial<PrintOptions> = {
    precision: sometimes(0, 1, 3, 6, 12, 17),
    threshold: sometimes(0, 5, 20),
    edgeitems: sometimes(1, 2, 4),
    linewidth: sometimes(10, 20, 40, 120),
    suppress: sometimes(true),
    sign: sometimes("-", "+", " "),
    floatmode: sometimes("fixed", "unique", "maxprec", "maxprec_equal"),
    nanstr: sometimes("NaN", "not a number"),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

describe("printing sweep beside NumPy", () => {
  const numpy = liveNumpy();

  test.each(Object.keys(DTYPES) as DTypeName[])("%s", async (dtype) => {
    const random = new Seeded(DTYPES[dtype].code + 1);
    const cases = Array.from(
      { length: CASES_A_DTYPE },
      (_, i): { array: Printed; options: Partial<PrintOptions> } => {
        const shape = i % 15 === 0 ? random.pick(LARGE_SHAPES) : random.pick(SHAPES);
        const draw = random.pick(FLOATS);
        const size = shape.reduce((n, length) => n * length, 1);
        const values = Array.from({ length: size }, () => element(random, dtype, draw));
        return { array: printed(dtype, shape, values), options: someOptions(random) };
      },
    );
    const wanted = await numpy.evaluateAll(
      cases.map(({ array, options }) => ({
        expression: `(np.set_printoptions(${pythonOptions(options)}), [np.array_repr(a), np.array_str(a)])[1]`,
        arrays: { a: array.oracle },
      })),
    );
    cases.forEach(({ array, options }, i) => {
      const outcome = wanted[i];
      const scope = printoptions(options);
      const mine = [array_repr(array.printable), array_str(array.printable)];
      scope.close();
      expect({ case: i, options, text: mine }).toEqual({
        case: i,
        options,
        text: outcome.kind === "json" ? outcome.value : outcome,
      });
    });
  });
});
