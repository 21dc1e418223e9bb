/** Lines of WGSL, each with the place in the source that it comes from. */
import type { Place } from "../ir.js";

export interface WrittenLines {
  readonly lines: readonly string[];
  /** Of each line; null for what stands for nothing in the source. */
  readonly places: readonly (Place | null)[];
}

export class Writer implements WrittenLines {
  readonly lines: string[] = [];
  readonly places: (Place | null)[] = [];
  #depth = 0;
  #temporaries = 0;
  /** The place that further lines belong to. */
  place: Place | null = null;

  line(text: string): void {
    this.lines.push("  ".repeat(this.#depth) + text);
    this.places.push(this.place);
  }

  /** `head {`, what `body` writes, `}`. */
  block(head: string, body: () => void, tail = "}"): void {
    this.line(`${head} {`);
    this.#depth++;
    body();
    this.#depth--;
    this.line(tail);
  }

  append({ lines, places }: WrittenLines): void {
    this.lines.push(...lines);
    this.places.push(...places);
  }

  /** A name that nothing else in the function has. */
  temporary(): string {
    return `t_${this.#temporaries++}`;
  }
}
