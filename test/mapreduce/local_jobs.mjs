/** Jobs for the tests of the local runner: exports of a plain module, so that they travel by name. */
import { randomUUID } from "node:crypto";
import {
  appendFileSync,
  closeSync,
  existsSync,
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

/** A command that isn't the same for each part of a file. */
export class WithoutHeader extends MapReduce {
  mapperPreFilter = "tail -n +2";

  *mapper(_, line) {
    yield pair(line, 1);
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

/** How many lines each file has, by `inputPath`; what the other functions see of it is counted. */
export class LinesOfFiles extends MapReduce {
  mapperPreFilter = (line) => {
    this.#look("mapperPreFilter");
    return line !== "";
  };

  mapperInit() {
    this.#look("mapperInit");
  }

  async *mapper(_, line) {
    // Some of its records wait, and batches with them.
    if (line.length % 7 === 0) await null;
    yield pair(this.inputPath ?? null, 1);
  }

  mapperFinal() {
    this.#look("mapperFinal");
  }

  combinerInit() {
    this.#look("combinerInit");
  }

  *combiner(path, counts) {
    this.#look("combiner");
    yield pair(path, sum(counts));
  }

  combinerFinal() {
    this.#look("combinerFinal");
  }

  *total(path, counts) {
    this.#look("reducer");
    yield pair(path, sum(counts));
  }

  *second(path, count) {
    this.#look("second mapper");
    yield pair(path, count);
  }

  steps() {
    const { mapper, mapperInit, mapperFinal, mapperPreFilter } = this;
    const { combiner, combinerInit, combinerFinal, total, second } = this;
    return [
      step({
        mapper,
        mapperInit,
        mapperFinal,
        mapperPreFilter,
        combiner,
        combinerInit,
        combinerFinal,
        reducer: total,
      }),
      step({ mapper: second, reducer: total }),
    ];
  }

  #look(name) {
    if (this.inputPath !== undefined) this.increment("sees a path", name);
  }
}

/** What `inputPath` is in a `mapperRaw`, and the name that it is given. */
export class RawPaths extends MapReduce {
  *mapperRaw(path, uri) {
    yield pair(uri, [this.inputPath, readFileSync(path, "utf8")]);
  }
}

/** Counts words, and how often its combiner ran: as the combiner itself says at its end, and as a counter. */
export class Tally extends MapReduce {
  static options = {
    sorted: option.boolean(),
    fail: option.boolean(),
    last: option.integer({ default: 0 }),
  };

  sortValues = this.options.sorted === true;
  calls = 0;
  order = "";

  *mapper(_, line) {
    for (const word of line.split(" ")) if (word !== "") yield pair(word, 1);
  }

  *combinerInit() {
    this.order += "init ";
    yield pair("#init", 1);
  }

  *combiner(word, counts) {
    if (!this.order.endsWith("fold ")) this.order += "fold ";
    this.calls++;
    this.increment("combiner", "calls");
    yield pair(word, sum(counts));
  }

  *combinerFinal() {
    if (this.options.fail) throw new RangeError("no end of it");
    yield pair("#calls", this.calls);
    for (let k = 0; k < this.options.last; k++) yield pair("#last", 1);
    this.increment("order", `${this.order}final`);
    // Whatever comes after this would show.
    this.order += "after ";
  }

  *reducer(word, counts) {
    yield pair(word, sum(counts));
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

/** Numbers, which the first step gives in the order in which they came and the second one sorts. It is killed once part 0 is there, if it is armed. */
export class Rising extends MapReduce {
  static options = { armed: option.string(), part: option.string(), from: option.float() };

  *read(_, line) {
    yield pair(Number(line) % 2, Number(line));
  }

  *give(_, numbers) {
    for (const number of numbers) yield pair(number, "x".repeat(30));
  }

  *sorted(number, values) {
    const { armed, part, from } = this.options;
    for (const _ of values) {
      yield pair(number, 1);
      if (number > from && existsSync(armed) && existsSync(part)) process.kill(process.pid, "SIGKILL");
    }
  }

  steps() {
    return [
      step({ mapper: this.read, reducer: this.give }),
      step({ reducer: this.sorted, totalOrder: true }),
    ];
  }
}

/** Pairs that are larger than the input. */
export class Wide extends MapReduce {
  static options = { large: option.boolean(), times: option.integer({ default: 1 }) };

  *mapper(_, line) {
    for (let k = 0; k < this.options.times; k++)
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

/**
 * One task fails when the other one is at work, which goes on for a moment, as if nothing had happened, and then writes. `marks`: a folder for
 * both to see how far the other is.
 */
export class GoesOn extends MapReduce {
  static options = { marks: option.string({ default: "" }), millis: option.integer({ default: 120 }) };

  *mapper(_, line) {
    const { marks, millis } = this.options;
    const until = (name) => {
      while (!existsSync(join(marks, name)));
    };
    if (line === "bad") {
      until("begun");
      writeFileSync(join(marks, "failed"), "");
      throw new RangeError("this one is out of range");
    }
    writeFileSync(join(marks, "begun"), "");
    until("failed");
    const end = Date.now() + millis;
    while (Date.now() < end);
    for (let i = 0; i < 20_000; i++) yield pair(`${line}${i}`, `${i}`.repeat(200));
  }

  *reducer(key, values) {
    for (const value of values) yield pair(key, value);
  }
}

/** Bad records in both steps: lines of `bad`, then keys of `worse`. The second step's mapper kills the process, if it is armed. */
export class BadTwice extends MapReduce {
  static options = { armed: option.string({ default: "" }) };

  *first(_, line) {
    if (line.startsWith("bad")) throw new RangeError(`${line} is out of range`);
    yield pair(line, 1);
  }

  *second(line, count) {
    if (existsSync(this.options.armed)) process.kill(process.pid, "SIGKILL");
    if (line.startsWith("worse")) throw new RangeError(`${line} is out of range`);
    yield pair(line, count);
  }

  *total(line, counts) {
    yield pair(line, sum(counts));
  }

  steps() {
    return [
      step({ mapper: this.first, reducer: this.total }),
      step({ mapper: this.second, reducer: this.total }),
    ];
  }
}
