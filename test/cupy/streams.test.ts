/** Devices, streams and events. */
import { describe, expect, test } from "vitest";
import * as cp from "../../src/cupy/index.js";
import { skipWithout } from "../support/parts.js";

describe("cp.cuda", () => {
  skipWithout("vulkan", "swiftshader");

  test("the device", async () => {
    expect(await cp.cuda.runtime.getDeviceCount()).toBe(1);
    const device = new cp.cuda.Device(0);
    await device.synchronize();
    expect(device.name).toMatch(/swiftshader/i);
    expect(device.attributes.maxComputeInvocationsPerWorkgroup).toBeGreaterThanOrEqual(128);
    expect(() => new cp.cuda.Device(1)).toThrow(cp.ValueError);
  });

  test("streams nest, and end with their blocks", () => {
    expect(cp.cuda.get_current_stream()).toBe(cp.cuda.Stream.null);
    {
      using outer = new cp.cuda.Stream().use();
      {
        using inner = new cp.cuda.Stream().use();
        expect(cp.cuda.get_current_stream()).toBe(inner);
      }
      expect(cp.cuda.get_current_stream()).toBe(outer);
    }
    expect(cp.cuda.get_current_stream()).toBe(cp.cuda.Stream.null);
  });

  test("events stand in the order of the queue and have times", async () => {
    const stream = new cp.cuda.Stream();
    const start = stream.record();
    expect(start.done).toBe(false);
    const x = await cp.arange(100_000).sin().ready();
    const end = new cp.cuda.Event();
    expect(end.done).toBe(true);
    expect(() => cp.cuda.get_elapsed_time(start, end)).toThrow(cp.ValueError);
    end.record(stream);
    await end.synchronize();
    await start.synchronize();
    expect([start.done, end.done]).toEqual([true, true]);
    expect(cp.cuda.get_elapsed_time(start, end)).toBeGreaterThanOrEqual(0);
    expect(cp.cuda.get_elapsed_time(end, start)).toBeLessThanOrEqual(0);
    await stream.synchronize();
    expect(x.size).toBe(100_000);
  });
});
