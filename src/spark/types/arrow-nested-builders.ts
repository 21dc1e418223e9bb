/** Columns of arrays, maps and structs, whose parts are columns themselves. */
import type { Data } from "apache-arrow";
import { BuilderBase, type ColumnBuilder, grown, type Place } from "./arrow-builder-base.js";

export class ListBuilder extends BuilderBase {
  #offsets = new Int32Array(64);
  readonly #child: ColumnBuilder;

  constructor(at: Place, child: ColumnBuilder) {
    super(at);
    this.#child = child;
  }

  protected write(row: number, value: unknown): void {
    if (row + 1 >= this.#offsets.length) this.#offsets = grown(this.#offsets, row + 2);
    if (value !== null) for (const item of value as Iterable<unknown>) this.#child.append(item);
    this.#offsets[row + 1] = this.#child.length;
  }

  finish(): Data {
    return this.make({
      valueOffsets: this.#offsets.subarray(0, this.length + 1),
      child: this.#child.finish(),
    });
  }
}

/** A map is a list of its entries, as a Map is when it is gone through. */
export class MapBuilder extends ListBuilder {}

export class StructBuilder extends BuilderBase {
  readonly #children: readonly ColumnBuilder[];
  readonly #parts: (value: unknown) => readonly unknown[];

  constructor(at: Place, children: readonly ColumnBuilder[], parts: (value: unknown) => readonly unknown[]) {
    super(at);
    this.#children = children;
    this.#parts = parts;
  }

  protected write(_row: number, value: unknown): void {
    const parts = value === null ? undefined : this.#parts(value);
    for (let i = 0; i < this.#children.length; i++) this.#children[i]!.append(parts?.[i] ?? null);
  }

  finish(): Data {
    return this.make({ children: this.#children.map((child) => child.finish()) });
  }
}
