/** The programs of examples/mapreduce/ as they stand, with `-r spark`. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Followers } from "../../../examples/mapreduce/followers.js";
import { InvertedIndex } from "../../../examples/mapreduce/inverted-index.js";
import { OrdersOfCustomers } from "../../../examples/mapreduce/join.js";
import { Visits } from "../../../examples/mapreduce/secondary-sort.js";
import { WordCount } from "../../../examples/mapreduce/word-count.js";
import { scratchFolder } from "../../setup/scratch-folder.js";
import { Seeded } from "../../support/seeded.js";
import { SPARK_TEST_MILLISECONDS } from "../../support/spark.js";
import { agrees, onSpark } from "./spark_support.js";

onSpark();

const random = new Seeded(7);
const WORDS = ["a", "b", "été", "ﬁ", "𝐀", "the", "of", "and"];
const text = (lines: number): string =>
  Array.from({ length: lines }, () =>
    Array.from({ length: random.integer(0, 12) }, () => random.pick(WORDS)).join(" "),
  ).join("\n");

describe("as a function", { timeout: SPARK_TEST_MILLISECONDS }, () => {
  test("word count", async () => {
    const folder = scratchFolder({ "1.txt": text(3000), "2.txt": text(50) });
    expect(
      (await agrees(WordCount, { input: folder, reducers: 3, splitSize: 20_000 })).length,
    ).toBeGreaterThan(5);
  });

  test("an inverted index: the file's name is known", async () => {
    const folder = scratchFolder({ "1.txt": text(100), "2.txt": text(50) });
    await agrees(InvertedIndex, { input: folder, reducers: 2 });
  });

  test("followers: several steps", async () => {
    const names = Array.from({ length: 40 }, (_, i) => `user${i}`);
    const lines = names.map((name) => `${name}: ${names.filter(() => random.next() < 0.2).join(" ")}`);
    const folder = scratchFolder({ "f.txt": `${lines.join("\n")}\n` });
    expect(await agrees(Followers, { input: folder, reducers: 1 })).toHaveLength(4);
  });

  test("secondary sort: values in order", async () => {
    const views = Array.from(
      { length: 3000 },
      () => `${random.integer(0, 4e6) / 4} ${random.pick(WORDS)} /p`,
    );
    const folder = scratchFolder({
      "1.txt": views.slice(0, 1000).join("\n"),
      "2.txt": views.slice(1000).join("\n"),
    });
    await agrees(Visits, { input: folder, reducers: 3, splitSize: 9000, options: { gap: 900 } });
  });

  test("join: keys grouped by a part of them", async () => {
    const id = () => `${random.integer(1, 60)}`;
    const customers = Array.from({ length: 50 }, (_, n) => `customer\t${id()}\tname ${n}`);
    const orders = Array.from({ length: 400 }, (_, n) => `order\t${n}\t${id()}\t${n / 4}`);
    const folder = scratchFolder({ "a.tsv": orders.join("\n"), "b.tsv": customers.join("\n") });
    for (const outer of [false, true])
      await agrees(OrdersOfCustomers, { input: folder, reducers: 3, options: { outer } });
  });
});

describe("from the command line", { timeout: SPARK_TEST_MILLISECONDS }, () => {
  const run = (args: readonly string[], input = "") =>
    spawnSync(process.execPath, ["--import", "tsx", "examples/mapreduce/word-count.ts", ...args], {
      encoding: "utf8",
      timeout: SPARK_TEST_MILLISECONDS,
      input,
    });

  test("-r spark prints what -r inline prints, from files and from standard input", () => {
    const folder = scratchFolder({ "1.txt": text(300) });
    const inline = run([folder, "-r", "inline", "--reducers", "2"]);
    const spark = run([folder, "-r", "spark", "--reducers", "2"]);
    expect(spark.stderr).toContain("reduce");
    expect(spark.status).toBe(0);
    expect(spark.stdout).toBe(inline.stdout);
    const piped = run(["-r", "spark", "--reducers", "2", "-"], readFileSync(join(folder, "1.txt"), "utf8"));
    expect(piped.stdout).toBe(inline.stdout);
  });

  test("--output has a part a reducer and _SUCCESS, as inline's", () => {
    const folder = scratchFolder({ "in/1.txt": text(300) });
    for (const runner of ["inline", "spark"]) {
      const { status } = run([
        join(folder, "in"),
        "-r",
        runner,
        "--reducers",
        "3",
        "--output",
        join(folder, runner),
      ]);
      expect(status).toBe(0);
    }
    const parts = (runner: string) =>
      Object.fromEntries(
        readdirSync(join(folder, runner))
          .filter((name) => name !== "_SUCCESS")
          .map((name) => [name, readFileSync(join(folder, runner, name), "utf8")]),
      );
    expect(existsSync(join(folder, "spark", "_SUCCESS"))).toBe(true);
    expect(Object.keys(parts("spark"))).toEqual(["part-00000", "part-00001", "part-00002"]);
    expect(parts("spark")).toEqual(parts("inline"));
  });
});
