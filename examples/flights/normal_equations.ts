import type { Line } from "./question.js";

/** The sums of n points (x, y) that a least-squares line needs. */
export interface Sums {
  readonly n: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

/**
 * Solves the normal equations XᵀX β = Xᵀy of a straight line, where X has a column of ones and one of x, by Cramer's
 * rule; a 2 × 2 system has no better pivot to choose.
 *
 * @param sums with x in miles and y in minutes
 * @throws RangeError when all x are equal: any slope fits equally well then
 */
export function solveNormalEquations({ n, x, y, xx, xy, yy }: Sums): Line {
  const determinant = n * xx - x * x;
  if (!(determinant > 0)) {
    throw new RangeError(`a line needs at least two different distances; these ${n} flights have one`);
  }
  const slope = (n * xy - x * y) / determinant;
  const variation = n * yy - y * y;
  return {
    intercept: (y - slope * x) / n,
    slope: slope * 1000,
    // One variance explains the other: r² = β² Var(x) / Var(y); delays that are all equal leave nothing to explain.
    r2: variation > 0 ? (slope * slope * determinant) / variation : 0,
  };
}
