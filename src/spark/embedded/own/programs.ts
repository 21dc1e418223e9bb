/** Of the driver: programs that were sent. */
import { createHash } from "node:crypto";
import * as np from "../../../numpy/index.js";
import { encode } from "../../../portable/index.js";
import type { Program, SentProgram } from "./program.js";
import { release } from "./release.js";

/** Programs that are kept: a query that is asked again finds its functions where they have run before, compiled. */
const KEPT = 16;

export class Programs {
  readonly #known = new Map<string, SentProgram>();
  #last = 0;

  /** @throws NotPortableError for a function that can't travel */
  send(program: Program): SentProgram {
    const { bytes } = encode(program, "process", "the function");
    const hash = createHash("sha256").update(bytes).digest("hex");
    const known = this.#known.get(hash);
    if (known !== undefined) {
      this.#known.delete(hash);
      this.#known.set(hash, known);
      return known;
    }
    const array = np.empty([bytes.length], { dtype: "uint8" });
    array.data.set(bytes);
    const sent: SentProgram = { id: ++this.#last, bytes: array, length: bytes.length };
    this.#known.set(hash, sent);
    return sent;
  }

  /** Forgets those that were not asked for lately. No run may be under way. */
  trim(most = KEPT): void {
    for (const [hash, { bytes }] of this.#known) {
      if (this.#known.size <= most) return;
      this.#known.delete(hash);
      release(bytes);
    }
  }
}
