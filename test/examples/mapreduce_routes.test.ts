import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { silence } from "../../examples/flights/progress.js";
import type { Flights } from "../../examples/flights/question.js";
import { FlightsNotReadable, flightsFile } from "../../examples/flights/read_flights.js";
import { Routes, readFlight } from "../../examples/mapreduce/routes.js";
import { writeRoutesFile } from "../../examples/mapreduce/routes-file.js";
import { routesStage } from "../../examples/mapreduce/routes-stage.js";
import { scratchFolder } from "../setup/scratch-folder.js";
import { all, pairsOf, RUNNERS, runProgram } from "./mapreduce_program.js";

const circumstances = { progress: silence, patience: { runs: 1, milliseconds: 1000 } };

describe("routes", { timeout: 180_000 }, () => {
  it.each(RUNNERS)("have their flights counted, with -r %s", async (runner) => {
    const folder = scratchFolder({
      "a.csv": "LAX,SFO,10\nLAX,SFO,-4\nSFO,LAX,0\n",
      "b.csv": "LAX,SFO,3\nbroken\nLAX,,1\nLAX,SFO,late\n",
    });
    const { output, counters } = await Routes.run({ input: [folder], runner, workers: 2 });
    expect(await all(output)).toEqual([
      [
        ["LAX", "SFO"],
        [3, 3],
      ],
      [
        ["SFO", "LAX"],
        [1, 0],
      ],
    ]);
    expect(counters.toJSON().flights).toEqual({ "malformed lines": 3 });
  });

  it.each([
    ["LAX,SFO,-4", { route: ["LAX", "SFO"], delay: -4 }],
    ["A,B,0", { route: ["A", "B"], delay: 0 }],
    ...[
      "",
      ",",
      ",,",
      "LAX",
      "LAX,SFO",
      "LAX,5",
      "LAX,SFO,",
      ",SFO,1",
      "LAX,,1",
      "LAX,SFO,1.5",
      "LAX,SFO,1,2",
      "LAX,SFO, 1",
    ].map((line): [string, undefined] => [line, undefined]),
  ])("are read from %o", (line, flight) => expect(readFlight(line)).toEqual(flight));

  it("lie sorted over all parts", () => {
    const codes = Array.from({ length: 40 }, (_, index) =>
      String.fromCharCode(65 + ((index * 7) % 26), 65 + (index % 26)),
    );
    const input = scratchFolder({
      "in.csv": codes.flatMap((from) => codes.map((to) => `${from},${to},1\n`)).join(""),
    });
    const out = join(scratchFolder(), "out");
    const args = [input, "-o", out, "-r", "local", "--workers", "2", "--reducers", "4"];
    expect(runProgram("routes", args).status).toBe(0);
    const parts = readdirSync(out).filter((name) => name.startsWith("part-"));
    expect(parts).toHaveLength(4);
    const found = parts.sort().flatMap((name) => pairsOf(readFileSync(join(out, name), "utf8")));
    const names = found.map(([route]) => `${route}`);
    expect(names).toEqual([...new Set(codes.flatMap((from) => codes.map((to) => `${from},${to}`)))].sort());
  });
});

describe("the stage of the routes", { timeout: 180_000 }, () => {
  it("counts with one thread and with a job, which agree, and leaves nothing behind", async () => {
    const flights = { delay: new Float64Array(20_000) } as Flights;
    const { text, json } = await routesStage.run(flights, circumstances);
    expect(text[0]).toMatch(/^Which of [\d,]+ routes have most of 20,000 flights\?$/);
    expect(text.join("\n")).toMatch(/^MapReduce +\d+ +\d+ +\d+\.\d\d×$/m);
    expect(json).toMatchObject({ rows: 20_000, busiest: { length: 10 }, ways: { length: 2 } });
  });

  it("writes a file that only this user can read, and takes it away", async () => {
    let path = "";
    {
      using file = await writeRoutesFile(flightsFile(), 1000);
      path = file.path;
      expect(readFileSync(path, "utf8").match(/^[A-Z]{3},[A-Z]{3},-?\d+$/gm)).toHaveLength(1000);
    }
    expect(existsSync(dirname(path))).toBe(false);
    await expect(writeRoutesFile(join(scratchFolder(), "none'.parquet"), 1)).rejects.toThrow(
      FlightsNotReadable,
    );
  });
});
