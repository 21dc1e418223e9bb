import { readdirSync, readlinkSync } from "node:fs";
import { test } from "vitest";
import { memoryStats } from "../../dist/memory/index.js";
import { sharedHeap } from "../../dist/memory/attach.js";
import { Seeded } from "../support/seeded.js";
import { faults } from "./faults.js";
import { holdings } from "./holdings.js";
const fds = () => new Map(readdirSync("/proc/self/fd").map((fd) => { try { return [fd, readlinkSync("/proc/self/fd/" + fd)] as const; } catch { return [fd, ""] as const; } }));
test("x", async () => {
  const name = process.env.FAULT!;
  for (let k = 0; k < Number(process.env.TIMES); k++) {
    const before = fds();
    await faults[name]!((process.env.CONTEXT ?? "thread") as "thread", new Seeded(Number(process.env.SEED ?? k)));
    for (let i = 0; i < 40; i++) { await new Promise((r) => setTimeout(r, 20)); holdings(); }
    const after = fds();
    const more = [...after].filter(([fd, to]) => before.get(fd) !== to).map(([, to]) => to);
    console.log(k, JSON.stringify(holdings()), more);
  }
}, 100000);
