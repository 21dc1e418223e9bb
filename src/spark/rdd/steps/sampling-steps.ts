/** Steps that choose by chance: by the seed and the partition's number, so each attempt chooses the same. */
import { encodeKey } from "../../../mapreduce/for-rdds.js";
import { KeyMap } from "../key-map.js";
import { Random } from "../random.js";
import type { Transform } from "./context.js";
import { pairOf } from "./element-steps.js";
import { folding, partitionwise } from "./partition-steps.js";

/** What `sampleKeys` gives of a partition. */
export interface KeySample {
  /** Elements of the partition. */
  readonly count: number;
  /** Encoded keys of some of them. */
  readonly keys: readonly Uint8Array[];
}

function choosing(
  method: string,
  times: (random: Random, element: unknown) => number,
  seed: number,
): Transform {
  return partitionwise(method, function* (index, elements) {
    const random = new Random(seed, index);
    for (const element of elements) {
      for (let left = times(random, element); left > 0; left--) yield element;
    }
  });
}

export const samplingSteps = {
  sample: (withReplacement: boolean, fraction: number, seed: number): Transform =>
    choosing(
      "sample",
      withReplacement ? (random) => random.poisson(fraction) : (random) => (random.next() < fraction ? 1 : 0),
      seed,
    ),

  /** Those whose random number is in [from, to): of the same seed, ranges that don't overlap have no element in common. */
  sampleRange: (from: number, to: number, seed: number): Transform =>
    choosing(
      "randomSplit",
      (random) => {
        const at = random.next();
        return at >= from && at < to ? 1 : 0;
      },
      seed,
    ),

  sampleByKey: (
    withReplacement: boolean,
    fractions: readonly (readonly [key: unknown, fraction: number])[],
    seed: number,
  ): Transform => {
    const byKey = new KeyMap<number>();
    for (const [key, fraction] of fractions) byKey.entry(key, () => fraction);
    return choosing(
      "sampleByKey",
      (random, element) => {
        const fraction = byKey.find(pairOf(element, "sampleByKey")[0])?.[1] ?? 0;
        if (withReplacement) return random.poisson(fraction);
        return random.next() < fraction ? 1 : 0;
      },
      seed,
    );
  },

  /** A fair choice of at most `most` keys. J. Vitter, "Random sampling with a reservoir", ACM TOMS 11 (1985), algorithm R. */
  sampleKeys: (most: number): Transform =>
    folding("sortByKey", (elements): KeySample => {
      const random = new Random(most);
      const keys: Uint8Array[] = [];
      let count = 0;
      for (const element of elements) {
        count++;
        const at = keys.length < most ? keys.length : random.below(count);
        if (at < most) keys[at] = encoded(pairOf(element, "sortByKey")[0]);
      }
      return { count, keys };
    }),
};

function encoded(key: unknown): Uint8Array {
  for (let bytes = 256; ; bytes *= 2) {
    const u8 = new Uint8Array(bytes);
    const end = encodeKey(u8, 0, bytes, key);
    if (end >= 0) return u8.slice(0, end);
  }
}
