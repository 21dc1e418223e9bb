import { describe, expect, it } from "vitest";
import { runAlone } from "./support.js";

const MIB = 2 ** 20;

describe("a synchronous loop lives in bounded memory", () => {
  it("300 blocks of 80 MB in a budget of 480 MiB", () => {
    const result = runAlone(
      `const { f64 } = memory.heap();
       const base = process.memoryUsage().rss;
       let x = memory.newBlock(80e6), right = true;
       f64[x.address >>> 3] = 0;
       for (let k = 1; k <= 300; k++) {
         const y = memory.newBlock(80e6);
         // Every physical page of it.
         for (let at = y.address >>> 3; at < (y.address + 80e6) >>> 3; at += 512) f64[at] = k;
         right &&= f64[x.address >>> 3] === k - 1;
         f64[y.address >>> 3] = k;
         x = y;
       }
       const { peak, reclaims, used } = memory.memoryStats();
       say({ right, rss: process.memoryUsage().rss - base, peak, reclaims, used });`,
      { MANYCORE_MEMORY: "480MiB" },
    );
    expect(result.right).toBe(true);
    expect(result.rss).toBeLessThan((480 + 100) * MIB);
    expect(result.peak).toBeLessThanOrEqual(480 * MIB);
    expect(result.reclaims).toBeGreaterThan(50);
  });

  it("1e6 arrays of 8 KB, a few of them kept", () => {
    const result = runAlone(
      `const { f64 } = memory.heap();
       const base = process.memoryUsage().rss;
       const kept = [];
       for (let k = 0; k < 1e6; k++) {
         const block = memory.newBlock(8000);
         f64[block.address >>> 3] = k;
         if (k % 10007 === 0) kept.push({ k, block });
       }
       const right = kept.every(({ k, block }) => f64[block.address >>> 3] === k);
       say({ right, rss: process.memoryUsage().rss - base, peak: memory.memoryStats().peak });`,
      { MANYCORE_MEMORY: "300MB" },
    );
    expect(result.right).toBe(true);
    expect(result.peak).toBeLessThanOrEqual(300e6);
    expect(result.rss).toBeLessThan(300e6 + 200 * MIB);
  });

  it("one survivor in forty: slabs shrink instead of filling the budget", () => {
    const result = runAlone(
      `const kept = [];
       for (let k = 0; k < 4e5; k++) {
         const block = memory.newBlock(8000);
         if (k % 40 === 0) kept.push(block);
         if (kept.length > 5000) kept.shift();
       }
       const { peak, used } = memory.memoryStats();
       say({ peak, used });`,
      { MANYCORE_MEMORY: "400MB" },
    );
    // 5000 survivors of 8 KB are 40 MB; in slabs of 64 they would pin up to 2.5 GB.
    expect(result.peak).toBeLessThanOrEqual(400e6);
  });

  it("an asynchronous loop, too", () => {
    const result = runAlone(
      `for (let k = 0; k < 200; k++) {
         memory.newBlock(20e6);
         if (k % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
         else await null;
       }
       say({ peak: memory.memoryStats().peak });`,
      { MANYCORE_MEMORY: "200MB" },
    );
    expect(result.peak).toBeLessThanOrEqual(200e6);
  });

  it("collections are told on the event stream", () => {
    const result = runAlone(
      `const { subscribe } = await import(new URL("../events/index.js", import.meta.resolve(${"process.env.DOOR"})).href);
       const reasons = new Set();
       let freed = 0;
       subscribe("memory.reclaim", (event) => { reasons.add(event.reason); freed += event.freed; });
       for (let k = 0; k < 50; k++) memory.newBlock(10e6);
       memory.reclaim();
       say({ reasons: [...reasons].sort().join(), freed, tracked: memory.memoryStats().tracked });`,
      { MANYCORE_MEMORY: "200MB", DOOR: new URL("../../dist/memory/index.js", import.meta.url).href },
    );
    expect(result.reasons).toMatch(/call.*pace/);
    expect((result.freed as number) + (result.tracked as number)).toBe(500e6);
  });
});
