import * as cuda from "manycore/cuda";
import { describe, expect, it } from "vitest";
import { latenessStage } from "../../examples/cuda/flights-stage.js";
import { CLASSES, countInLoop, countLateness, HOURS } from "../../examples/cuda/lateness.js";
import { silence } from "../../examples/flights/progress.js";
import { seededFlights } from "./seeded_flights.js";

const circumstances = { progress: silence, patience: { runs: 2, milliseconds: 1000 } };

interface Document {
  readonly rows: number;
  readonly target: string;
  readonly hours: readonly (readonly number[])[];
  readonly ways: readonly { readonly title: string }[];
}

describe("the stage of lateness by hour", () => {
  it("counts every flight once, and says on which target", async () => {
    const flights = seededFlights(10_007);
    const { text, json } = await latenessStage.run(flights, circumstances);
    const { rows, target, hours, ways } = json as Document;
    expect(rows).toBe(10_007);
    expect(hours).toHaveLength(HOURS);
    expect(hours.flat().reduce((sum, n) => sum + n, 0)).toBe(10_007);
    expect(target).toBe(await cuda.target());
    expect(ways.map(({ title }) => title)).toContain(`kernel on the ${target}`);
    expect(text[0]).toContain(`its target here: ${target}`);
  });

  it("counts as lists do", async () => {
    const { delay, hour } = seededFlights(5000);
    const minutes = Int32Array.from(delay);
    const expected = Array.from({ length: HOURS }, (_, h) =>
      CLASSES.map(
        (from, k) =>
          [...minutes].filter(
            (late, i) => hour[i] === h && late >= from && late < (CLASSES[k + 1] ?? Number.POSITIVE_INFINITY),
          ).length,
      ),
    ).flat();
    const hours = Int32Array.from(hour);
    expect([...countInLoop(minutes, hours)]).toEqual(expected);
    const counts = cuda.deviceArray([HOURS, CLASSES.length], cuda.i32);
    await countLateness(7, 64)(await cuda.toDevice(minutes), await cuda.toDevice(hours), counts);
    expect([...(await counts.copyToHost())]).toEqual(expected);
  });
});
