/** Every operation of the table in every dtype that NumPy takes: special values against special values, and random ones. */
import { afterAll, describe, expect, test } from "vitest";
import type { AnyTypedArray, DTypeName } from "../../dist/array/index.js";
import { OP_NAMES, type OpName } from "../../dist/kernel/ops/table.js";
import { DTYPE_NAMES, mixedElements, specialPairs, typed } from "../support/array_values.js";
import { compare, Problems } from "../support/compare.js";
import { liveNumpy, type OracleArray } from "../support/numpy_oracle.js";
import { Seeded } from "../support/seeded.js";
import { MeasuredUlps, ulpBound } from "../support/ulp_bounds.js";
import { BACKENDS, npArray, npFunction, onBackend, oracleArray, resultOf } from "./np_runner.js";
import {
  argumentTypes,
  pythonCall,
  resultType,
  toleranceOf,
  withoutNegativeExponents,
} from "./sweep_cases.js";

/** Odd, so that the last vector is a part of one in every dtype. */
const UNARY_LENGTH = 1_037;
const ARGUMENT_NAMES = ["a", "b", "c"];

interface Operands {
  readonly types: readonly DTypeName[];
  readonly data: readonly AnyTypedArray[];
}

const random = new Seeded(20);
const unaryData = new Map(
  DTYPE_NAMES.map((dtype) => [dtype, typed(dtype, mixedElements(random, dtype, UNARY_LENGTH))]),
);
const pairs = new Map<string, readonly [AnyTypedArray, AnyTypedArray]>();

function pairOf(a: DTypeName, b: DTypeName): readonly [AnyTypedArray, AnyTypedArray] {
  const key = `${a} ${b}`;
  let found = pairs.get(key);
  if (found === undefined) pairs.set(key, (found = specialPairs(a, b)));
  return found;
}

function operandsOf(op: OpName, types: readonly DTypeName[]): Operands {
  if (types.length === 1) return { types, data: [unaryData.get(types[0]) as AnyTypedArray] };
  if (types.length === 2) {
    const [a, b] = pairOf(types[0], types[1]);
    return { types, data: [a, withoutNegativeExponents(op, types, b)] };
  }
  const [a, b] = pairOf(types[1], types[2]);
  const condition = typed(
    "bool",
    Array.from({ length: a.length }, (_, i) => i % 3 === 0),
  );
  return { types, data: [condition, a, b] };
}

describe("elementwise sweep beside NumPy", () => {
  const numpy = liveNumpy();
  const measured = new MeasuredUlps();
  afterAll(() => console.log(measured.report("elementwise, special and random values")));

  test.each(OP_NAMES)("%s", async (op) => {
    const cases = argumentTypes(op).map((types) => operandsOf(op, types));
    const wanted = await numpy.evaluateAll(
      cases.map(({ types, data }) => ({
        expression: pythonCall(op, types, ARGUMENT_NAMES.slice(0, types.length)),
        arrays: Object.fromEntries(
          data.map((x, i): [string, OracleArray] => [
            ARGUMENT_NAMES[i],
            oracleArray(types[i], [x.length], x),
          ]),
        ),
      })),
    );
    const problems = new Problems();
    cases.forEach(({ types, data }, i) => {
      const result = resultType(op, types) as DTypeName;
      for (const backend of BACKENDS) {
        const mine = onBackend(backend, () =>
          resultOf(npFunction(op)(...data.map((x, k) => npArray(types[k], [x.length], x)))),
        );
        const { problem, ulp } = compare(mine, wanted[i], toleranceOf(op, types));
        const label = `${backend.name} ${op}(${types})`;
        problems.add(label, problem === null ? null : `${problem}${inputsAt(problem, data)}`);
        if (problem === null && backend.name === "wasm" && ulpBound(op, result))
          measured.note(op, result, "numpy", ulp);
      }
    });
    expect(problems.text).toBe("");
    expect(problems.cases).toBe(BACKENDS.length * argumentTypes(op).length);
  });
});

/** The arguments that gave a wrong element. */
function inputsAt(problem: string, data: readonly AnyTypedArray[]): string {
  const place = /^element (\d+)/.exec(problem);
  return place === null ? "" : `, of ${data.map((x) => x[Number(place[1])]).join(" and ")}`;
}
