import { describe, expect, it } from "vitest";
import { Followers } from "../../examples/mapreduce/followers.js";
import { scratchFolder } from "../setup/scratch-folder.js";
import { Seeded } from "../support/seeded.js";
import { all, pairsOf, RUNNERS, runProgram } from "./mapreduce_program.js";

const TEXT = `ann: bob cid dot
bob: ann  ann ann

cid:
no colon here
dot : ann\tbob
: nobody
eve fay: ann
two: colons: here
`;

const ANSWERS: [string, unknown][] = [
  ["Most follows", ["ann", 2]],
  ["Average followers", 6 / 4],
  ["No followers", 1],
  ["Follows nobody", 0],
];

/** Who follows whom, reckoned the slow and obvious way. */
function reference(lines: readonly string[]) {
  const follows = new Map<string, number>();
  const followers = new Map<string, number>();
  for (const line of lines) {
    const parts = line.split(":");
    const names = (parts[0] ?? "").split(/\s/).filter(Boolean);
    if (parts.length !== 2 || names.length !== 1) continue;
    const [user = ""] = names;
    const own = [...new Set((parts[1] ?? "").split(/\s/).filter(Boolean))];
    followers.set(user, (followers.get(user) ?? 0) + own.length);
    for (const name of own) follows.set(name, (follows.get(name) ?? 0) + 1);
  }
  const users = [...new Set([...follows.keys(), ...followers.keys()])].sort();
  const n = (map: Map<string, number>, user: string) => map.get(user) ?? 0;
  const most = users.reduce(
    (best, user) => (n(follows, user) > n(follows, best) ? user : best),
    users[0] ?? "",
  );
  return new Map<string, unknown>([
    ["Most follows", [most, n(follows, most)]],
    ["Average followers", users.reduce((sum, user) => sum + n(followers, user), 0) / users.length],
    ["No followers", users.filter((user) => n(followers, user) === 0).length],
    ["Follows nobody", users.filter((user) => n(follows, user) === 0).length],
  ]);
}

function seededLines(seed: number): string[] {
  const random = new Seeded(seed);
  const users = Array.from({ length: random.integer(1, 60) }, (_, index) => `u${index}`);
  const bad = ["", "   ", "no colon", ":", ": x y", "a b: c", "a: b: c", "\t"];
  return Array.from({ length: 200 }, () => {
    if (random.next() < 0.1) return random.pick(bad);
    const names = Array.from({ length: random.integer(0, 12) }, () => random.pick(users));
    return `${random.pick(users)}${random.pick(["", " "])}:${names.map((name) => ` ${name}`).join(random.pick(["", " ", "\t"]))}`;
  });
}

describe("followers", { timeout: 180_000 }, () => {
  it("answers what its first lines say, from standard input too", () => {
    const { stdout, status, stderr } = runProgram("followers", ["--quiet"], TEXT);
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(pairsOf(stdout)).toEqual(ANSWERS);
    expect(stdout.split("\n")[0]).toBe('"Most follows"\t["ann",2]');
  });

  it.each(RUNNERS)("counts the lines that it skips, with -r %s", async (runner) => {
    const folder = scratchFolder({ "in.txt": TEXT, "more.txt": "cid: ann\n" });
    const { output, counters } = await Followers.run({ input: [folder], runner, workers: 2 });
    expect(new Map<string, unknown>(await all(output))).toEqual(
      new Map<string, unknown>([
        ["Most follows", ["ann", 3]],
        ["Average followers", 7 / 4],
        ["No followers", 0],
        ["Follows nobody", 0],
      ]),
    );
    expect(counters.toJSON().followers).toEqual({
      "blank lines": 1,
      "malformed lines": 4,
      "repeated users": 1,
    });
  });

  it.each([1, 2, 3])("agrees with a loop (seed %i)", async (seed) => {
    const lines = seededLines(seed);
    const folder = scratchFolder({ "in.txt": lines.join("\n") });
    for (const runner of RUNNERS) {
      const { output } = await Followers.run({ input: [folder], runner, workers: 2 });
      expect(new Map<string, unknown>(await all(output))).toEqual(reference(lines));
    }
  });

  it("says nothing where nobody is named", async () => {
    const folder = scratchFolder({ "in.txt": "\n\nnobody\n" });
    const { output } = await Followers.run({ input: [folder], runner: "inline" });
    expect(await all(output)).toEqual([]);
  });
});
