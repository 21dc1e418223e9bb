/** Math on lanes: within two units in the last place of Math's own, with JavaScript's special values, and the same on every gang. */
import { describe, expect, it } from "vitest";
import type { Expression } from "../../src/kernel/compile/ir.js";
import * as b from "./compile_wasm_builder.js";

const SPECIAL = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  2,
  -2,
  3,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  1e-300,
  700,
  -745,
  1e6,
];

/** Distance in representable numbers. */
function ulps(got: number, want: number, type: "f32" | "f64"): number {
  if (Object.is(got, want)) return 0;
  if (Number.isNaN(got) || Number.isNaN(want) || Number.isFinite(got) !== Number.isFinite(want))
    return Number.POSITIVE_INFINITY;
  const order = (x: number): bigint => {
    const bits =
      type === "f32"
        ? BigInt(new Int32Array(new Float32Array([x]).buffer)[0])
        : new BigInt64Array(new Float64Array([x]).buffer)[0];
    return bits < 0n ? -(bits & (type === "f32" ? 0x7fffffffn : 0x7fffffffffffffffn)) : bits;
  };
  return Math.abs(Number(order(got) - order(want)));
}

const names = [
  "exp",
  "expm1",
  "log",
  "log1p",
  "log2",
  "log10",
  "sin",
  "cos",
  "tan",
  "asin",
  "acos",
  "sinh",
  "cosh",
  "tanh",
  "acosh",
  "atanh",
] as const;

describe("Math on lanes", () => {
  for (const type of ["f32", "f64"] as const) {
    const column = type === "f32" ? Float32Array : Float64Array;
    const values = [
      ...SPECIAL,
      ...Array.from({ length: 400 }, (_, k) => Math.sin(k * 12.9898) * 1.5 ** (k % 20)),
    ];
    const round = (x: number): number => (type === "f32" ? Math.fround(x) : x);
    for (const name of names)
      it(`${type} ${name}`, () => {
        const x = b.variable("x", type);
        const program = b.programOf(b.functionOf("f", [x], type, [b.giveBack(b.math1(name, b.get(x)))]));
        const data = column.from(values);
        const [one, two] = [1, 2].map((lanes) =>
          b.runElements(program, [{ element: type, column: data }], type, lanes),
        );
        expect(one).toEqual(two);
        data.forEach((v, k) => {
          expect(
            ulps(two[k] as number, round(Math[name](v)), type),
            `${name}(${v}) = ${two[k]}`,
          ).toBeLessThanOrEqual(type === "f64" ? 4 : 2);
        });
      });

    it(`${type} **`, () => {
      const [x, y] = [b.variable("x", type), b.variable("y", type)];
      const power: Expression = b.arithmetic("pow", b.get(x), b.get(y));
      const program = b.programOf(b.functionOf("f", [x, y], type, [b.giveBack(power)]));
      const all = SPECIAL.concat([2.5, -7, 0.1]);
      const left = column.from(all.flatMap((v) => all.map(() => v)));
      const right = column.from(all.flatMap(() => all));
      const inputs = [left, right].map((c) => ({ element: type, column: c }));
      const [one, two] = [1, 2].map((lanes) => b.runElements(program, inputs, type, lanes));
      expect(one).toEqual(two);
      left.forEach((v, k) => {
        expect(
          ulps(two[k] as number, round(v ** right[k]), type),
          `${v} ** ${right[k]} = ${two[k]}`,
        ).toBeLessThanOrEqual(2);
      });
    });
  }
});
