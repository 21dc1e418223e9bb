/**
 * How far each function may lie from the right result, in units in the last place: the one place where it is stated.
 * A function that isn't here agrees bit for bit.
 *
 * `exact` is the distance to the result computed in 80-bit floats and rounded (where NumPy's `longdouble` is that wide),
 * `numpy` the distance to NumPy's own, which has errors of its own, and other ones on processors with other vector units:
 * its bounds leave room for those.
 */
export interface UlpBound {
  readonly exact: number;
  readonly numpy: number;
}

export type InexactOp = "exp" | "log" | "sin" | "cos" | "tan" | "tanh" | "floor_divide" | "power";

const ULP_BOUNDS: Readonly<Record<InexactOp, Readonly<Record<"float32" | "float64", UlpBound>>>> = {
  exp: { float32: { exact: 1, numpy: 4 }, float64: { exact: 1, numpy: 2 } },
  log: { float32: { exact: 1, numpy: 4 }, float64: { exact: 1, numpy: 2 } },
  sin: { float32: { exact: 1, numpy: 4 }, float64: { exact: 1, numpy: 2 } },
  cos: { float32: { exact: 1, numpy: 4 }, float64: { exact: 1, numpy: 2 } },
  tan: { float32: { exact: 1, numpy: 4 }, float64: { exact: 2, numpy: 4 } },
  tanh: { float32: { exact: 1, numpy: 4 }, float64: { exact: 1, numpy: 4 } },
  power: { float32: { exact: 1, numpy: 2 }, float64: { exact: 1, numpy: 2 } },
  // From 2^22 on NumPy's float32 quotient is off by one: it rounds a - a mod b before dividing. Ours divides in float64.
  floor_divide: { float32: { exact: 0, numpy: 2 }, float64: { exact: 2, numpy: 0 } },
};

/** The bound of an operation in a dtype; undefined: bit for bit. */
export function ulpBound(op: string, dtype: string): UlpBound | undefined {
  if (!Object.hasOwn(ULP_BOUNDS, op) || (dtype !== "float32" && dtype !== "float64")) return undefined;
  return ULP_BOUNDS[op as InexactOp][dtype];
}

/** The largest distances that a test run saw, by function and dtype. */
export class MeasuredUlps {
  readonly #largest = new Map<string, number>();

  note(op: string, dtype: string, against: keyof UlpBound, ulp: number): void {
    const key = `${op} ${dtype} ${against}`;
    this.#largest.set(key, Math.max(this.#largest.get(key) ?? 0, ulp));
  }

  /** A line a function: what was measured, and the bound. */
  report(title: string): string {
    const lines = [`${title}: largest distance seen, in units in the last place (bound)`];
    for (const [op, dtypes] of Object.entries(ULP_BOUNDS)) {
      const parts = Object.entries(dtypes).flatMap(([dtype, bound]) =>
        (["exact", "numpy"] as const).flatMap((against) => {
          const ulp = this.#largest.get(`${op} ${dtype} ${against}`);
          const from = against === "exact" ? "the exact result" : "NumPy";
          return ulp === undefined ? [] : [`${dtype} ${ulp} (${bound[against]}) from ${from}`];
        }),
      );
      if (parts.length > 0) lines.push(`  ${op.padEnd(12)} ${parts.join(", ")}`);
    }
    return lines.join("\n");
  }
}
