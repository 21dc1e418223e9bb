/**
 * How far each function may lie from the right result, in units in the last place: the one place where it is stated.
 * A function that isn't here agrees bit for bit.
 *
 * `exact` is the distance to the result computed in 80-bit floats and rounded (where NumPy's `longdouble` is that wide),
 * `numpy` the distance to NumPy's own, which has errors of its own: it states up to 4 for single precision and AVX-512
 * code paths, and differs between processors. https://numpy.org/doc/stable/reference/simd/index.html
 */
export interface UlpBound {
  readonly exact: number;
  readonly numpy: number;
}

/** The functions that are approximated. */
export type InexactOp = "exp" | "log" | "sin" | "cos" | "tan" | "tanh" | "power";

export const ULP_BOUNDS: Readonly<
  Record<InexactOp | "floor_divide", Readonly<Record<"float32" | "float64", UlpBound>>>
> = {
  exp: { float32: { exact: 2, numpy: 4 }, float64: { exact: 1, numpy: 3 } },
  log: { float32: { exact: 2, numpy: 4 }, float64: { exact: 1, numpy: 3 } },
  sin: { float32: { exact: 2, numpy: 4 }, float64: { exact: 1, numpy: 3 } },
  cos: { float32: { exact: 2, numpy: 4 }, float64: { exact: 1, numpy: 3 } },
  tan: { float32: { exact: 2, numpy: 4 }, float64: { exact: 2, numpy: 4 } },
  tanh: { float32: { exact: 2, numpy: 4 }, float64: { exact: 2, numpy: 4 } },
  // Beyond 2^24 NumPy rounds the quotient and its correction one after the other; we divide in float64 and round once.
  floor_divide: { float32: { exact: 1, numpy: 1 }, float64: { exact: 0, numpy: 0 } },
  power: { float32: { exact: 2, numpy: 4 }, float64: { exact: 2, numpy: 3 } },
};

/** The bound of an operation in a dtype; undefined: bit for bit. */
export function ulpBound(op: string, dtype: string): UlpBound | undefined {
  if (!Object.hasOwn(ULP_BOUNDS, op) || (dtype !== "float32" && dtype !== "float64")) return undefined;
  return ULP_BOUNDS[op as keyof typeof ULP_BOUNDS][dtype];
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
      const parts = Object.entries(dtypes).flatMap(([dtype, bound]) => {
        const seen = (against: keyof UlpBound): string => {
          const ulp = this.#largest.get(`${op} ${dtype} ${against}`);
          return ulp === undefined ? "-" : `${ulp} (${bound[against]})`;
        };
        return this.#largest.has(`${op} ${dtype} numpy`)
          ? [`${dtype} ${seen("exact")} from exact, ${seen("numpy")} from NumPy`]
          : [];
      });
      if (parts.length > 0) lines.push(`  ${op.padEnd(12)} ${parts.join("; ")}`);
    }
    return lines.join("\n");
  }
}
