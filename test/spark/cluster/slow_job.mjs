/** A job whose map tasks take long enough for a process to be killed in. */
import { writeFileSync } from "node:fs";
import { MapReduce, option, pair, sum } from "manycore/mapreduce";

export class Slow extends MapReduce {
  static options = { marks: option.string({ default: "" }) };

  mapperInit() {
    const { marks } = this.options;
    if (marks === "") return;
    writeFileSync(`${marks}/${process.pid}-${Date.now()}`, "");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
  }

  *mapper(_, line) {
    const [key, n] = line.split(" ").map(Number);
    this.increment("lines", "read");
    yield pair(key, n);
  }

  *reducer(key, all) {
    this.increment("keys", "reduced");
    yield pair(key, sum(all));
  }
}
