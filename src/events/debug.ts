import type { ManycoreEvent } from "./kinds.js";

const INSTALLED = Symbol.for("manycore.events.debug");

/**
 * Subscribes the printer when MANYCORE_DEBUG asks for it: 1 prints each kernel as it is compiled, reclaims and the
 * start of the team; 2 also each run and BLAS call. (tinygrad's DEBUG=n is the model.)
 */
export function installDebugPrinter(
  subscribe: (kind: "all", listener: (event: ManycoreEvent) => void) => unknown,
): void {
  const level = debugLevel();
  const holder = globalThis as { [INSTALLED]?: boolean };
  if (level === 0 || holder[INSTALLED] === true) return;
  holder[INSTALLED] = true;
  subscribe("all", (event) => {
    const text = describeEvent(event, level);
    if (text !== "") printLine(text);
  });
}

function debugLevel(): number {
  const text = typeof process === "undefined" ? undefined : process.env?.MANYCORE_DEBUG;
  if (text === undefined || text === "" || text === "0") return 0;
  const level = Number(text);
  return Number.isFinite(level) ? level : 1;
}

/** Straight to the descriptor: a worker's `process.stderr` waits for the main thread, which may be blocked in a kernel. */
function printLine(text: string): void {
  const fs = typeof process === "undefined" ? undefined : process.getBuiltinModule?.("node:fs");
  if (fs === undefined) {
    console.debug(text);
    return;
  }
  try {
    fs.writeSync(2, `${text}\n`);
  } catch {
    // A full non-blocking pipe (EAGAIN): the stream's own buffer takes the line.
    process.stderr.write(`${text}\n`);
  }
}

/** One event as text: the line that MANYCORE_DEBUG prints, or "" when `level` is too low for it. */
export function describeEvent(event: ManycoreEvent, level: number): string {
  switch (event.kind) {
    case "kernel.compile": {
      const head = `manycore: kernel ${event.name} (${event.backend}, ${event.bytes} bytes, ${ms(event.ms)})`;
      if (event.listing === undefined || event.listing === "") return head;
      const lines = event.listing.trimEnd().split("\n");
      return [head, ...lines.map((line) => `  | ${line}`)].join("\n");
    }
    case "memory.reclaim":
      return `manycore: reclaim (${event.reason}) gave back ${mib(event.freed)}, ${mib(event.live)} live, ${ms(event.ms)}`;
    case "team.start":
      return `manycore: team of ${event.threads} threads started in ${ms(event.ms)}`;
    case "kernel.run":
      return level < 2
        ? ""
        : `manycore: run ${event.name} ${event.items} items, ${event.threads} threads, ${ms(event.ms)}`;
    case "team.run":
      return level < 2
        ? ""
        : `manycore: team ${event.kernel} ${event.total}/${event.grain}, ${event.threads} threads, ${ms(event.ms)}`;
    case "blas.call":
      return level < 2
        ? ""
        : `manycore: blas ${event.routine} ${event.m}x${event.n}x${event.k} on ${event.provider}, ${ms(event.ms)}`;
    default:
      // A kind that another room added: its fields as they are.
      return level < 2 ? "" : `manycore: ${JSON.stringify(event)}`;
  }
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`;
}

function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
