/** Jobs that go wrong, or want something special. */
import { MapReduce, option, pair } from "manycore/mapreduce";

/** Throws at some words. */
export class Choosy extends MapReduce {
  static options = { bad: option.string({ default: "" }), where: option.string({ default: "mapper" }) };

  *mapper(_, line) {
    for (const word of line.split(" ")) {
      this.increment("words", "seen");
      yield pair(word, 1);
      if (this.options.where === "mapper" && word === this.options.bad) throw new RangeError(`not ${word}`);
    }
  }

  *reducer(word, ones) {
    if (this.options.where === "reducer" && word === this.options.bad) throw new RangeError(`not ${word}`);
    yield pair(word, [...ones].length);
  }
}

/** Never ends. */
export class Endless extends MapReduce {
  *mapper() {
    for (;;) if (Date.now() < 0) yield pair(1, 1);
  }
}

/** Functions that wait, and a step of maps alone. */
export class Later extends MapReduce {
  async *mapper(_, line) {
    await null;
    yield pair(line.length % 3, line);
  }

  async *reducer(key, lines) {
    for (const line of lines) {
      await null;
      yield pair(key, line);
    }
  }

  steps() {
    return [{ mapper: this.mapper, reducer: this.reducer }, { mapper: this.second }];
  }

  async *second(key, line) {
    await null;
    yield pair(line, key);
  }
}

/** Whole files, and values that it changes after it has yielded them. */
export class Files extends MapReduce {
  *mapperRaw(path) {
    const shared = { name: "" };
    for (const name of [path.split("/").at(-1), "again"]) {
      shared.name = name;
      yield pair(name, shared);
    }
  }

  *reducer(name, all) {
    yield pair(name, [...all]);
  }
}
