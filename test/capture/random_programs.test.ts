import { expect, test } from "vitest";
import { type Closure, captureClosure } from "../../dist/capture/index.js";
import { Seeded } from "../support/seeded.js";
import { randomProgram } from "./random_program.js";

const PROGRAMS = 250;
const ARGUMENTS = [0, 1, 4, 7];

type Target = (x: number) => unknown;

/** What calls give, or how the first one that fails fails. */
function outcomes(target: Target): unknown[] {
  return ARGUMENTS.map((x) => {
    try {
      return target(x);
    } catch (error) {
      return String(error);
    }
  });
}

/** Makes the function again of what was captured. These programs import nothing. */
function made(closure: Closure): Target {
  const names = closure.variables.map(({ name }) => name);
  const values = closure.variables.map((variable) =>
    "value" in variable ? variable.value : expect.fail(variable.name),
  );
  const strict = closure.strict ? '"use strict"; ' : "";
  return new Function(...names, `${strict}return (${closure.source});`)(...values) as Target;
}

test(`${PROGRAMS} random programs: the captured source with the captured values does what the function does`, () => {
  let captured = 0;
  for (let seed = 0; seed < PROGRAMS; seed++) {
    const program = randomProgram(new Seeded(seed));
    const target = new Function(program)() as Target;
    const closure = captureClosure(target);
    captured += closure.variables.length;
    const copy = made(closure);
    const expected = outcomes(target);
    expect(outcomes(copy), `seed ${seed}\n${program}\n→ ${closure.source}`).toEqual(expected);
    expect(copy.name, `seed ${seed}\n${program}`).toBe(target.name);
  }
  // The programs are worth something only when they close over a lot.
  expect(captured).toBeGreaterThan(PROGRAMS * 2);
});
