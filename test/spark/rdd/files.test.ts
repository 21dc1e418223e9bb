/** Text files in and out, and programs in between. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { failure, onBackends, scene } from "./rdd_support.js";

onBackends((at) => {
  describe("textFile", () => {
    test("gives the lines in their order, however it is cut", async () => {
      const lines = Array.from({ length: 5000 }, (_, i) => `line ${i} ${"é€𝄞".repeat(i % 7)}`);
      const path = at.path("lines.txt");
      writeFileSync(path, lines.join("\n"));
      for (const parts of [1, 2, 7]) {
        const rdd = at.sc.textFile(path, parts);
        expect(await rdd.getNumPartitions()).toBe(parts);
        expect(await rdd.collect()).toEqual(lines);
      }
      expect(await at.sc.textFile(path).take(2)).toEqual(lines.slice(0, 2));
    });

    test("reads folders, patterns, several names and .gz, and what follows is in step", async () => {
      mkdirSync(at.path("many"));
      writeFileSync(at.path("many", "a.txt"), "1\n2\n");
      writeFileSync(at.path("many", "b.txt.gz"), gzipSync("3\n4\n"));
      writeFileSync(at.path("many", "_hidden"), "9\n");
      expect(await at.sc.textFile(at.path("many")).map(Number).collect()).toEqual([1, 2, 3, 4]);
      const named = at.sc.textFile(`${at.path("many", "{b,x}*.gz")},${at.path("many", "a.txt")}`, 1);
      expect(
        await named
          .coalesce(1)
          .mapPartitions(function* (all) {
            yield [...all].join("+");
          })
          .collect(),
      ).toEqual(["3+4+1+2"]);
    });

    test("ends lines at \\n, \\r\\n and \\r, and leaves out a byte order mark, as Hadoop does", async () => {
      const path = at.path("ends.txt");
      writeFileSync(path, "\ufeffa\r\nb\rc\n\nd\r\n\r\n\re");
      // sc.textFile(path, n).collect() of PySpark 4.3, for each n.
      for (const parts of [1, 2, 3, 7])
        expect(await at.sc.textFile(path, parts).collect()).toEqual(["a", "b", "c", "", "d", "", "", "e"]);
      for (const [text, lines] of [
        ["x\ny", 2],
        ["x\ny\n", 2],
        ["\n", 1],
        ["", 0],
        ["x\r", 1],
        ["x\r\r\n", 2],
      ] as const) {
        writeFileSync(path, text);
        expect(await at.sc.textFile(path).count()).toBe(lines);
      }
    });

    test("of what isn't there fails in the action, and works when it is", async () => {
      const path = at.path("late.txt");
      const rdd = at.sc.textFile(path);
      expect((await failure(rdd.count())).message).toContain("doesn't exist");
      writeFileSync(path, "a\nb\n");
      expect(await rdd.count()).toBe(2);
    });

    test("wholeTextFiles gives names as Spark does", async () => {
      mkdirSync(at.path("whole"));
      writeFileSync(at.path("whole", "b.txt"), "two\nlines\n");
      writeFileSync(at.path("whole", "a.txt.gz"), gzipSync("one"));
      expect(await at.sc.wholeTextFiles(at.path("whole")).collect()).toEqual([
        [`file:${at.path("whole", "a.txt.gz")}`, "one"],
        [`file:${at.path("whole", "b.txt")}`, "two\nlines\n"],
      ]);
    });
  });

  describe("pipe", () => {
    test("takes words as a shell does, and no shell", async () => {
      const rdd = at.sc.parallelize(["b", "a", "c"], 1);
      expect(await rdd.pipe("sort -r").collect()).toEqual(["c", "b", "a"]);
      expect(await rdd.pipe(`printf '%s|' "a b" c\\ d $HOME`).collect()).toEqual(["a b|c d|$HOME|"]);
      expect(await rdd.pipe(["sed", "s/a/A b/"]).collect()).toEqual(["b", "A b", "c"]);
      expect(await rdd.pipe("sh -c 'echo $WORD'", { env: { WORD: "there" } }).collect()).toEqual(["there"]);
      expect(() => rdd.pipe("sort 'x")).toThrow("no end");
      expect(() => rdd.pipe(" ")).toThrow("no word");
    });

    test("is no faster than its program, and ends with it", async () => {
      const big = at.sc.range(0, 200_000, 1, 2).map((x) => `${x}`.padStart(20, "0"));
      expect(await big.pipe("cat").count()).toBe(200_000);
      expect(await big.pipe("head -1").collect()).toEqual(["0".repeat(20), "100000".padStart(20, "0")]);
      expect(await big.pipe("yes").take(2)).toEqual(["y", "y"]);
    });

    test("checks the exit code if asked, and says what the program said", async () => {
      const failing = at.sc.range(1).pipe("sh -c 'cat; echo oh >&2; exit 3'");
      expect(await failing.collect()).toEqual(["0"]);
      const checked = at.sc.range(1).pipe("sh -c 'cat; echo oh >&2; exit 3'", { checkCode: true });
      expect((await failure(checked.collect())).message).toMatch(/exit code 3: oh/);
      expect((await failure(at.sc.range(1).pipe("no-such-program-here").collect())).message).toContain(
        "can't run",
      );
    });
  });
});

const at = scene();

describe("saveAsTextFile", () => {
  test("writes a part a partition, and _SUCCESS", async () => {
    const path = at.path("out");
    await at.sc.parallelize<unknown>(["a b", 3, [1, "x"], null, { k: [true] }], 2).saveAsTextFile(path);
    expect(readdirSync(path).sort()).toEqual(["_SUCCESS", "part-00000", "part-00001"]);
    expect(readFileSync(at.path("out", "part-00000"), "utf8")).toBe("a b\n3\n");
    expect(readFileSync(at.path("out", "part-00001"), "utf8")).toBe('[1,"x"]\nnull\n{"k":[true]}\n');
  });

  test("compresses so that others can read it", async () => {
    const path = at.path("zipped");
    const long = "z".repeat(700_000);
    await at.sc.parallelize([long, long, long, "end"], 1).saveAsTextFile(path, { compression: "gzip" });
    const text = gunzipSync(readFileSync(at.path("zipped", "part-00000.gz"))).toString();
    expect(text).toBe(`${long}\n${long}\n${long}\nend\n`);
    expect(
      execFileSync("gzip", ["-dc", at.path("zipped", "part-00000.gz")], { maxBuffer: 2 ** 24 }).length,
    ).toBe(text.length);
    expect(await at.sc.textFile(path).count()).toBe(4);
  });

  test("refuses a folder that is there, and leaves it as it is", async () => {
    const path = at.path("there");
    mkdirSync(path);
    writeFileSync(at.path("there", "mine"), "");
    expect((await failure(at.sc.range(3).saveAsTextFile(path))).message).toContain("already exists");
    expect(readdirSync(path)).toEqual(["mine"]);
  });

  test("leaves nothing when a task fails, or an element has no text of its own", async () => {
    const path = at.path("failed");
    const failing = at.sc.range(0, 100, 1, 4).map((x) => {
      if (x === 99) throw new Error("last");
      return x;
    });
    expect((await failure(failing.saveAsTextFile(path))).message).toContain("last");
    expect(existsSync(path)).toBe(false);
    for (const odd of [new Map([[1, 2]]), [Number.NaN], [undefined]])
      expect((await failure(at.sc.parallelize([odd], 1).saveAsTextFile(path))).message).toContain(
        "map the elements to strings",
      );
    expect(existsSync(path)).toBe(false);
  });
});
