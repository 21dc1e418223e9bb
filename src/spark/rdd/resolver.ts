/** How many partitions an RDD has, and which parts of files they are. Found out when it is asked for, and known from then on. */
import { ValueError } from "../../errors.js";
import type { Split } from "../../mapreduce/for-rdds.js";
import { coalescedCount } from "./coalescing.js";
import type { FilesToRead } from "./file-splits.js";
import type { Files, Lineage } from "./lineage.js";

/** Looks at files, where those who read them see them. */
export type FileLister = (files: FilesToRead, signal: AbortSignal | undefined) => Promise<readonly Split[]>;

export class Resolver {
  readonly #counts = new WeakMap<Lineage, number>();
  readonly #splits = new WeakMap<Files, readonly Split[]>();
  readonly #list: FileLister;

  constructor(list: FileLister) {
    this.#list = list;
  }

  /**
   * Of the RDD and all that it is made of.
   * @throws InputError for files that aren't there; ValueError for RDDs that can't be zipped; the signal's reason
   */
  async resolve(lineage: Lineage, signal: AbortSignal | undefined): Promise<number> {
    const known = this.#counts.get(lineage);
    if (known !== undefined) return known;
    const count = await this.#count(lineage, signal);
    this.#counts.set(lineage, count);
    return count;
  }

  /** Of an RDD that was resolved, or is a part of one. */
  countOf(lineage: Lineage): number {
    return this.#counts.get(lineage)!;
  }

  splitsOf(lineage: Files): readonly Split[] {
    return this.#splits.get(lineage)!;
  }

  async #count(lineage: Lineage, signal: AbortSignal | undefined): Promise<number> {
    switch (lineage.op) {
      case "slices":
        return lineage.slices.length;
      case "span":
        return lineage.partitions;
      case "files": {
        const splits = await this.#list(lineage, signal);
        this.#splits.set(lineage, splits);
        return splits.length;
      }
      case "union": {
        let sum = 0;
        for (const parent of lineage.parents) sum += await this.resolve(parent, signal);
        return sum;
      }
      case "zip": {
        const left = await this.resolve(lineage.left, signal);
        const right = await this.resolve(lineage.right, signal);
        if (left === right) return left;
        throw new ValueError(
          `Can only zip with RDD which has the same number of partitions: one has ${left}, the other ${right}`,
        );
      }
      case "cartesian":
        return (await this.resolve(lineage.left, signal)) * (await this.resolve(lineage.right, signal));
      case "coalesce":
        return coalescedCount(await this.resolve(lineage.parent, signal), lineage.partitions);
      case "shuffle": {
        const parent = await this.resolve(lineage.parent, signal);
        const { partitions = parent } = lineage;
        // Nobody reduces to nothing: of an RDD without partitions one is made that is empty.
        return typeof partitions === "number"
          ? Math.max(1, partitions)
          : Math.max(1, await this.resolve(partitions, signal));
      }
      default:
        return this.resolve(lineage.parent, signal);
    }
  }
}
