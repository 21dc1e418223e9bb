import * as cp from "manycore/cupy";
import {
  BANDS,
  type DelayStatistics,
  type Flights,
  firstFlights,
  type Group,
  HOURS,
  LATE_AFTER,
  type Line,
} from "./question.js";
import { type Prepared, type Slow, type Way, WayNotHere } from "./way.js";

/** Columns as cp holds them on the GPU, which has no 64-bit floats and no bytes. */
interface Columns {
  readonly delay: cp.NDArray<"float32">;
  readonly distance: cp.NDArray<"float32">;
  readonly hour: cp.NDArray<"int32">;
}

/**
 * `manycore/cupy`: np's functions on the GPU. Values come back through `await`.
 *
 * Delays and distances are whole and small, so float32 holds them exactly; means and sums are rounded to its seven
 * digits, hence the tolerance.
 */
export const withCp: Way = {
  name: "cp",
  title: "cp",
  dtype: "float32",
  tolerance: 1e-5,
  prepare: async (flights: Flights): Promise<Prepared> => {
    const name = await deviceName();
    const slow = slowness(name, flights.delay.length);
    const columns = toDevice(slow ? firstFlights(flights, slow.rows) : flights);
    await Promise.all([columns.delay.ready(), columns.distance.ready(), columns.hour.ready()]);
    return {
      on: name,
      ...(slow ? { slow } : {}),
      statistics: () => statistics(columns),
      byDistance: () => byDistance(columns),
      byHour: () => byHour(columns),
      line: () => line(columns),
    };
  },
};

/** Drivers that compute on the CPU, for tests: SwiftShader, Mesa's, Microsoft's. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|warp|basic render/i;
/** What such a driver computes in a few seconds. */
const SOFTWARE_ROWS = 500_000;

/** Opens the device with a first small array. */
async function deviceName(): Promise<string> {
  try {
    const first = await cp.zeros([1]).ready();
    return first.device.name ?? "GPU";
  } catch (cause) {
    if (cause instanceof cp.DeviceError) throw new WayNotHere(cause.message, { cause });
    throw cause;
  }
}

function slowness(device: string, rows: number): Slow | undefined {
  if (!SOFTWARE.test(device) || rows <= SOFTWARE_ROWS) return undefined;
  return { rows: SOFTWARE_ROWS, why: "this driver imitates a GPU on the CPU" };
}

function toDevice({ delay, distance, hour }: Flights): Columns {
  return {
    delay: cp.asarray(delay, { dtype: "float32" }),
    distance: cp.asarray(distance, { dtype: "float32" }),
    hour: cp.asarray(hour, { dtype: "int32" }),
  };
}

async function statistics({ delay }: Columns): Promise<DelayStatistics> {
  const count = delay.size;
  const [mean, std, min, max, late] = await Promise.all([
    delay.mean().item(),
    delay.std().item(),
    delay.min().item(),
    delay.max().item(),
    delay.gt(LATE_AFTER).sum().item(),
  ]);
  return { count, mean, std, min, max, late: Number(late) / count };
}

function byDistance({ delay, distance }: Columns): Promise<Group[]> {
  return groups(
    BANDS.map(([from, to]) => cp.logical_and(distance.ge(from), distance.lt(to))),
    delay,
  );
}

function byHour({ delay, hour }: Columns): Promise<Group[]> {
  return groups(
    Array.from({ length: HOURS }, (_, h) => hour.eq(h)),
    delay,
  );
}

/** All groups are asked for before the first is awaited, so that the device isn't left waiting for the next. */
function groups(masks: readonly cp.NDArray<"bool">[], delay: Columns["delay"]): Promise<Group[]> {
  return Promise.all(
    masks.map(async (mask): Promise<Group> => {
      const [count, total] = await Promise.all([mask.sum().item(), cp.where(mask, delay, 0).sum().item()]);
      return { count: Number(count), mean: total / Number(count) };
    }),
  );
}

/**
 * The line through deviations from the means: Σ dx·dy / Σ dx². The sums of squares themselves, which the float64 ways
 * use, would lose the slope in float32, as it is a small difference of large numbers.
 */
async function line({ delay, distance }: Columns): Promise<Line> {
  const [meanDelay, meanDistance] = await Promise.all([delay.mean().item(), distance.mean().item()]);
  const [dx, dy] = [distance.sub(meanDistance), delay.sub(meanDelay)];
  const [xx, xy, yy] = await Promise.all([
    dx.mul(dx).sum().item(),
    dx.mul(dy).sum().item(),
    dy.mul(dy).sum().item(),
  ]);
  const slope = xy / xx;
  return { intercept: meanDelay - slope * meanDistance, slope: slope * 1000, r2: (slope * slope * xx) / yy };
}
