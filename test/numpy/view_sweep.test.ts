/** Random views of views, read and written through: the same elements as NumPy's, and the same base after a write. */
import { describe, expect, test } from "vitest";
import type { AnyTypedArray, DTypeName } from "../../dist/array/index.js";
import { randomElement, typed } from "../support/array_values.js";
import { compare, Problems } from "../support/compare.js";
import { liveNumpy } from "../support/numpy_oracle.js";
import { Seeded } from "../support/seeded.js";
import { npArray, oracleArray, resultOf } from "./np_runner.js";

const CASES = 500;
const SHAPES = [[6], [1], [0], [3, 4], [5, 1], [2, 3, 4], [4, 1, 3], [2, 2, 2, 3], []];

type Selector = number | string | null;

function slice(random: Seeded, length: number): string {
  const bound = (): string => (random.next() < 0.5 ? "" : String(random.integer(-length - 2, length + 2)));
  const step = random.next() < 0.5 ? "" : `:${random.pick([1, 2, 3, -1, -2, -3])}`;
  return `${bound()}:${bound()}${step}`;
}

function selectors(random: Seeded, shape: readonly number[]): Selector[] {
  const chosen: Selector[] = [];
  const count = random.integer(0, shape.length);
  for (let k = 0; k < count; k++) {
    if (random.next() < 0.1) chosen.push(null);
    if (shape[k] > 0 && random.next() < 0.3) chosen.push(random.integer(-shape[k], shape[k] - 1));
    else chosen.push(slice(random, shape[k]));
  }
  if (random.next() < 0.3) chosen.push("...");
  if (random.next() < 0.1) chosen.push(null);
  return chosen;
}

/** With `...`, or NumPy would give a scalar instead of a 0-d view where all indices are whole numbers. */
const pythonIndex = (index: readonly Selector[]): string => {
  const parts = index.map((each) => (each === null ? "None" : String(each)));
  return `[${(parts.includes("...") ? parts : [...parts, "..."]).join(", ")}]`;
};

interface Step {
  readonly python: string;
  apply(a: ReturnType<typeof npArray>): ReturnType<typeof npArray>;
}

function step(random: Seeded, shape: readonly number[]): Step {
  const draw = random.next();
  if (draw < 0.25) return { python: ".T", apply: (a) => a.T };
  if (draw < 0.4 && shape.length > 1) {
    const order = shape.map((_, k) => k).sort(() => random.next() - 0.5);
    return { python: `.transpose(${order})`, apply: (a) => a.transpose(...order) };
  }
  const index = selectors(random, shape);
  return { python: pythonIndex(index), apply: (a) => a.slice(...index) };
}

describe("views beside NumPy", () => {
  const numpy = liveNumpy();

  test("reading, assigning and adding in place through random views", async () => {
    const random = new Seeded(11);
    const cases = Array.from({ length: CASES }, () => {
      const dtype: DTypeName = random.pick([
        "bool",
        "int8",
        "uint16",
        "int32",
        "int64",
        "float32",
        "float64",
      ]);
      const shape = random.pick(SHAPES);
      const size = shape.reduce((n, length) => n * length, 1);
      const data: AnyTypedArray = typed(
        dtype,
        Array.from({ length: size }, () => randomElement(random, dtype)),
      );
      const base = npArray(dtype, shape, data.slice() as AnyTypedArray);
      let view = base;
      let python = "a";
      for (let steps = random.integer(1, 3); steps > 0; steps--) {
        const next = step(random, view.shape);
        view = next.apply(view);
        python += next.python;
      }
      return { dtype, shape, data, base, view, python };
    });
    const wanted = await numpy.evaluateAll(
      cases.flatMap(({ dtype, shape, data, python }) => {
        const arrays = { a: oracleArray(dtype, shape, data) };
        return [
          { expression: python, arrays },
          { expression: `(np.add(${python}, ${python}, out=${python}), a)[1]`, arrays },
          { expression: `(a.fill(0), np.copyto(${python}, np.ones((), a.dtype)), a)[2]`, arrays },
          { expression: `${python}.reshape(-1)`, arrays },
        ];
      }),
    );
    const problems = new Problems();
    cases.forEach(({ dtype, shape, base, view, python }, i) => {
      const label = `${dtype} (${shape}) ${python}`;
      problems.add(label, compare(resultOf(view), wanted[4 * i]).problem);
      problems.add(`${label} reshaped`, compare(resultOf(view.reshape(-1)), wanted[4 * i + 3]).problem);
      view.iadd(view);
      problems.add(`${label} added to itself`, compare(resultOf(base), wanted[4 * i + 1]).problem);
      base.assign(0);
      view.assign(1);
      problems.add(`${label} set to 1`, compare(resultOf(base), wanted[4 * i + 2]).problem);
    });
    expect(problems.text).toBe("");
  });
});
