import { describe, expect, it } from "vitest";
import { Pacing } from "../../dist/memory/pacing.js";
import { CLASS_COUNT, largePages, sizeClass } from "../../dist/memory/size-class.js";
import { SlabSizes, slabStride } from "../../dist/memory/slab.js";
import type { SweepResult } from "../../dist/memory/tracker.js";

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Runs a loop of steps of `stepMs` that each allocate `bytes`, all garbage at once, on a clock of its own. */
function simulate(options: { budget: number; bytes: number; stepMs: number; gcMs: number; steps: number }) {
  let now = 0;
  const pacing = new Pacing(options.budget, () => now);
  let collections = 0;
  let gcMs = 0;
  let garbage = 0;
  let peak = 0;
  for (let k = 0; k < options.steps; k++) {
    const due = pacing.count(options.bytes);
    if (due || garbage + options.bytes > options.budget) {
      now += options.gcMs;
      gcMs += options.gcMs;
      collections++;
      pacing.collected(options.gcMs, garbage, 0);
      garbage = 0;
    }
    garbage += options.bytes;
    peak = Math.max(peak, garbage);
    now += options.stepMs;
  }
  return { share: gcMs / now, collections, peak };
}

describe("pacing", () => {
  it("80 MB a step, small JavaScript heap: under a tenth of the time, under a third of the budget", () => {
    const { share, peak } = simulate({ budget: 3.5 * GIB, bytes: 80e6, stepMs: 18, gcMs: 4.5, steps: 2000 });
    expect(share).toBeLessThan(0.1);
    expect(peak).toBeLessThan(1.2 * GIB);
  });

  it("8 KB a step of 0.5 µs: under 0.1 µs a step", () => {
    const { share, peak, collections } = simulate({
      budget: 3.5 * GIB,
      bytes: 8000,
      stepMs: 0.0005,
      gcMs: 4.5,
      steps: 3_000_000,
    });
    expect((collections * 4.5e3) / 3_000_000).toBeLessThan(0.1);
    expect(share).toBeLessThan(0.2);
    expect(peak).toBeLessThan(1.2 * GIB);
  });

  it("a collection of 2 s, as an 850 MB JavaScript heap makes it: under a tenth, or as rare as the budget allows", () => {
    const slow = simulate({ budget: 3.5 * GIB, bytes: 8e6, stepMs: 2, gcMs: 2000, steps: 100_000 });
    // 2.4 GiB of garbage between collections is all there is: 450 steps of 8 MB, and so 0.9 s of work for 2 s.
    expect(slow.collections).toBeLessThan(100_000 / 300);
    const calm = simulate({ budget: 3.5 * GIB, bytes: 1e6, stepMs: 20, gcMs: 2000, steps: 20_000 });
    expect(calm.share).toBeLessThan(0.1);
  });

  it("returns to frequent collections when they are cheap for the time between them", () => {
    const { peak } = simulate({ budget: 3.5 * GIB, bytes: 80e6, stepMs: 500, gcMs: 4.5, steps: 50 });
    expect(peak).toBeLessThan(0.3 * GIB);
  });

  it("collects less often while collections yield little", () => {
    let now = 0;
    const pacing = new Pacing(3.5 * GIB, () => now);
    const before = pacing.trigger;
    now += 1000;
    pacing.count(200 * MIB);
    pacing.collected(5, 1 * MIB, 199 * MIB);
    expect(pacing.trigger).toBeGreaterThan(before);
  });

  it("stays within a small budget", () => {
    expect(new Pacing(32 * MIB).trigger).toBeLessThanOrEqual(16 * MIB);
  });

  it("forgets what was freed early", () => {
    const pacing = new Pacing(GIB);
    for (let k = 0; k < 100; k++) {
      expect(pacing.count(50 * MIB)).toBe(false);
      pacing.swept(50 * MIB);
    }
  });
});

describe("slab sizes", () => {
  const c = sizeClass(8000);
  const verdict = (young: number, dead: number, live: number): SweepResult => ({
    freed: 0,
    deadLarge: 0,
    liveSlabBytes: new Float64Array(CLASS_COUNT).fill(live),
    youngSlabs: new Int32Array(CLASS_COUNT).fill(young),
    deadYoungSlabs: new Int32Array(CLASS_COUNT).fill(dead),
  });

  it("go down while survivors pin slabs that fill the budget, and up again", () => {
    const sizes = new SlabSizes();
    const seen = [sizes.count(c)];
    for (let k = 0; k < 4; k++) {
      sizes.adapt(verdict(100, 10, 0.2 * GIB), GIB);
      seen.push(sizes.count(c));
    }
    for (let k = 0; k < 4; k++) {
      sizes.adapt(verdict(100, 99, 0.2 * GIB), GIB);
      seen.push(sizes.count(c));
    }
    expect(seen).toEqual([64, 16, 4, 1, 1, 4, 16, 64, 64]);
  });

  it("stay while living slabs fill little: there is no harm, and each smaller slab costs a WeakRef", () => {
    const sizes = new SlabSizes();
    for (let k = 0; k < 4; k++) sizes.adapt(verdict(100, 0, 0.01 * GIB), GIB);
    expect(sizes.count(c)).toBe(64);
  });

  it("go up again in calm", () => {
    const sizes = new SlabSizes();
    sizes.shrink(c);
    expect(sizes.count(c)).toBe(1);
    sizes.adapt(verdict(2, 2, 0), GIB);
    expect(sizes.count(c)).toBe(1);
    sizes.adapt(verdict(100, 60, 0), GIB);
    expect(sizes.count(c)).toBe(4);
  });

  it("keep a KiB of tiny arrays together whatever happens, and half a MiB at most", () => {
    const sizes = new SlabSizes();
    expect(sizes.count(sizeClass(32_768))).toBe(16);
    for (const bytes of [16, 128, 1024]) sizes.shrink(sizeClass(bytes));
    expect([16, 128, 1024].map((bytes) => sizes.count(sizeClass(bytes)))).toEqual([64, 8, 1]);
  });

  it("fill the pages that they take", () => {
    const sizes = new SlabSizes();
    for (const bytes of [4096, 5000, 8000, 8192, 12_000, 32_768]) {
      const each = sizeClass(bytes);
      const size = sizes.bytes(each);
      const stride = slabStride(each, sizes.count(each));
      expect(size % stride).toBe(0);
      expect(size / stride).toBeGreaterThanOrEqual(sizes.count(each));
      expect(largePages(size)).toBe(largePages(sizes.count(each) * stride));
    }
  });
});
