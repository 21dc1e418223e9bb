import { answerOf } from "../../examples/word-count/answer.js";
import { countInto, emptyTally } from "../../examples/word-count/tally.js";
import { textFiles } from "../../examples/word-count/text_files.js";
import { type Job, serve, timed } from "../harness/serve.js";
import { roundTrips } from "./round_trips.js";
import type { Work } from "./work.js";

/** The same JavaScript without any workers: what the others have to be faster than. */
function make(work: Work): Job | string {
  const close = async () => {};
  switch (work.id) {
    case "array": {
      // One copy, although there and back are two.
      const array = new Float64Array(work.n).fill(1);
      const copy = async () => structuredClone(array)[work.n - 1] as number;
      return { run: () => roundTrips(work.trips ?? 1, copy), close };
    }
    case "words by reduce":
    case "words by map": {
      const { paths } = textFiles(work.folder ?? "");
      const count = () => answerOf(paths.slice(0, work.n).reduce(countInto, emptyTally()).counts).checksum;
      return { run: () => timed(count), close };
    }
    default:
      return "nothing to compare with";
  }
}

await serve({ version: `Node ${process.versions.node}`, make });
