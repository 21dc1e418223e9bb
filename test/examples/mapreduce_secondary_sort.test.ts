import { describe, expect, it } from "vitest";
import { Visits } from "../../examples/mapreduce/secondary-sort.js";
import { scratchFolder } from "../setup/scratch-folder.js";
import { Seeded } from "../support/seeded.js";
import { all, byCodePoint, pairsOf, RUNNERS, runProgram } from "./mapreduce_program.js";

/** Visits by sorting everything in memory. */
function reference(views: readonly (readonly [time: number, visitor: string])[], gap: number) {
  const visits: [string, [number, number, number]][] = [];
  const sorted = [...views].sort(([t, a], [u, b]) => byCodePoint(a, b) || t - u);
  for (const [time, visitor] of sorted) {
    const last = visits.at(-1);
    if (last && last[0] === visitor && time - (last[1][0] + last[1][1]) <= gap) {
      last[1] = [last[1][0], time - last[1][0], last[1][2] + 1];
    } else visits.push([visitor, [time, 0, 1]]);
  }
  return visits;
}

describe("secondary sort", { timeout: 180_000 }, () => {
  it("cuts visits where a visitor is away, from views in any order", () => {
    const text = "9000 ann /c\n100 ann /a\n200 bob /a\nx bob /b\n1900 ann /b\n\n200 bob /a\n2001 bob /z\n";
    const { stdout, status } = runProgram("secondary-sort", ["--reducers", "1", "-"], text);
    expect(status).toBe(0);
    expect(pairsOf(stdout)).toEqual([
      ["ann", [100, 1800, 2]],
      ["ann", [9000, 0, 1]],
      ["bob", [200, 0, 2]],
      ["bob", [2001, 0, 1]],
    ]);
  });

  it.each([1, 2])("agrees with sorting all in memory (seed %i)", async (seed) => {
    const random = new Seeded(seed);
    const visitors = ["ann", "bob", "été", "ﬁ", "𝐀"];
    const views = Array.from({ length: 3000 }, () => {
      const time = random.integer(0, 4_000_000) / 4;
      return [time, random.pick(visitors)] as const;
    });
    const folder = scratchFolder({
      "1.txt": views
        .slice(0, 1000)
        .map(([time, visitor]) => `${time} ${visitor} /p\n`)
        .join(""),
      "2.txt": views
        .slice(1000)
        .map(([time, visitor]) => `${time} ${visitor} /q\n`)
        .join(""),
    });
    for (const runner of RUNNERS) {
      const job = { input: [folder], runner, workers: 2, reducers: 1, options: { gap: 900 } };
      const { output } = await Visits.run(job);
      expect(await all(output)).toEqual(reference(views, 900));
    }
  });
});
