import { describe, expect, test } from "vitest";
import { ValueError } from "../../dist/errors.js";
import { cgroupCpus } from "../../dist/threads/cgroup.js";
import type { Host } from "../../dist/threads/host.js";
import { sizeOfTeam } from "../../dist/threads/size.js";

const from =
  (files: Record<string, string>) =>
  (path: string): string | undefined =>
    files[path];

describe("CPUs that control groups allow", () => {
  test.each<[string, Record<string, string>, number]>([
    ["no control groups", {}, Number.POSITIVE_INFINITY],
    [
      "version 2, limited",
      { "/proc/self/cgroup": "0::/a.slice/job\n", "/sys/fs/cgroup/a.slice/job/cpu.max": "250000 100000\n" },
      2,
    ],
    [
      "version 2, a parent limits",
      {
        "/proc/self/cgroup": "0::/a.slice/job\n",
        "/sys/fs/cgroup/a.slice/cpu.max": "300000 100000\n",
        "/sys/fs/cgroup/a.slice/job/cpu.max": "max 100000\n",
      },
      3,
    ],
    [
      "version 2 in a container that sees its own group as the root",
      { "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "400000 100000\n" },
      4,
    ],
    [
      "version 1, the path is the host's",
      {
        "/proc/self/cgroup": "9:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n",
        "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "150000\n",
        "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
      },
      1,
    ],
    [
      "version 1, unlimited",
      {
        "/proc/self/cgroup": "1:cpu:/\n",
        "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
        "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
      },
      Number.POSITIVE_INFINITY,
    ],
    [
      "less than one CPU is one",
      { "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "5000 100000" },
      1,
    ],
  ])("%s", (_, files, cpus) => {
    expect(cgroupCpus(from(files))).toBe(cpus);
  });
});

describe("the size of the team", () => {
  const host = (cpus: number, variables: Record<string, string> = {}): Host =>
    ({ cpus: () => cpus, variable: (name: string) => variables[name] }) as unknown as Host;

  test("is the number of CPUs, within the room there is", () => {
    expect(sizeOfTeam(host(6), 255)).toBe(6);
    expect(sizeOfTeam(host(1000), 255)).toBe(255);
  });

  test("is less if Slurm says so", () => {
    expect(sizeOfTeam(host(6, { SLURM_CPUS_PER_TASK: "2" }), 255)).toBe(2);
    expect(sizeOfTeam(host(6, { SLURM_CPUS_PER_TASK: "64" }), 255)).toBe(6);
    expect(sizeOfTeam(host(6, { SLURM_CPUS_PER_TASK: "" }), 255)).toBe(6);
  });

  test("is what MANYCORE_THREADS says", () => {
    expect(sizeOfTeam(host(2, { MANYCORE_THREADS: "8", SLURM_CPUS_PER_TASK: "1" }), 255)).toBe(8);
    expect(sizeOfTeam(host(2, { MANYCORE_THREADS: "8" }), 1)).toBe(1);
  });

  test.each(["0", "-1", "2.5", "all"])("refuses MANYCORE_THREADS=%s", (text) => {
    expect(() => sizeOfTeam(host(2, { MANYCORE_THREADS: text }), 255)).toThrow(ValueError);
  });
});
