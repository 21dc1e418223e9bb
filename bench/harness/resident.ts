import { readdirSync, readFileSync } from "node:fs";

/**
 * The megabytes that a process and its descendants hold, a page that several share counted once (the kernel's
 * proportional set size). NaN where there is no /proc.
 */
export function residentMegabytes(pid: number): number {
  return [pid, ...descendants(pid)].reduce((sum, one) => sum + (proportional(one) ?? 0), 0) || Number.NaN;
}

/** The most megabytes that a process itself has held since its start (`VmHWM`). NaN where there is no /proc. */
export function peakMegabytes(pid: number): number {
  const [, kilobytes] = read(`/proc/${pid}/status`).match(/^VmHWM:\s+(\d+) kB/m) ?? [];
  return kilobytes === undefined ? Number.NaN : (Number(kilobytes) * 1024) / 1e6;
}

function descendants(pid: number): number[] {
  return threadsOf(pid).flatMap((thread) => {
    const children = read(`/proc/${pid}/task/${thread}/children`).split(" ").filter(Boolean).map(Number);
    return children.flatMap((child) => [child, ...descendants(child)]);
  });
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** @returns `undefined` of a process that has ended meanwhile */
function proportional(pid: number): number | undefined {
  const [, kilobytes] = read(`/proc/${pid}/smaps_rollup`).match(/^Pss: +(\d+) kB/m) ?? [];
  return kilobytes === undefined ? undefined : (Number(kilobytes) * 1024) / 1e6;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
