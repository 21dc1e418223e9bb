/** Jobs for the tests of the local runner: exports of a plain module, so that they travel by name. */
import { randomUUID } from "node:crypto";
import {
  appendFileSync,
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { MapReduce, option, pair, step, sum } from "manycore/mapreduce";
import { setKillPoint } from "../../dist/events/index.js";

export class WordCount extends MapReduce {
  *mapper(_, line) {
    for (const word of line.split(/\s+/)) if (word !== "") yield pair(word, 1);
  }

  *combiner(word, counts) {
    yield pair(word, sum(counts));
  }

  *reducer(word, counts) {
    yield pair(word, sum(counts));
  }
}

/** Lines that hold a word, as they are. */
export class Grep extends MapReduce {
  static options = { word: option.string({ default: "" }) };

  *mapper(_, line) {
    if (line.includes(this.options.word)) yield pair(line.length, line);
  }
}

/** Counts words, then how many words there are of each count. */
export class CountOfCounts extends MapReduce {
  *words(_, line) {
    for (const word of line.split(" ")) yield pair(word, 1);
  }

  *total(word, counts) {
    yield pair(word, sum(counts));
  }

  *byCount(_, count) {
    yield pair(count, 1);
  }

  steps() {
    return [
      step({ mapper: this.words, reducer: this.total }),
      step({ mapper: this.byCount, combiner: this.total, reducer: this.total }),
    ];
  }
}

/** All lines in order, over all parts. */
export class SortLines extends MapReduce {
  totalOrder = true;

  *mapper(_, line) {
    yield pair(line, null);
  }

  *reducer(line, values) {
    for (const _ of values) yield pair(line, null);
  }
}

/** What init and final functions give. */
export class Ends extends MapReduce {
  *mapperInit() {
    yield pair("mapperInit", 1);
  }

  *mapper() {}

  *mapperFinal() {
    yield pair("mapperFinal", 1);
  }

  *reducer(key, values) {
    yield pair(key, sum(values));
  }
}

/** The names of files, in order, with the number of their lines. */
export class SortFiles extends MapReduce {
  totalOrder = true;

  *mapperRaw(file) {
    yield pair(basename(file), readFileSync(file, "utf8").split("\n").length - 1);
  }

  *reducer(key, values) {
    for (const value of values) yield pair(key, value);
  }
}

/** Something bad. `how`: what; `marks`: a folder in which each time leaves a file, so that it happens `times` times in all threads together. */
function misbehave(job, how, marks, times) {
  if (marks !== undefined) {
    const before = readdirSync(marks).length;
    if (before >= times) return;
    closeSync(openSync(join(marks, `${before}`), "wx"));
  }
  switch (how) {
    case "throw":
      throw new RangeError("this one is out of range");
    case "exit":
      process.exit(7);
      break;
    case "die":
      process.reallyExit(9);
      break;
    case "loop":
      for (;;);
    case "hang":
      return new Promise(() => setInterval(() => {}, 1000));
    case "memory": {
      const all = [];
      for (;;) all.push(new Array(1e6).fill(job));
    }
    default:
      throw new Error(`how is ${how}`);
  }
}

/**
 * Counts words, and does something bad: in the mapper at lines that hold `at`, or in the reducer at the key `at`, before or after it has
 * yielded and counted.
 */
export class Faulty extends MapReduce {
  static options = {
    at: option.string({ default: "bad" }),
    how: option.string({ default: "throw" }),
    in: option.choice(["mapper", "reducer", "combiner", "mapperInit", "mapperFinal", "reducerInit"], {
      default: "mapper",
    }),
    late: option.boolean(),
    marks: option.string(),
    times: option.integer({ default: 1e9 }),
  };

  #bad() {
    const { how, marks, times } = this.options;
    return misbehave(this, how, marks, times);
  }

  mapperInit() {
    if (this.options.in === "mapperInit") return this.#bad();
  }

  mapperFinal() {
    if (this.options.in === "mapperFinal") return this.#bad();
  }

  reducerInit() {
    if (this.options.in === "reducerInit") return this.#bad();
  }

  *mapper(_, line) {
    const isBad = this.options.in === "mapper" && line.includes(this.options.at);
    if (isBad && !this.options.late) this.#bad();
    for (const word of line.split(" ")) {
      this.increment("words", "mapped");
      yield pair(word, 1);
    }
    if (isBad && this.options.late) this.#bad();
  }

  *combiner(word, counts) {
    if (this.options.in === "combiner" && word === this.options.at) this.#bad();
    yield pair(word, sum(counts));
  }

  *reducer(word, counts) {
    const isBad = this.options.in === "reducer" && word === this.options.at;
    if (isBad && !this.options.late) this.#bad();
    this.increment("words", "reduced");
    yield pair(word, sum(counts));
    if (isBad && this.options.late) this.#bad();
  }
}

/**
 * As WordCount, in threads that end, or a process that is killed, at the `pass`-th time that one of its threads comes to a place of the protocol.
 * Each task leaves a file in the folder `tasks`.
 */
export class Killed extends WordCount {
  static options = {
    place: option.string({ default: "" }),
    pass: option.integer({ default: 1 }),
    process: option.boolean(),
    marks: option.string(),
    tasks: option.string(),
  };

  mapperInit() {
    this.#begin("map");
  }

  reducerInit() {
    this.#begin("reduce");
  }

  *reducer(word, counts) {
    this.increment("words", "different");
    yield* super.reducer(word, counts);
  }

  #begin(kind) {
    const { place, pass, process: isProcess, marks, tasks } = this.options;
    if (tasks !== undefined) writeFileSync(join(tasks, `${kind}-${process.pid}-${randomUUID()}`), "");
    if (place === "" || globalThis.armed) return;
    // On globalThis: a class that travels by its source has a module of its own in each task.
    globalThis.armed = true;
    let passes = 0;
    setKillPoint((point) => {
      if (point !== place || ++passes !== pass) return;
      if (marks !== undefined && !isFirst(join(marks, "killed"))) return;
      if (isProcess) process.kill(process.pid, "SIGKILL");
      process.reallyExit(9);
    });
  }
}

/** One of two workers that come there at once makes the file. */
function isFirst(path) {
  try {
    writeFileSync(path, "", { flag: "wx" });
    return true;
  } catch {
    return false;
  }
}

/** Pairs that are larger than the input. */
export class Wide extends MapReduce {
  static options = { large: option.boolean() };

  *mapper(_, line) {
    yield pair(line, this.options.large ? `${Math.random()}`.repeat(20) : "");
  }

  *reducer(line, values) {
    for (const value of values) yield pair(line, value);
  }
}

/** Something happens to the file that the first task reads, and the task fails. */
export class Interfering extends WordCount {
  static options = { how: option.string(), file: option.string(), marks: option.string() };

  mapperFinal() {
    const { how, file, marks } = this.options;
    if (readdirSync(marks).length > 0) return;
    writeFileSync(join(marks, "once"), "");
    if (how === "vanishes") rmSync(file);
    else if (how === "grows") appendFileSync(file, "one more line\n");
    else writeFileSync(file, readFileSync(file).fill(0x78));
    throw new Error("it failed for another reason");
  }
}
