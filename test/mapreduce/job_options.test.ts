import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { MapReduce, option, pair, ValueError } from "manycore/mapreduce";
import { afterAll, describe, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "manycore-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

class Job extends MapReduce<null, string, typeof Job.options> {
  static override options = {
    clusters: option.integer({ default: 8, help: "how many" }),
    rate: option.float(),
    label: option.string({ default: "" }),
    mode: option.choice(["fast", "exact"], { default: "fast" }),
    stopWords: option.file(),
    tables: option.list(option.file()),
    skip: option.list(option.integer(), { default: [1] }),
    loud: option.boolean({ default: true }),
  };

  override *mapper(_: null, line: string) {
    yield pair(line, this.options.clusters);
  }
}

class Strict extends MapReduce<null, string, typeof Strict.options> {
  static override options = { from: option.string({ required: true, help: "where to begin" }) };
  readonly begin = this.options.from.length;

  override *mapper() {
    yield pair(this.options.from, this.begin);
  }
}

class Child extends Job {
  static override options = { ...Job.options, clusters: option.integer({ default: 3 }) };
}

describe("options of a job", () => {
  test("have their defaults", () => {
    expect(new Job().options).toEqual({
      clusters: 8,
      rate: undefined,
      label: "",
      mode: "fast",
      stopWords: undefined,
      tables: [],
      skip: [1],
      loud: true,
    });
    expect(new Child().options.clusters).toBe(3);
  });

  test("are what is given; undefined is not given", () => {
    const { options } = new Job({
      clusters: 2,
      rate: 0.5,
      mode: "exact",
      skip: [],
      loud: false,
      label: undefined,
    });
    expect(options).toMatchObject({
      clusters: 2,
      rate: 0.5,
      mode: "exact",
      skip: [],
      loud: false,
      label: "",
    });
  });

  test("are there when fields are initialised", async () => {
    expect(new Strict({ from: "abc" }).begin).toBe(3);
    const { output } = await new Strict({ from: "abc" }).sandbox("line");
    expect(output).toEqual([["abc", 3]]);
  });

  test("paths of files become absolute", () => {
    const path = join(folder, "words.txt");
    const { options } = new Job({
      stopWords: relative(process.cwd(), path),
      tables: [relative(process.cwd(), path)],
    });
    expect(options.stopWords).toBe(path);
    expect(options.tables).toEqual([path]);
  });

  test.each<[object, RegExp]>([
    [{ clusters: 1.5 }, /option clusters of Job is 1\.5; it takes a whole number/],
    [{ clusters: "8" }, /clusters of Job is "8"/],
    [{ rate: Number.NaN }, /rate of Job .* it takes a number/],
    [{ mode: "slow" }, /mode of Job is "slow"; it takes one of fast, exact/],
    [{ loud: "yes" }, /true or false/],
    [{ skip: 3 }, /skip of Job is 3; it takes an array/],
    [{ skip: [1, "a"] }, /skip of Job, item 1 is "a"; it takes a whole number/],
    [{ stopWords: "" }, /the path of a file/],
    [{ cluster: 8 }, /Job has no option cluster; it has clusters, rate/],
  ])("%o is refused", (options, message) => {
    expect(() => new Job(options)).toThrow(ValueError);
    expect(() => new Job(options)).toThrow(message);
  });

  test("a required one that is missing is refused, with its help", () => {
    expect(() => new Strict()).toThrow(/Strict needs the option from \(where to begin\)/);
  });

  test("a file that isn't there is refused before the job begins", async () => {
    const path = join(folder, "missing.txt");
    await expect(
      Job.run({ input: "-", stdin: [], runner: "inline", options: { stopWords: path } }),
    ).rejects.toThrow(`The option stopWords of Job is ${path}, but there is no such file.`);
    const there = join(folder, "there.txt");
    writeFileSync(there, "the\n");
    const { output } = await Job.run({
      stdin: ["a\n"],
      runner: "inline",
      options: { stopWords: there, clusters: 5 },
    });
    expect(output).toEqual([["a", 5]]);
  });
});
