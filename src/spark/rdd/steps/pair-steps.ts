/** Steps of pairs that belong to a method of several stages: what is done before a shuffle, and what with its groups. */
import { compareKeys } from "../../../mapreduce/for-rdds.js";
import { eachChunk } from "../chunks.js";
import { descendingKey } from "../descending-key.js";
import type { Transform } from "./context.js";
import { pairOf } from "./element-steps.js";
import { partitionwise } from "./partition-steps.js";

/** Which keys a join has: those of both sides, or also those of one alone, with null for the other's value. */
export type JoinKind = "join" | "leftOuterJoin" | "rightOuterJoin" | "fullOuterJoin";

/** Two RDDs' values of a key. */
type Groups = readonly [left: readonly unknown[], right: readonly unknown[]];

const MISSING: readonly unknown[] = [null];

export const pairSteps = {
  /** Pairs of what a pair is sorted by, and the pair. */
  sortKeys: (keyfunc: ((key: unknown) => unknown) | undefined, ascending: boolean): Transform =>
    perPair("sortByKey", (pair) => {
      const key = keyfunc === undefined ? pair[0] : keyfunc(pair[0]);
      return [[ascending ? key : descendingKey(key), pair]];
    }),

  /** Of cogroup's pairs: one pair of values for each combination. */
  joinGroups: (kind: JoinKind): Transform =>
    perPair(kind, function* ([key, groups]) {
      let [left, right] = groups as Groups;
      if (left.length === 0 && (kind === "rightOuterJoin" || kind === "fullOuterJoin")) left = MISSING;
      if (right.length === 0 && (kind === "leftOuterJoin" || kind === "fullOuterJoin")) right = MISSING;
      for (const one of left) for (const other of right) yield [key, [one, other]];
    }),

  /** Of cogroup's pairs: those of the first RDD whose keys the second doesn't have. */
  onlyLeft: (): Transform =>
    perPair("subtractByKey", function* ([key, groups]) {
      const [left, right] = groups as Groups;
      if (right.length === 0) for (const value of left) yield [key, value];
    }),

  /** Of cogroup's pairs: keys that both RDDs have. */
  inBoth: (): Transform =>
    perPair("intersection", ([key, groups]) => {
      const [left, right] = groups as Groups;
      return left.length > 0 && right.length > 0 ? [key] : [];
    }),

  /** Values of one key. */
  lookup: (wanted: unknown): Transform =>
    perPair("lookup", ([key, value]) => (compareKeys(key, wanted) === 0 ? [value] : [])),

  /** Pairs with one of fewer numbers, by partition: for merging in a tree. */
  spread: (partitions: number): Transform =>
    partitionwise("treeReduce", function* (index, elements) {
      for (const element of elements) yield [index % partitions, element];
    }),
};

function perPair(
  method: string,
  make: (pair: readonly [key: unknown, value: unknown]) => Iterable<unknown>,
): Transform {
  return (input, at) =>
    eachChunk(input, function* (chunk) {
      let made: unknown[] = [];
      for (let i = 0; i < chunk.length; i++) {
        at.tick();
        for (const one of make(pairOf(chunk[i], method))) {
          made.push(one);
          if (made.length < at.size) continue;
          yield made;
          made = [];
        }
      }
      if (made.length > 0) yield made;
    });
}
