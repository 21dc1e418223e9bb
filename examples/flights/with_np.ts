import * as blas from "manycore/blas";
import * as np from "manycore/numpy";
import { solveNormalEquations } from "./normal_equations.js";
import {
  BANDS,
  type DelayStatistics,
  type Flights,
  type Group,
  HOURS,
  LATE_AFTER,
  type Line,
} from "./question.js";
import type { Way } from "./way.js";

/** Columns as np holds them. */
interface Columns {
  readonly delay: np.NDArray<"float64">;
  readonly distance: np.NDArray<"float64">;
  readonly hour: np.NDArray<"uint8">;
}

/**
 * `manycore/numpy`: whole-array operations on vector lanes. An expression with a reduction at its end, such as
 * `np.where(mask, delay, 0).sum()`, is one pass over its inputs and makes no array in between.
 */
export const withNp: Way = {
  name: "np",
  title: "np",
  dtype: "float64",
  tolerance: 1e-9,
  prepare: (flights: Flights) => {
    const columns: Columns = {
      delay: np.asarray(flights.delay),
      distance: np.asarray(flights.distance),
      hour: np.asarray(flights.hour),
    };
    const design = designMatrix(columns);
    return {
      on: blasText(),
      statistics: () => statistics(columns),
      byDistance: () => byDistance(columns),
      byHour: () => byHour(columns),
      line: () => line(design, flights.delay.length),
    };
  },
};

function blasText(): string {
  const { kind, name, version, threads } = blas.provider();
  return kind === "embedded" ? "embedded BLAS" : `BLAS: ${name} ${version ?? ""}, ${threads} threads`;
}

function statistics({ delay }: Columns): DelayStatistics {
  return {
    count: delay.size,
    mean: delay.mean().item(),
    std: delay.std().item(),
    min: delay.min().item(),
    max: delay.max().item(),
    late: delay.gt(LATE_AFTER).mean().item(),
  };
}

function byDistance({ delay, distance }: Columns): Group[] {
  return BANDS.map(([from, to]) => group(np.logical_and(distance.ge(from), distance.lt(to)), delay));
}

function byHour({ delay, hour }: Columns): Group[] {
  return Array.from({ length: HOURS }, (_, h) => group(hour.eq(h), delay));
}

function group(mask: np.NDArray<"bool">, delay: Columns["delay"]): Group {
  const count = Number(mask.sum().item());
  return { count, mean: np.where(mask, delay, 0).sum().item() / count };
}

/**
 * Three rows for BLAS: ones and distances, which are Xᵀ, and below them the delays, y. They are a copy of their own,
 * because np reads an array whose memory has been handed out (`.data`) at once instead of fusing.
 */
function designMatrix({ delay, distance }: Columns): Float64Array {
  const rows = np.ones([3, delay.size]);
  rows.slice(1).assign(distance);
  rows.slice(2).assign(delay);
  return rows.data;
}

/** The normal equations XᵀX β = Xᵀy, with both products from BLAS. */
function line(design: Float64Array, n: number): Line {
  const [x, y] = [design.subarray(0, 2 * n), design.subarray(2 * n)];
  const xx = new Float64Array(4);
  const xy = new Float64Array(2);
  blas.dgemm("n", "t", 2, 2, n, 1, x, n, x, n, 0, xx, 2);
  blas.dgemv("n", 2, n, 1, x, n, y, 1, 0, xy, 1);
  return solveNormalEquations({
    n,
    x: xx[1] as number,
    y: xy[0] as number,
    xx: xx[3] as number,
    xy: xy[1] as number,
    yy: blas.ddot(n, y, 1, y, 1),
  });
}
