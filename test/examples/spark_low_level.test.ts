import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../setup/scratch-folder.js";
import { Seeded } from "../support/seeded.js";
import { skipWithoutSpark } from "../support/spark.js";
import { pairsOf, runProgram as runMapReduce } from "./mapreduce_program.js";
import { ENGINES, type EngineName, runProgram } from "./spark_program.js";

const TEXT = `ann: bob cid dot
bob: ann  ann ann

cid:
no colon here
dot : ann\tbob
: nobody
eve fay: ann
two: colons: here
`;

const ANSWERS = [
  ["Most follows", ["ann", 2]],
  ["Average followers", 6 / 4],
  ["No followers", 1],
  ["Follows nobody", 0],
];

/** Who follows whom, reckoned the slow and obvious way. */
function reference(lines: readonly string[]) {
  const edges = new Set<string>();
  const users = new Set<string>();
  for (const line of lines) {
    const parts = line.split(":");
    const names = (parts[0] ?? "").split(/\s/).filter(Boolean);
    if (parts.length !== 2 || names.length !== 1) continue;
    users.add(names[0] as string);
    for (const follower of (parts[1] ?? "").split(/\s/).filter(Boolean)) {
      users.add(follower);
      edges.add(`${names[0]} ${follower}`);
    }
  }
  const count = (place: number, user: string) =>
    [...edges].filter((edge) => edge.split(" ")[place] === user).length;
  const sorted = [...users].sort();
  const most = sorted.reduce((best, user) => (count(1, user) > count(1, best) ? user : best));
  return [
    ["Most follows", [most, count(1, most)]],
    ["Average followers", edges.size / users.size],
    ["No followers", sorted.filter((user) => count(0, user) === 0).length],
    ["Follows nobody", sorted.filter((user) => count(1, user) === 0).length],
  ];
}

function seededLines(seed: number, hasRepeats: boolean): string[] {
  const random = new Seeded(seed);
  const users = Array.from({ length: random.integer(5, 60) }, (_, index) => `u${index}`);
  const bad = ["", "   ", "no colon", ":", ": x y", "a b: c", "a: b: c", "\t"];
  const lines = (hasRepeats ? [...users, ...users] : users).map((user) => {
    const names = Array.from({ length: random.integer(0, 12) }, () => random.pick(users));
    return `${user}${random.pick(["", " "])}:${names.map((name) => ` ${name}`).join(random.pick(["", " ", "\t"]))}`;
  });
  return lines.flatMap((line) => (random.next() < 0.2 ? [random.pick(bad), line] : [line]));
}

describe.each(Object.keys(ENGINES) as EngineName[])(
  "the low-level program on %s",
  { timeout: 400_000 },
  (engine) => {
    if (engine === "spark") skipWithoutSpark();

    it("answers what its first lines say", async () => {
      const file = join(scratchFolder({ "in.txt": TEXT }), "in.txt");
      const { status, stderr, answers } = runProgram(
        "low-level-spark",
        "-w",
        "2",
        ...(await ENGINES[engine]()),
        file,
      );
      expect(stderr).toBe("");
      expect(status).toBe(0);
      expect(answers).toEqual(ANSWERS);
    });

    it("agrees with a loop, also where a user has several lines", async () => {
      const lines = seededLines(1, true);
      const file = join(scratchFolder({ "in.txt": lines.join("\n") }), "in.txt");
      const { answers } = runProgram("low-level-spark", "-w", "3", ...(await ENGINES[engine]()), file);
      expect(answers).toEqual(reference(lines));
    });
  },
);

describe("the low-level program", { timeout: 400_000 }, () => {
  it("prints what the MapReduce job prints", () => {
    const lines = seededLines(2, false);
    const file = join(scratchFolder({ "in.txt": lines.join("\n") }), "in.txt");
    const { answers } = runProgram("low-level-spark", "-w", "2", file);
    expect(answers).toEqual(pairsOf(runMapReduce("followers", ["--quiet", file]).stdout));
    expect(answers).toEqual(reference(lines));
  });

  it("says nothing where nobody is named", () => {
    const file = join(scratchFolder({ "in.txt": "\n\nnobody\n" }), "in.txt");
    expect(runProgram("low-level-spark", file)).toMatchObject({ status: 0, answers: [] });
  });

  it("tells in a line what is wrong", () => {
    const missing = runProgram("low-level-spark", "/nowhere/at all.txt");
    expect(missing.status).toBe(1);
    expect(missing.stderr).toContain("/nowhere/at all.txt");
    expect(missing.stderr).not.toContain("    at ");
    expect(runProgram("low-level-spark", "-w", "none", "file")).toMatchObject({
      status: 2,
      stdout: "",
      stderr: 'BadCommandLine: --workers is "none"; it takes a whole number from 1 to 9999.\n',
    });
    const both = runProgram("low-level-spark", "--remote", "sc://a", "--master", "local[1]", "file");
    expect(both.status).toBe(2);
    expect(runProgram("low-level-spark").stderr).toMatch(/^BadCommandLine: no file is given; it takes one\./);
    expect(runProgram("low-level-spark", "--help").stdout).toContain(
      "npx tsx examples/spark/low-level-spark.ts",
    );
  });
});
