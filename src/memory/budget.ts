import { ValueError } from "../errors.js";

/** Leaves room in a 4 GiB address space for control regions, stretches in use by kernels, and fragmentation. */
export const DEFAULT_BUDGET_LIMIT = 3.5 * 2 ** 30;
/** When nothing says how much memory there is (a browser without navigator.deviceMemory). */
const UNKNOWN_MEMORY = 2 ** 31;

/** The text of a file, or undefined when it can't be read. */
export type ReadText = (path: string) => string | undefined;

/** Bytes of a unit: as disks count, and with an `i` as memory is made. */
export const BYTE_UNITS: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

/** Whole bytes that a number with one of those units means, in letters of any size; NaN if it is none. */
export function bytesIn(text: string, units: Readonly<Record<string, number>>): number {
  const [, digits, unit] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  return digits === undefined
    ? Number.NaN
    : Math.floor(Number(digits) * (units[unit!.toLowerCase()] ?? Number.NaN));
}

/**
 * Bytes meant by MANYCORE_MEMORY: a number of bytes, or a number with B, KB, MB, GB (powers of 1000) or KiB, MiB, GiB (powers of 1024).
 * @throws ValueError for anything else
 */
export function parseBytes(text: string): number {
  const bytes = bytesIn(text, BYTE_UNITS);
  if (!(bytes > 0)) {
    throw new ValueError(
      `MANYCORE_MEMORY is ${JSON.stringify(text)}; it must be a positive size in bytes, or with a unit, as 512MB or 2GiB`,
    );
  }
  return bytes;
}

/**
 * The smallest memory limit of the control groups that this process is in, v1 and v2, in bytes; Infinity when there is none.
 * In a container the cgroup file system usually shows the own group as its root, so the root is looked at, too.
 * https://docs.kernel.org/admin-guide/cgroup-v2.html (memory.max), …/cgroup-v1/memory.html (memory.limit_in_bytes)
 */
export function cgroupLimit(read: ReadText): number {
  let limit = Number.POSITIVE_INFINITY;
  const consider = (path: string): void => {
    const text = read(path)?.trim();
    if (text === undefined || !/^\d+$/.test(text)) return;
    const bytes = Number(text);
    // v1 writes "no limit" as a number near 2^63.
    if (bytes > 0 && bytes < 2 ** 60) limit = Math.min(limit, bytes);
  };
  const groups = read("/proc/self/cgroup") ?? "";
  const paths = { v1: [""], v2: [""] };
  for (const line of groups.split("\n")) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (path === undefined) continue;
    if (controllers === "") paths.v2.push(path);
    else if (controllers!.split(",").includes("memory")) paths.v1.push(path);
  }
  // A limit of any ancestor holds for the whole tree below it.
  for (const path of paths.v2) {
    for (const group of ancestors(path)) consider(`/sys/fs/cgroup${group}/memory.max`);
  }
  for (const path of paths.v1) {
    for (const group of ancestors(path)) consider(`/sys/fs/cgroup/memory${group}/memory.limit_in_bytes`);
  }
  return limit;
}

/** "/a/b" → ["/a/b", "/a", ""]. */
function ancestors(path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "");
  return [...parts.map((_, k) => `/${parts.slice(0, parts.length - k).join("/")}`), ""];
}

/**
 * Bytes that arrays may occupy: MANYCORE_MEMORY when it is set, else half of the memory that this process may use (the machine's or its
 * control group's), at most 3.5 GiB. Never more than `capacity`, what the heap's address space holds.
 */
export function defaultBudget(capacity: number): number {
  const node = typeof process === "undefined" ? undefined : process;
  const asked = node?.env?.MANYCORE_MEMORY;
  if (asked !== undefined && asked.trim() !== "") return Math.min(parseBytes(asked), capacity);
  return Math.min(DEFAULT_BUDGET_LIMIT, Math.floor(usableMemory() / 2), capacity);
}

function usableMemory(): number {
  const getBuiltin = typeof process === "undefined" ? undefined : process.getBuiltinModule;
  const os = getBuiltin?.("node:os");
  const fs = getBuiltin?.("node:fs");
  if (os === undefined || fs === undefined) {
    const gib =
      typeof navigator === "undefined" ? undefined : (navigator as { deviceMemory?: number }).deviceMemory;
    return gib === undefined ? UNKNOWN_MEMORY : gib * 2 ** 30;
  }
  const read: ReadText = (path) => {
    try {
      return fs.readFileSync(path, "utf8");
    } catch {
      return undefined;
    }
  };
  return Math.min(os.totalmem(), cgroupLimit(read));
}
