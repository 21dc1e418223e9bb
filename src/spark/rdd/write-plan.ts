import { inspect } from "node:util";
import { ValueError } from "../../errors.js";
import type { Combine } from "./lineage.js";

/** How the pairs of a stage go to the partitions of the next one. */
export interface WritePlan {
  readonly partitions: number;
  readonly by: "hash" | "function" | "range" | "number";
  readonly partitionFunc: ((key: unknown) => unknown) | undefined;
  /** Of a range: encoded first keys of all partitions but the first. */
  readonly boundaries: readonly Uint8Array[] | undefined;
  readonly combine: Combine | undefined;
  /** The method, for messages. */
  readonly method: string;
}

/** The partition of a key, where its hash or the range doesn't say it. */
export function partitionOf({
  by,
  partitions,
  partitionFunc,
  method,
}: WritePlan): ((key: unknown) => number) | undefined {
  if (by === "number") return (key) => key as number;
  if (by !== "function") return undefined;
  return (key) => {
    const number = partitionFunc!(key);
    if (!Number.isSafeInteger(number))
      throw new ValueError(
        `The partition function of ${method}() gave ${inspect(number, { depth: 0 })} for the key ${inspect(key, { depth: 2, maxStringLength: 100 })}; it has to give a whole number`,
      );
    // As Python's %: never negative.
    return (((number as number) % partitions) + partitions) % partitions;
  };
}
