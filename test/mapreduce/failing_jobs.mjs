/** Jobs that fail, for both runners: workers import this file. */
import { MapReduce, pair, step, sum } from "manycore/mapreduce";

/** @type {any} */
const NO_PAIR = 3;

/** Counts lines; `x` throws, `exit` ends its worker, `three` yields what is no pair, `big` what JSON can't say. */
export class Lines extends MapReduce {
  *mapper(_, line) {
    this.increment("lines", "seen");
    if (line === "x") throw new TypeError("x is no line");
    if (line === "exit") process.exit(3);
    if (line === "three") yield NO_PAIR;
    yield pair(line, line === "big" ? 10n : 1);
  }

  *reducer(line, counts) {
    yield pair(line, line === "big" ? 10n : sum(counts));
  }
}

/** The same in a second step, and the first one counts what it has begun with. */
export class Twice extends Lines {
  mapperInit() {
    this.increment("tasks", "begun");
  }

  steps() {
    const { mapperInit, mapper, reducer } = this;
    return [step({ mapperInit, mapper, reducer }), step({ reducer })];
  }
}

/** Its error comes from a function of ours that it has called. */
export class Sums extends Lines {
  *reducer(line) {
    yield pair(line, sum(3));
  }
}
