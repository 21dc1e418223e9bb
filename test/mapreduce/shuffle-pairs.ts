/** Random map output, and a way to compare it. */
import type { Seeded } from "../support/seeded.js";

const LETTERS = ["a", "b", "c", "é", "ß", "語", "😀", "\0", "\u0001", "\ud800"];

const text = (random: Seeded, most: number): string =>
  Array.from({ length: random.integer(0, most) }, () => random.pick(LETTERS)).join("");

/** A key out of about `range` different ones. */
export function randomKey(random: Seeded, range: number, kind: string, depth = 0): unknown {
  const n = random.integer(0, range - 1);
  switch (kind === "mixed" ? random.pick(KINDS) : kind) {
    case "integer":
      return n - (range >> 1);
    case "fraction":
      return (n - (range >> 1)) / 8;
    case "word":
      return `w${n}`;
    case "prefix":
      return `${"the same beginning of a long, long key ".repeat(2)}${n}`;
    case "text":
      return `${text(random, 3)}${n % 7}`;
    case "array":
      return [n % 5, depth < 2 ? randomKey(random, range, "mixed", depth + 1) : `k${n}`];
    case "object":
      return { b: n % 3, a: depth < 2 ? randomKey(random, range, "mixed", depth + 1) : n };
    default:
      return [null, true, false, "", -0, Infinity, -Infinity, [], {}][n % 9];
  }
}
const KINDS = ["integer", "fraction", "word", "prefix", "text", "array", "object", "plain"];

function randomValue(random: Seeded, kind: string): unknown {
  const n = random.integer(-1000, 1000);
  switch (kind === "mixed" ? random.pick(VALUES) : kind) {
    case "one":
      return 1;
    case "integer":
      return n;
    case "fraction":
      return n / 3;
    case "text":
      return text(random, 40);
    case "list":
      return Array.from({ length: random.integer(0, 20) }, () => text(random, 5));
    case "parcel":
      return new Map([[n, new Date(n)]]);
    default:
      return random.pick([null, undefined, true, { a: n, b: [n] }]);
  }
}
export const VALUES = ["one", "integer", "fraction", "text", "list", "parcel", "plain"];

/** A value or key as text, the same for equal ones. */
export const shown = (value: unknown): string =>
  value === undefined
    ? "undefined"
    : value instanceof Map
      ? `map ${JSON.stringify([...value])}`
      : JSON.stringify(value, (_, v) =>
          Object.is(v, -0) || v === 0
            ? 0
            : v === Infinity
              ? "+inf"
              : v === -Infinity
                ? "-inf"
                : v !== null && typeof v === "object" && !Array.isArray(v)
                  ? ["object", ...Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))]
                  : v,
        );

export type Pairs = [key: unknown, value: unknown][];

export function randomPairs(random: Seeded, values?: string): Pairs {
  const range = random.pick([1, 20, 300, 30_000]);
  const count = random.pick([0, 1, 50, 3000, 12_000]);
  const keyKind = random.pick([...KINDS, "mixed"]);
  const valueKind = values ?? random.pick([...VALUES, "mixed"]);
  return Array.from({ length: count }, () => [
    randomKey(random, range, keyKind),
    randomValue(random, valueKind),
  ]);
}

/** Pairs in an order of their own. */
export const bag = (pairs: Iterable<readonly unknown[]>): string[] =>
  Array.from(pairs, ([key, value]) => `${shown(key)} ${shown(value)}`).sort();

/** Memory small enough for many spills, or large enough for none; output kept or not. */
export const room = (random: Seeded) => ({
  memory: random.pick([64, 80, 100, 200, 4000]) * 1024,
  keep: random.pick([0, 1000, 1 << 24]),
});
