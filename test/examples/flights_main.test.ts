import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";

const TSX = createRequire(import.meta.url).resolve("tsx/cli");

function run(...args: string[]) {
  return spawnSync(process.execPath, [TSX, "examples/flights/main.ts", ...args], {
    encoding: "utf8",
    timeout: 120_000,
  });
}

interface WayRow {
  name: string;
  ran: boolean;
  reason?: string;
  tolerance: number;
  milliseconds?: { cold: number; warm: number };
  largestDifference?: { size: number };
}

describe("the main job", { timeout: 150_000 }, () => {
  it("prints one JSON document and nothing else with --json", () => {
    const { status, stdout, stderr } = run("--json", "--rows", "20000", "--runs", "1", "--embedded");
    expect(stderr).not.toContain("reading flights");
    expect(status).toBe(0);
    const document = JSON.parse(stdout);
    expect(document.data).toMatchObject({ rows: 20_000, rowsInFile: 3_000_000 });
    const { answers, ways } = document.stages.arrays as {
      answers: Record<string, unknown[]>;
      ways: WayRow[];
    };
    expect(answers.byHour).toHaveLength(24);
    expect(ways.map(({ name }) => name)).toEqual(["array", "loop", "np", "cp"]);
    for (const way of ways) {
      if (!way.ran) {
        expect(way.name).toBe("cp");
        expect(way.reason).toMatch(/GPU/);
        continue;
      }
      expect(way.milliseconds?.warm).toBeGreaterThan(0);
      expect(way.largestDifference?.size).toBeLessThanOrEqual(way.tolerance);
    }
  });

  it("prints answers, charts and times for people, and its progress in plain lines beside them", () => {
    const { status, stdout, stderr } = run("--rows", "5000", "--runs", "1", "--embedded");
    expect(status).toBe(0);
    expect(stdout).toContain("Mean delay by hour of departure");
    expect(stdout).toMatch(/plain Array, float64 +\d/);
    expect(stdout).toMatch(/np, float64 +\d/);
    expect(stderr).toMatch(/^reading flights: 5,000 from/);
    expect(`${stdout}${stderr}`).not.toContain("\r");
  });

  it("ends with 2 and a line that says what is allowed after a bad option", () => {
    const { status, stdout, stderr } = run("--rows", "none");
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^BadCommandLine: --rows is "none"; it takes a whole number from 100 on\.\n$/);
  });
});
