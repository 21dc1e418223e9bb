/**
 * The CPU quota of the container or batch job that we run in. A fork–join team larger than the quota is
 * throttled as a whole, 100 ms at a time, so the team asks first. Rounded down, as Rust's
 * `available_parallelism` does (https://doc.rust-lang.org/std/thread/fn.available_parallelism.html).
 */

/** Reads a small text file; undefined when there is none. */
export type ReadText = (path: string) => string | undefined;

const MOUNT = "/sys/fs/cgroup";

/**
 * CPUs that the control groups of this process allow, at least 1; Infinity when nothing limits them.
 * Understands version 2 (`cpu.max`) and version 1 (`cpu.cfs_quota_us`); a parent's quota limits its children.
 */
export function cgroupCpus(read: ReadText): number {
  let cpus = Number.POSITIVE_INFINITY;
  for (const line of (read("/proc/self/cgroup") ?? "").split("\n")) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) continue;
    if (controllers === "") {
      cpus = Math.min(
        cpus,
        alongPath(path, (group) => quotaV2(read, `${MOUNT}${group}`)),
      );
    } else if (controllers.split(",").includes("cpu")) {
      const names = [...new Set([controllers, "cpu"])];
      for (const name of names) {
        cpus = Math.min(
          cpus,
          alongPath(path, (group) => quotaV1(read, `${MOUNT}/${name}${group}`)),
        );
      }
    }
  }
  return cpus === Number.POSITIVE_INFINITY ? cpus : Math.max(1, Math.floor(cpus));
}

/**
 * The smallest quota of a group and its parents. Inside a container the file system often shows only the
 * container's own group, as the root, while the path is the host's: the root is always looked at.
 */
function alongPath(path: string, quota: (group: string) => number): number {
  let smallest = quota("");
  let group = "";
  for (const part of path.split("/")) {
    if (part === "" || part === "..") continue;
    group += `/${part}`;
    smallest = Math.min(smallest, quota(group));
  }
  return smallest;
}

function quotaV2(read: ReadText, folder: string): number {
  const [quota, period] = (read(`${folder}/cpu.max`) ?? "max").trim().split(/\s+/);
  return ratio(quota, period);
}

function quotaV1(read: ReadText, folder: string): number {
  return ratio(read(`${folder}/cpu.cfs_quota_us`)?.trim(), read(`${folder}/cpu.cfs_period_us`)?.trim());
}

/** Unlimited is written `max` in version 2, -1 in version 1. */
function ratio(quota: string | undefined, period: string | undefined): number {
  const cpus = Number(quota) / Number(period);
  return cpus > 0 ? cpus : Number.POSITIVE_INFINITY;
}
