import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, expectTypeOf, it, vi } from "vitest";
import {
  describeEvent,
  type EventOf,
  emit,
  listening,
  type ManycoreEvent,
  subscribe,
} from "../../dist/events/index.js";

const door = fileURLToPath(new URL("../../dist/events/index.js", import.meta.url));
const compiled = { name: "add_f64", backend: "wasm", bytes: 120, ms: 0.5 };
const reclaimed = { reason: "call", freed: 1, live: 2, ms: 3 } as const;

describe("the event stream", () => {
  it("tells listeners of a kind, and of all kinds, at once and in order", () => {
    const seen: string[] = [];
    const one = subscribe("kernel.compile", (event) => seen.push(`one ${event.name}`));
    const all = subscribe("all", (event) => seen.push(`all ${event.kind}`));
    emit("kernel.compile", compiled);
    emit("memory.reclaim", reclaimed);
    one.unsubscribe();
    all.unsubscribe();
    emit("kernel.compile", compiled);
    expect(seen).toEqual(["one add_f64", "all kernel.compile", "all memory.reclaim"]);
  });

  it("stamps kind and time, and leaves the payload alone", () => {
    const events: EventOf<"memory.reclaim">[] = [];
    const before = performance.now();
    const subscription = subscribe("memory.reclaim", (event) => events.push(event));
    emit("memory.reclaim", reclaimed);
    subscription.unsubscribe();
    expect(events[0]).toMatchObject({ kind: "memory.reclaim", ...reclaimed });
    expect(events[0]!.at).toBeGreaterThanOrEqual(before);
    expect(reclaimed).not.toHaveProperty("kind");
  });

  it("says whether anybody listens", () => {
    expect(listening()).toBe(false);
    const subscription = subscribe("blas.call", () => {});
    expect(listening()).toBe(true);
    expect(listening("blas.call")).toBe(true);
    expect(listening("kernel.run")).toBe(false);
    const all = subscribe("all", () => {});
    expect(listening("kernel.run")).toBe(true);
    subscription.unsubscribe();
    subscription.unsubscribe();
    expect(listening()).toBe(true);
    all[Symbol.dispose]();
    expect(listening()).toBe(false);
  });

  it("survives a listener that throws, and reports it once", () => {
    const report = vi.spyOn(console, "error").mockImplementation(() => {});
    const seen: string[] = [];
    const bad = subscribe("team.start", () => {
      throw new Error("listener");
    });
    const good = subscribe("team.start", () => seen.push("good"));
    emit("team.start", { threads: 2, ms: 1 });
    emit("team.start", { threads: 2, ms: 1 });
    bad.unsubscribe();
    good.unsubscribe();
    expect(seen).toEqual(["good", "good"]);
    expect(report).toHaveBeenCalledTimes(1);
    report.mockRestore();
  });

  it("lets listeners come and go during an event", () => {
    const seen: string[] = [];
    const first = subscribe("team.start", () => {
      first.unsubscribe();
      second.unsubscribe();
      late = subscribe("team.start", () => seen.push("late"));
    });
    const second = subscribe("team.start", () => seen.push("second"));
    let late: ReturnType<typeof subscribe> | undefined;
    emit("team.start", { threads: 2, ms: 1 });
    expect(seen).toEqual(["second"]);
    emit("team.start", { threads: 2, ms: 1 });
    expect(seen).toEqual(["second", "late"]);
    late?.unsubscribe();
    expect(listening()).toBe(false);
  });

  it("counts the same function twice when it subscribes twice", () => {
    let calls = 0;
    const listener = (): void => {
      calls++;
    };
    const a = subscribe("team.start", listener);
    const b = subscribe("team.start", listener);
    emit("team.start", { threads: 1, ms: 0 });
    a.unsubscribe();
    emit("team.start", { threads: 1, ms: 0 });
    b.unsubscribe();
    expect(calls).toBe(3);
  });

  it("is one stream for several copies of the package", async () => {
    const copy = (await import(`${door}?copy`)) as typeof import("../../dist/events/index.js");
    const seen: string[] = [];
    const subscription = copy.subscribe("all", (event: ManycoreEvent) => seen.push(event.kind));
    emit("team.start", { threads: 1, ms: 0 });
    subscription.unsubscribe();
    expect(seen).toEqual(["team.start"]);
  });

  it("has a typed union", () => {
    type Reclaim = Extract<ManycoreEvent, { kind: "memory.reclaim" }>;
    expectTypeOf<Reclaim["freed"]>().toEqualTypeOf<number>();
    // @ts-expect-error a payload of another kind
    const wrong = (): void => emit("team.start", { name: "x" });
    expect(wrong).toBeTypeOf("function");
  });
});

describe("MANYCORE_DEBUG", () => {
  const program = `
    import { emit } from ${JSON.stringify(door)};
    emit("kernel.compile", { name: "add_f64", backend: "wasm", bytes: 120, ms: 0.5, listing: "local.get 0\\nf64.add\\n" });
    emit("kernel.run", { name: "add_f64", backend: "wasm", items: 10, threads: 1, ms: 0.1 });
  `;
  const run = (level: string): string =>
    spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      env: { ...process.env, MANYCORE_DEBUG: level },
      encoding: "utf8",
    }).stderr;

  it("1 prints kernels with their listing to stderr", () => {
    const lines = run("1").trimEnd().split("\n");
    expect(lines).toEqual([
      "manycore: kernel add_f64 (wasm, 120 bytes, 0.50 ms)",
      "  | local.get 0",
      "  | f64.add",
    ]);
  });

  it("2 prints runs, too, and 0 nothing", () => {
    expect(run("2")).toContain("manycore: run add_f64 10 items, 1 threads, 0.10 ms");
    expect(run("0")).toBe("");
    expect(run("")).toBe("");
  });

  it("describes every kind", () => {
    const at = 0;
    expect(
      describeEvent({ kind: "memory.reclaim", at, reason: "pace", freed: 2 ** 20, live: 0, ms: 12 }, 1),
    ).toBe("manycore: reclaim (pace) gave back 1.0 MiB, 0.0 MiB live, 12 ms");
    expect(describeEvent({ kind: "team.start", at, threads: 2, ms: 30 }, 1)).toBe(
      "manycore: team of 2 threads started in 30 ms",
    );
    const call = {
      kind: "blas.call",
      at,
      routine: "dgemm",
      provider: "OpenBLAS",
      m: 1,
      n: 2,
      k: 3,
      ms: 1,
    } as const;
    expect(describeEvent(call, 1)).toBe("");
    expect(describeEvent(call, 2)).toBe("manycore: blas dgemm 1x2x3 on OpenBLAS, 1.00 ms");
  });

  it("imports without a process, as in a browser", () => {
    const text = execFileSync(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `const out = console.log.bind(console);
         delete globalThis.process;
         const { emit, subscribe } = await import(${JSON.stringify(door)});
         subscribe("team.start", (event) => out("threads", event.threads));
         emit("team.start", { threads: 3, ms: 0 });`,
      ],
      { encoding: "utf8" },
    );
    expect(text.trim()).toBe("threads 3");
  });
});
